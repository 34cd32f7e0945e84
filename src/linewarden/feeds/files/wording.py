"""Words of a layout to ours, and other readings of whole columns, done once per distinct value."""

import re
import struct
import unicodedata
from collections.abc import Callable
from ipaddress import IPv4Address
from urllib.parse import unquote

import pyarrow as pa

_CHANNEL = re.compile(r"^(.+)-[0-9a-fA-F]{6,}(?:;\d)?$")
_EXPONENT = re.compile(r"^(\d)(?:\.(\d+))?[Ee]\+?(\d{1,2})$")
_POINT = re.compile(r"^(\+?\d+)\.0*$")
_FORMULA = re.compile(r'^=?"{1,2}([^"]*)"{1,2}$')


def mapped(column: pa.DictionaryArray, read: Callable[[str], str | None], kind: pa.DataType) -> pa.Array:
    """The column with each distinct text read anew, as a plain array of `kind`."""
    values = [None if text is None else read(text) for text in column.dictionary.to_pylist()]
    return pa.array(values, kind).take(column.indices)


def encoded(column: pa.Array) -> pa.DictionaryArray:
    """The text column as a dictionary with 32-bit indices."""
    return column.dictionary_encode()


def meaning(text: str, words: dict[str, str]) -> str | None:
    """What a layout's word means: by the whole text, else by the longest Chinese word within it, else by `*`."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    known = {unicodedata.normalize("NFKC", word).casefold(): value for word, value in words.items()}
    if folded in known:
        return known[folded]
    within = [word for word in known if not word.isascii() and word in folded]
    if within:
        return known[max(within, key=len)]
    return words.get("*")


def signed_ip(text: str) -> str | None:
    """The address that a signed decimal holds, lowest byte first, as Cisco writes it: -1139627840 → 192.168.18.188."""
    if not re.fullmatch(r"-?\d{1,10}", text):
        return text
    value = int(text)
    if not -(2**31) <= value < 2**32:
        return None
    return str(IPv4Address(struct.pack("<I", value & 0xFFFFFFFF)))


def channel(text: str) -> str:
    """The peer or trunk of a channel name: SIP/trunk-0000001a → SIP/trunk."""
    match = _CHANNEL.match(text)
    return match[1] if match else text


READERS: dict[str, Callable[[str], str | None]] = {"signed-ip": signed_ip, "channel": channel, "url": unquote}
"""How a map may have a text read."""


def unspoiled(text: str) -> str | None:
    """A number as it was before a spreadsheet got it: ="138…" and 138….0 undone; None when digits are lost (1.386E+10)."""
    if match := _FORMULA.match(text):
        text = match[1]
    if match := _POINT.match(text):
        return match[1]
    if match := _EXPONENT.match(text):
        digits = match[1] + (match[2] or "")
        return digits if len(digits) == int(match[3]) + 1 else None
    return text
