"""Packed numbers are read as they were, one by one and a block at a time; whatever a damaged file says, nothing beyond it is read."""

import numpy as np
import pytest

from linewarden.store.bits import BLOCK, at, pack, unpack

RNG = np.random.default_rng(7)
NUMBERS = [
    np.arange(200),
    np.full(64, 9),
    np.array([5]),
    RNG.integers(-(2**62), 2**62, 130),
    np.cumsum(RNG.integers(0, 2**33, 1000)),
]


@pytest.mark.parametrize("numbers", NUMBERS, ids=lambda numbers: f"{numbers.size} numbers")
def test_a_block_is_unpacked_as_its_numbers_are_read(numbers: np.ndarray) -> None:
    heads, fields = pack(numbers)
    words, sequence = np.concatenate((heads, fields)), (0, heads.size, numbers.size)
    out = np.empty(BLOCK, np.int64)
    for block in range(heads.size // 2 + 1):
        unpack(words, sequence, block, out)
        expected = np.zeros(BLOCK, np.int64)
        part = numbers[block * BLOCK : (block + 1) * BLOCK]
        expected[: part.size] = part
        assert out.tolist() == expected.tolist()
        assert [at(words, sequence, block * BLOCK + i) for i in range(BLOCK)] == expected.tolist()


@pytest.mark.parametrize("about", [2**64 - 1, (2**40 << 7) | 33, 127, 64])
def test_a_damaged_head_leads_to_no_place_beyond_the_words(about: int) -> None:
    words = np.array([3, about, *range(20)], np.uint64)
    unpack(words, (0, 2, 64), 0, np.empty(BLOCK, np.int64))
    unpack(words, (2**40, 2, 64), 0, np.empty(BLOCK, np.int64))
    unpack(words, (0, 2**50, 64), 5, np.empty(BLOCK, np.int64))
