"""Compiled reading of packed rows: single values, and whole rows as columns of numbers and texts."""

import numba as nb
import numpy as np

from linewarden.model.event import Bytes, Ids, Ints
from linewarden.store.bits import Sequence, Whole, at, field
from linewarden.store.forms import OTHER, write_digits, write_form
from linewarden.store.keyset import Flags
from linewarden.store.layout import (
    ANSWERED_AT,
    ENDED_AT,
    PRINT_WORD,
    RECORD_BITS,
    RECORD_ID,
    RECORD_ROWS,
    RECORD_STARTS,
    ROW_BITS,
    ROW_WORD,
    ROWS,
    SETUP_AT,
    SETUP_WORD,
    SOURCE_WORD,
    TALK_MS,
    TEXT_BYTES,
    TEXT_WORD,
    TEXTS,
    Book,
    How,
)
from linewarden.store.lent import lent_book
from linewarden.store.postings import bucket_of
from linewarden.store.sought import ALWAYS_US

_NUMBER, _BLOCK, _ANSWERED, _ENDED, _KEY, _ID, _NAME, _DIGITS, _FORM, _ROW_TEXT, _KEY_TEXT = (int(how) for how in How)
_NEVER, _EVER = ALWAYS_US
_LONGEST = 32  # of a text that is made of a number
_ROOM = 512  # bytes of all texts of a row, as a rule


@nb.njit(cache=True)
def sequence_of(book: Book, place: Whole) -> Sequence:
    """One of `layout.SEQUENCES`."""
    return book.sequences[place, 0], book.sequences[place, 1], book.sequences[place, 2]


@nb.njit(cache=True)
def stored(book: Book, column: Whole, row: Whole) -> Whole:
    """The field of a column in a row."""
    first = (book.plain[ROW_WORD] << 6) + row * book.plain[ROW_BITS]
    return field(book.words, first + book.fields[column, 1], book.fields[column, 2])


@nb.njit(cache=True)
def _base(words: Ids, word: Whole, row: Whole) -> Whole:
    """The base of the block that a row is in."""
    place = word + (row >> 6)
    return np.int64(words[place]) if 0 <= place < words.size else np.int64(0)


@nb.njit(cache=True)
def setup_of(book: Book, row: Whole) -> Whole:
    """Setup time of a row, µs since 1970 UTC."""
    after = np.int64(stored(book, SETUP_AT, row)) * book.fields[SETUP_AT, 4]
    return _base(book.words, book.plain[SETUP_WORD], row) + after


@nb.njit(cache=True)
def id_of(book: Book, row: Whole) -> Whole:
    """Record id of a row."""
    return stored(book, RECORD_ID, row)


@nb.njit(cache=True)
def key_of(book: Book, column: Whole, row: Whole) -> Whole:
    """The key in a column of keys, 0 where there is none."""
    return at(book.words, sequence_of(book, book.fields[column, 7]), np.int64(stored(book, column, row)) - 1)


@nb.njit(cache=True)
def first_row_from(book: Book, at_us: Whole) -> Whole:
    """The first row whose setup is not before this time; the number of rows when there is none."""
    rows = book.plain[ROWS]
    if at_us <= _NEVER or at_us >= _EVER:
        return np.int64(0) if at_us <= _NEVER else rows
    low, high = np.int64(0), (rows + 63) >> 6
    while low < high:  # the first block that begins at or after the time
        middle = (low + high) >> 1
        if _base(book.words, book.plain[SETUP_WORD], middle << 6) < at_us:
            low = middle + 1
        else:
            high = middle
    first, end = max(np.int64(0), (low - 1) << 6), min(rows, low << 6)
    while first < end:
        middle = (first + end) >> 1
        if setup_of(book, middle) < at_us:
            first = middle + 1
        else:
            end = middle
    return first


@nb.njit(cache=True)
def _row_of(book: Book, id_: np.uint64, at_us: Whole) -> Whole:
    """The row with this id and setup time, -1 when there is none."""
    row, rows = first_row_from(book, at_us), book.plain[ROWS]
    end = first_row_from(book, at_us + 1)
    while row < end:
        middle = (row + end) >> 1
        if id_of(book, middle) < id_:
            row = middle + 1
        else:
            end = middle
    return row if row < rows and id_of(book, row) == id_ and setup_of(book, row) == at_us else np.int64(-1)


@nb.njit(cache=True, nogil=True)  # of many at once; the others are over before another thread could have taken its turn
def has_pairs(book: Book, ids: Ids, ats: Ints, found: Flags) -> None:
    """Tell for each id and setup time whether there is such a row."""
    book = lent_book(book)
    for i in range(ids.size):
        found[i] = _row_of(book, ids[i], ats[i]) >= 0


@nb.njit(cache=True)
def rows_with_ids(book: Book, ids: Ids, out: Ints) -> int:
    """Rows of these ids, in no order; how many were found. As many as fit `out`."""
    book = lent_book(book)
    count, words, bits = 0, book.words, book.plain[RECORD_BITS]
    starts, rows = sequence_of(book, RECORD_STARTS), sequence_of(book, RECORD_ROWS)
    for i in range(ids.size):
        bucket, mark = bucket_of(ids[i], bits)
        for place in range(at(words, starts, bucket), min(at(words, starts, bucket + 1), rows[2])):
            word = book.plain[PRINT_WORD] + (place >> 3)
            if word >= words.size or (words[word] >> np.uint64((place & 7) << 3)) & np.uint64(255) != mark:
                continue
            row = at(words, rows, place)
            if id_of(book, row) == ids[i] and count < out.size:
                out[count] = row
                count += 1
    return count


@nb.njit(cache=True)
def read_rows(
    book: Book, rows: Ints, places: Ints, numbers: Ints, nulls: Flags, starts: Ints, lengths: Ints, texts: Bytes, used: Whole
) -> Whole:  # fmt: skip
    """Read rows into columns: row i goes to place `places[i]` of `numbers`, `nulls`, `starts` and `lengths`, shape (columns, places).

    Texts are put into `texts` from `used` on, and where they are into `starts` and `lengths`. The new `used`; -1 when there was no room.
    """
    book = lent_book(book)
    words, raw = book.words, np.empty(rows.size, np.uint64)
    for column in range(book.fields.shape[0]):
        how, offset, width = book.fields[column, 0], book.fields[column, 1], book.fields[column, 2]
        is_nullable = book.fields[column, 5] != 0 and how != _KEY
        first, bits = (book.plain[ROW_WORD] << 6) + offset, book.plain[ROW_BITS]
        for i in range(rows.size):
            raw[i] = field(words, first + rows[i] * bits, width)
            nulls[column, places[i]] = is_nullable and raw[i] == 0
        if how < _NAME:
            _read_numbers(book, column, rows, places, raw, numbers)
            continue
        used = _read_texts(book, column, rows, places, raw, nulls, starts, lengths, texts, used)
        if used < 0:
            return -1
    for place in places:  # what follows from columns read after it
        begun = numbers[SETUP_AT if nulls[ANSWERED_AT, place] else ANSWERED_AT, place]
        numbers[ENDED_AT, place] += begun + 1000 * numbers[TALK_MS, place]
    return used


@nb.njit(cache=True, nogil=True)
def touch_rows(book: Book, rows: Ints) -> None:
    """Read rows for nothing, so that their pages are in memory afterwards; other threads go on meanwhile."""
    shape = (book.fields.shape[0], rows.size)
    numbers, starts, lengths = np.empty(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    room = np.empty(_ROOM * rows.size, np.uint8)
    read_rows(book, rows, np.arange(rows.size), numbers, np.empty(shape, np.bool_), starts, lengths, room, 0)


@nb.njit(cache=True)
def _read_numbers(book: Book, column: Whole, rows: Ints, places: Ints, raw: Ids, numbers: Ints) -> None:
    words, how = book.words, book.fields[column, 0]
    base, scale, least = book.fields[column, 3], book.fields[column, 4], book.fields[column, 5]
    word = book.plain[SETUP_WORD if column == SETUP_AT else SOURCE_WORD]
    keys = sequence_of(book, book.fields[column, 7] if how == _KEY else 0)
    for i in range(rows.size):
        place = places[i]
        if how == _ID:
            numbers[column, place] = np.int64(raw[i])
        elif how == _KEY:
            numbers[column, place] = at(words, keys, np.int64(raw[i]) - 1)
        elif how == _BLOCK:
            numbers[column, place] = _base(words, word, rows[i]) + np.int64(raw[i]) * scale
        else:
            value = base + (np.int64(raw[i]) - least) * scale
            numbers[column, place] = value + numbers[SETUP_AT, place] if how == _ANSWERED else value


@nb.njit(cache=True)
def _read_texts(
    book: Book, column: Whole, rows: Ints, places: Ints, raw: Ids, nulls: Flags, starts: Ints, lengths: Ints, texts: Bytes, used: Whole
) -> Whole:  # fmt: skip
    how, base, scale, least = (
        book.fields[column, 0],
        book.fields[column, 3],
        book.fields[column, 4],
        book.fields[column, 5],
    )
    for i in range(rows.size):
        place = places[i]
        value = base + (np.int64(raw[i]) - least) * scale
        if how == _FORM and value == 0:
            nulls[column, place] = True
        if nulls[column, place]:
            continue
        if how == _NAME:
            end = _copy(book, book.fields[column, 6] + value, texts, used)
        elif how == _ROW_TEXT:
            end = _copy(book, book.fields[column, 6] + rows[i], texts, used)
        elif used + _LONGEST > texts.size:
            end = np.int64(-1)
        else:
            end = _made_text(book, column, rows[i], value, texts, used)
        if end < 0:
            return np.int64(-1)
        starts[column, place], lengths[column, place], used = used, end - used, end
    return used


@nb.njit(cache=True)
def _made_text(book: Book, column: Whole, row: Whole, value: Whole, texts: Bytes, used: Whole) -> Whole:
    """Put a text that is made of a number at `used`; its end there, -1 when there is no room."""
    how = book.fields[column, 0]
    if how == _FORM:
        if value == OTHER:
            return _odd_text(book, book.fields[column, 7], row, texts, used)
        return used + write_form(key_of(book, book.fields[column, 6], row), value, texts[used:])
    key = value
    if how == _DIGITS:
        key = at(book.words, sequence_of(book, book.fields[column, 7]), value)
        if key < 0:
            return _copy(book, book.fields[column, 6] + value, texts, used)
    size = write_digits(key, texts[used:])
    for j in range(1, size):  # without the 1 in front
        texts[used + j - 1] = texts[used + j]
    return used + size - 1


@nb.njit(cache=True)
def _odd_text(book: Book, place: Whole, row: Whole, texts: Bytes, used: Whole) -> Whole:
    """The text of a row that is in no form: its number stands beside the row in two sequences."""
    rows, low = sequence_of(book, place), np.int64(0)
    high = rows[2]
    while low < high:
        middle = (low + high) >> 1
        if at(book.words, rows, middle) < row:
            low = middle + 1
        else:
            high = middle
    return _copy(book, at(book.words, sequence_of(book, place + 1), low), texts, used)


@nb.njit(cache=True)
def _copy(book: Book, text: Whole, texts: Bytes, used: Whole) -> Whole:
    """Put a stored text at `used`; its end there, -1 when there is no room."""
    words, numbers = book.words, sequence_of(book, TEXTS)
    start, end = at(words, numbers, text), at(words, numbers, text + 1)
    if start < 0 or end > book.plain[TEXT_BYTES] or end <= start:
        return used
    if end - start > texts.size - used:
        return np.int64(-1)
    first = (book.plain[TEXT_WORD] << 3) + start
    for j in range(end - start):
        byte = first + j
        texts[used + j] = np.uint8((words[byte >> 3] >> np.uint64((byte & 7) << 3)) & np.uint64(255))
    return used + end - start
