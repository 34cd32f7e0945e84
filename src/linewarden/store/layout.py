"""What lies where in an index file: the columns of a packed row, the sequences, and how compiled code is handed all of it."""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from linewarden.errors import StoreError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import Ids, Ints
from linewarden.store.arrays_file import ArraysFile
from linewarden.store.kinds import KINDS


class How(IntEnum):
    """How a column is made of its field. Stored: never renumber."""

    NUMBER = 0  # base + field · scale
    BLOCK = 1  # the same, with a base of its own for each block of rows
    ANSWERED = 2  # µs after setup
    ENDED = 3  # µs after the answer (else the setup) and the talk
    KEY = 4  # 1 + place among the keys of its kind
    ID = 5
    NAME = 6  # text number
    DIGITS = 7  # 1 + place among the keys of its kind, which are digits; or, where the key is negative, a text number
    FORM = 8  # how the text was made of the number beside it
    ROW_TEXT = 9  # a text a row
    KEY_TEXT = 10  # digits behind a 1


COLUMN = {name: place for place, name in enumerate(CDR_SCHEMA.names)}
"""Places of the columns."""

CLI, CALLED = COLUMN["cli"], COLUMN["called"]
SETUP_AT, ANSWERED_AT, ENDED_AT = COLUMN["setup_at"], COLUMN["answered_at"], COLUMN["ended_at"]
TALK_MS, RECORD_ID = COLUMN["talk_ms"], COLUMN["record_id"]

SEQUENCES = (
    *(f"{kind.name}.{part}" for kind in KINDS for part in ("keys", "starts", "rows")),
    "suffix.places",
    "suffix.fence",
    "record.starts",
    "record.rows",
    "texts.starts",
    "cli_raw.rows",
    "cli_raw.texts",
    "called_raw.rows",
    "called_raw.texts",
)
"""Packed numbers (`bits`). Three to a kind: the distinct keys, ascending; where each one's rows begin; the rows, ascending for each key."""

SUFFIX, SUFFIX_FENCE, RECORD_STARTS, RECORD_ROWS, TEXTS, CLI_ODD, CALLED_ODD = (
    SEQUENCES.index(name)
    for name in (
        "suffix.places",
        "suffix.fence",
        "record.starts",
        "record.rows",
        "texts.starts",
        "cli_raw.rows",
        "called_raw.rows",
    )
)

ROWS, ROW_BITS, ROW_WORD, SETUP_WORD, SOURCE_WORD, RECORD_BITS, PRINT_WORD, TEXT_WORD, TEXT_BYTES = range(9)
"""Places of the plain values that compiled code needs."""


class Book(NamedTuple):
    """An index as compiled code reads it."""

    words: Ids  # the whole file
    sequences: Ints  # for each of SEQUENCES: word of the heads, word of the fields, size
    fields: Ints  # for each column: how, first bit, bits, base, scale, 1 where 0 stands for null, and two numbers that `how` needs
    plain: Ints


def open_book(content: ArraysFile) -> Book:
    """The arrays of an index, put together for compiled code. Raises StoreError when something is missing."""
    try:
        about, word = content.about, {name: place for name, (place, _) in content.places.items()}
        sequences = [[word[f"{name}#"], word[name], about["sizes"][name]] for name in SEQUENCES]
        plain = [0] * 9
        for place, name in enumerate(("rows", "row_bits")):
            plain[place] = about[name]
        plain[ROW_WORD], plain[SETUP_WORD], plain[SOURCE_WORD] = word["rows"], word["setup_at"], word["source_row"]
        plain[RECORD_BITS], plain[PRINT_WORD] = about["record_bits"], word["record.prints"]
        plain[TEXT_WORD], plain[TEXT_BYTES] = content.places["texts"]
        fields = [about["fields"][name] for name in CDR_SCHEMA.names]
    except KeyError as err:
        raise StoreError(f"an index has no {err}; build it again with reindex, nothing is lost") from err
    return Book(content.words, _ints(sequences), _ints(fields), _ints(plain))


def _ints(values: list[Any]) -> Ints:
    return np.array(values, np.int64)
