"""Files of call records: field maps, reading, the drop folder."""

from linewarden.feeds.files.drop import DropFolder, Dropped
from linewarden.feeds.files.layout import FieldMap, SealedFile
from linewarden.feeds.files.loading import load_map, map_names, parse_map
from linewarden.feeds.files.propose import propose_map
from linewarden.feeds.files.reading import read_file
from linewarden.feeds.files.tells import columns_told
from linewarden.feeds.files.unpack import seal

__all__ = [
    "DropFolder",
    "Dropped",
    "FieldMap",
    "SealedFile",
    "columns_told",
    "load_map",
    "map_names",
    "parse_map",
    "propose_map",
    "read_file",
    "seal",
]
