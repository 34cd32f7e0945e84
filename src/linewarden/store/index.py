"""The lookup index: one derived file beside each lake segment. It may be deleted at any time and is never the only copy."""

from pathlib import Path

from linewarden.errors import StoreError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.store.arrays_file import arrays_in_memory, is_undamaged, write_arrays
from linewarden.store.arrow import conform
from linewarden.store.durable import bytes_of, clear_temporary, remove
from linewarden.store.index_content import IndexContent
from linewarden.store.lake import Lake
from linewarden.store.parquet_files import row_groups
from linewarden.store.seals import Seal
from linewarden.store.shelf import Shelf

_SUFFIX = ".index"


class Index:
    """The index files of a folder."""

    def __init__(self, folder: Path, *, sync: bool, is_writable: bool) -> None:
        self._folder = folder
        self._sync = sync
        self._is_writable = is_writable

    def path(self, seal: Seal) -> Path:
        """The index file of a lake segment."""
        return self._folder / f"{seal.name}{_SUFFIX}"

    def clear(self, seals: tuple[Seal, ...]) -> None:
        """Throw away what belongs to no segment; make the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        clear_temporary(self._folder)
        for path in set(self._folder.glob(f"*{_SUFFIX}")) - {self.path(seal) for seal in seals}:
            path.unlink()

    def discard(self, name: str) -> None:
        """Throw away what a failed `build` left of a range."""
        remove(self._folder / f"{name}{_SUFFIX}")

    def build(self, seal: Seal, content: IndexContent) -> Shelf | None:
        """The shelf of a range of this content, in its file (read-only: in memory); None when the range has no records."""
        if not len(content):
            return None
        arrays, about = content.finish()
        if not self._is_writable:
            return Shelf(arrays_in_memory(arrays, about))
        write_arrays(self.path(seal), arrays, about, sync=self._sync)
        return Shelf.open(self.path(seal))

    def open_or_build(self, seal: Seal, lake: Lake) -> Shelf | None:
        """The shelf of a lake segment, made again from the lake where its file is gone or unusable."""
        if seal.cdr is None:
            return None
        try:
            shelf = Shelf.open(self.path(seal))
        except StoreError:
            return self.rebuild(seal, lake)
        return shelf if len(shelf) == seal.cdr.rows else self.rebuild(seal, lake)

    def rebuild(self, seal: Seal, lake: Lake) -> Shelf | None:
        """The shelf of a lake segment, made from the lake."""
        if seal.cdr is None:
            return None
        content = IndexContent()
        for group in row_groups(lake.path("cdr", seal)):
            content.add(conform(group, CDR_SCHEMA))
        return self.build(seal, content)

    def is_undamaged(self, seal: Seal) -> bool:
        """True when every byte of a segment's index file is as it was written; reads all of it."""
        return is_undamaged(self.path(seal))

    def size_bytes(self) -> int:
        """Bytes on disk."""
        return bytes_of(self._folder.glob(f"*{_SUFFIX}"))
