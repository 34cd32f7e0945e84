"""Whole numbers in as few bits as they take, each readable on its own: what the lookup index is made of.

A sequence is cut into blocks of 64 numbers. A block has a head of two words, its least number and, in one word, the place and the width
of its fields; a field is what a number exceeds the least by. All is read out of one array of words, that of the whole file. A place beyond
it, which only a damaged file names, reads as 0: nothing read here is trusted with memory.
"""

from typing import Any, TypeAlias

import numba as nb
import numpy as np
import numpy.typing as npt

from linewarden.model.event import Ids

Whole: TypeAlias = Any
"""An integer in compiled code: int64 there, while callers have Python's and numpy's."""

Numbers = npt.NDArray[np.int64 | np.uint32]
Sequence = tuple[Whole, Whole, Whole]
"""Word of its first head, word of its first field, size."""

BLOCK = 64
"""Numbers in a block."""

_WIDTH_BITS = 7
_WORD_BITS = 64
_ONE = np.uint64(1)
_ALL = np.uint64(2**64 - 1)


@nb.njit(cache=True, nogil=True)
def field(words: Ids, position: Whole, width: Whole) -> Whole:
    """The field of so many bits that begins at this bit."""
    word = position >> 6
    if width == 0 or word < 0 or word + 1 >= words.size:
        return np.uint64(0)
    shift = np.uint64(position & 63)
    value = words[word] >> shift
    if shift + np.uint64(width) > np.uint64(_WORD_BITS):
        value |= words[word + 1] << (np.uint64(_WORD_BITS) - shift)
    return value & (_ALL >> np.uint64(_WORD_BITS - width))


@nb.njit(cache=True, nogil=True)
def put_field(words: Ids, position: Whole, width: Whole, value: np.uint64) -> None:
    """Write a field where all bits are 0."""
    word, shift = position >> 6, np.uint64(position & 63)
    words[word] |= value << shift
    if shift + np.uint64(width) > np.uint64(_WORD_BITS):
        words[word + 1] |= value >> (np.uint64(_WORD_BITS) - shift)


@nb.njit(cache=True, nogil=True)
def at(words: Ids, sequence: Sequence, i: Whole) -> Whole:
    """Number i of a sequence."""
    head = sequence[0] + ((i >> 6) << 1)
    if i < 0 or i >= sequence[2] or head < 0 or head + 1 >= words.size:
        return np.int64(0)
    about = words[head + 1]
    width = np.int64(about & np.uint64(127))
    place = np.int64(about >> np.uint64(_WIDTH_BITS)) + (i & 63) * width
    return np.int64(words[head] + field(words, (sequence[1] << 6) + place, width))


@nb.njit(cache=True, nogil=True)
def unpack(words: Ids, sequence: Sequence, block: Whole, out: Numbers) -> None:
    """Fill `out` with the 64 numbers of a block, 0 where the sequence has ended: a fifth of the time of reading one after the other."""
    head = sequence[0] + (block << 1)
    out[:] = 0
    if block < 0 or head < 0 or head + 1 >= words.size:
        return
    least, width = words[head], np.int64(words[head + 1] & np.uint64(127))
    position = (sequence[1] << 6) + np.int64(words[head + 1] >> np.uint64(_WIDTH_BITS))
    count = min(np.int64(BLOCK), sequence[2] - (block << 6))
    if width == 0 or width > _WORD_BITS or position < 0 or ((position + count * width) >> 6) + 1 >= words.size:
        for i in range(count):
            out[i] = at(words, sequence, (block << 6) + i)
        return
    mask = _ALL >> np.uint64(_WORD_BITS - width)
    for i in range(count):
        word, shift = np.uint64(position) >> np.uint64(6), np.uint64(position & 63)
        value = words[word] >> shift
        if shift + np.uint64(width) > np.uint64(_WORD_BITS):
            value |= words[word + np.uint64(1)] << (np.uint64(_WORD_BITS) - shift)
        out[i] = np.int64(least + (value & mask))
        position += width


@nb.njit(cache=True, nogil=True)
def first_not_below(words: Ids, sequence: Sequence, wanted: Whole, start: Whole, end: Whole) -> Whole:
    """First place from `start` to `end` whose number is not below the wanted one, in a sequence that rises there; else `end`."""
    low, high = start, end
    while high - low > BLOCK:  # over the first numbers of the blocks: they lie side by side
        middle = ((low + high) >> 1) & ~63
        if middle <= low:
            middle += BLOCK
        if at(words, sequence, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    while low < high:
        middle = (low + high) >> 1
        if at(words, sequence, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def width_of(most: int) -> int:
    """Bits that numbers from 0 to this one take."""
    return int(most).bit_length()


def pack(numbers: Numbers) -> tuple[Ids, Ids]:
    """Heads and fields of a sequence."""
    blocks = -(-numbers.size // BLOCK)
    heads = np.zeros(2 * blocks, np.uint64)
    bits: int = _measure(numbers, heads)
    fields = np.zeros(bits // _WORD_BITS + 2, np.uint64)
    _fill(numbers, heads, fields)
    return heads, fields


@nb.njit(cache=True, nogil=True)
def _measure(numbers: Numbers, heads: Ids) -> Whole:
    """Fill the heads; bits that all fields take."""
    place = np.int64(0)
    for block in range(heads.size >> 1):
        start, end = block * BLOCK, min(numbers.size, (block + 1) * BLOCK)
        least, most = np.int64(numbers[start]), np.int64(numbers[start])
        for i in range(start, end):
            least, most = min(least, np.int64(numbers[i])), max(most, np.int64(numbers[i]))
        rest, width = np.uint64(most) - np.uint64(least), np.int64(0)
        while rest:
            rest >>= _ONE
            width += 1
        heads[2 * block] = np.uint64(least)
        heads[2 * block + 1] = np.uint64((place << _WIDTH_BITS) | width)
        place += width * (end - start)
    return place


@nb.njit(cache=True, nogil=True)
def _fill(numbers: Numbers, heads: Ids, fields: Ids) -> None:
    for i in range(numbers.size):
        head = (i >> 6) << 1
        width = np.int64(heads[head + 1] & np.uint64(127))
        place = np.int64(heads[head + 1] >> np.uint64(_WIDTH_BITS)) + (i & 63) * width
        if width:
            put_field(fields, place, width, np.uint64(np.int64(numbers[i])) - heads[head])
