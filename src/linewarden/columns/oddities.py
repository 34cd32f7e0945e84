"""What the texts of a record show before they become keys: scanners, private addresses, forged handset numbers, attestations, what signalling found odd (signals S33, S17 and S34)."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import ip_address

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.event import Bytes, Halves, Oddity

SCANNERS: tuple[str, ...] = (
    "friendly-scanner",
    "sipvicious",
    "sipcli",
    "pplsip",
    "vaxsipuseragent",
    "sundayddr",
    "sip-scan",
    "siparmyknife",
)
"""Names by which tools that search for open lines call themselves (Kamailio's published lists). Diagnosis tools and softphones are not among them."""

ODDITY_COLUMNS: tuple[str, ...] = ("imei", "user_agent", "source_ip", "attestation", "sip_oddity")
"""Columns of a record that `oddities` looks at."""

_ATTESTED = {"A": Oddity.FULL_ATTESTATION, "B": Oddity.PARTIAL_ATTESTATION, "C": Oddity.GATEWAY_ATTESTATION}

IMEI_DIGITS = 15
_SCANNER = re.compile("|".join(map(re.escape, SCANNERS)), re.IGNORECASE)


def is_scanner(user_agent: str) -> bool:
    """True when the User-Agent names a tool that searches for open lines."""
    return _SCANNER.search(user_agent) is not None


@lru_cache(maxsize=10_000)
def is_private(address: str) -> bool:
    """True for an address of no public network; what is no address at all, such as a host name, tells nothing."""
    try:
        return ip_address(address.strip()).is_private
    except ValueError:
        return False


def oddities(texts: Mapping[str, pa.Array], rows: int) -> Halves:
    """`Oddity` of each of so many rows, of those of ODDITY_COLUMNS that are given; a null shows nothing.

    The last digit of an IMEI may be 0 instead of the check digit: networks fill the place so (3GPP TS 23.003, 6.2.1).
    """
    found = np.zeros(rows, np.uint16)
    if "user_agent" in texts:
        found |= _of_each(texts["user_agent"], is_scanner) * np.uint16(Oddity.SCANNER)
    if "source_ip" in texts:
        found |= _of_each(texts["source_ip"], is_private) * np.uint16(Oddity.PRIVATE_SOURCE)
    if "imei" in texts:
        found |= _bad_imeis(texts["imei"]) * np.uint16(Oddity.BAD_IMEI)
    if "attestation" in texts and texts["attestation"].null_count < rows:
        for level, shown in _ATTESTED.items():
            found |= _of_each(texts["attestation"], level.__eq__) * np.uint16(shown)
    if "sip_oddity" in texts:
        found |= pc.fill_null(texts["sip_oddity"], 0).to_numpy(zero_copy_only=False).astype(np.uint16)
    return found


def _of_each(column: pa.Array, holds: Callable[[str], bool]) -> Bytes:
    """1 where it holds; asked once for each different text, of which a block has few."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    answers = np.array([*(holds(text or "") for text in coded.dictionary.to_pylist()), False], np.uint8)
    if not answers.any():
        return np.zeros(len(coded), np.uint8)
    places = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    picked: Bytes = answers[places]
    return picked


def _bad_imeis(column: pa.Array) -> Bytes:
    """1 where 15 digits end in another digit than the check digit and than 0."""
    bad = np.zeros(len(column), np.uint8)
    if column.null_count == len(column):
        return bad
    binary = column.cast(pa.large_binary())
    _, offsets, data = binary.buffers()
    starts = np.frombuffer(offsets, np.int64)[binary.offset : binary.offset + len(binary) + 1]
    _check(starts, np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8), bad)
    if binary.null_count:
        bad[binary.is_null().to_numpy(zero_copy_only=False)] = 0
    return bad


@nb.njit(cache=True, nogil=True)
def _check(starts: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], bad: Bytes) -> None:
    for i in range(bad.size):
        if starts[i + 1] - starts[i] != IMEI_DIGITS:
            continue
        total, others = np.int64(0), np.int64(0)
        for place in range(IMEI_DIGITS):
            digit = np.int64(data[starts[i] + place]) - 48
            others += np.int64(digit < 0 or digit > 9)
            # every second digit, from the check digit to the left, counts twice; of two digits then the sum
            total += digit * 2 - 9 * np.int64(digit > 4) if place % 2 == 1 else digit
        bad[i] = others == 0 and total % 10 != 0 and data[starts[i + 1] - 1] != 48
