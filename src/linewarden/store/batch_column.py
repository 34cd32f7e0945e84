"""A column of a batch as arrays, out of which single rows are read: Arrow takes ten times as long to take some and put them to others."""

import numpy as np
import pyarrow as pa

from linewarden.model.event import Ints
from linewarden.store.gathered import Gathered
from linewarden.store.kinds import text_buffers


class BatchColumn:
    """One column, of any type of `CDR_SCHEMA`; nothing is copied of it."""

    def __init__(self, column: pa.Array) -> None:
        is_coded = pa.types.is_dictionary(column.type)
        texts = column.dictionary if is_coded else column
        self._is_null = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None
        self._texts = text_buffers(texts) if pa.types.is_string(texts.type) else None
        numbers = column.indices if is_coded else column
        self._numbers = None if self._texts is not None and not is_coded else _numbers(numbers)

    def put(self, rows: Ints, gathered: Gathered, column: int, places: Ints) -> None:
        """Fill in the values of these rows, as that column, at these places."""
        gathered.nulls[column, places] = False if self._is_null is None else self._is_null[rows]
        values = rows if self._numbers is None else self._numbers[rows]
        if self._texts is None:
            gathered.numbers[column, places] = values
        else:
            gathered.put_texts(column, places, *self._texts, np.asarray(values, np.int64))


def _numbers(column: pa.Array) -> Ints:
    """The values; of nulls anything."""
    values: Ints = np.frombuffer(column.buffers()[1], _stored_as(column.type))
    return values[column.offset : column.offset + len(column)]


def _stored_as(kind: pa.DataType) -> str:
    sign = "u" if pa.types.is_unsigned_integer(kind) else "i"
    return f"{sign}{kind.bit_width // 8}"
