"""Bytes of any encoding that carriers use to UTF-8."""

import codecs
from collections.abc import Iterator
from itertools import chain, islice

from linewarden.errors import FeedError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 64 << 10
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0c\x1a")


def decoded(pieces: Iterator[bytes], name: str, encoding: str = "") -> Iterator[bytes]:
    """The text as UTF-8 without byte order mark, lines ending in LF, in pieces cut anywhere.

    Bytes that are no text become U+FFFD, line by line. Raises FeedError when it is no text at all. The encoding is found out when not
    given: UTF-16 by its NULs, GB18030 when the first bytes beyond ASCII are no UTF-8.
    """
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _SAMPLE:
            break
    if not head:
        return
    mark, known = next(((bom, name) for bom, name in _BOMS if head.startswith(bom)), (b"", ""))
    encoding = known or encoding.lower() or _utf16(head)
    stream: Iterator[bytes] = chain([head[len(mark) :]], pieces)
    if encoding.startswith("utf-16"):
        stream = _transcoded(stream, "utf-16-le" if encoding == "utf-16" else encoding)
        encoding = "utf-8"
    yield from _old_line_ends(_checked(_lines(stream), encoding, name))


def _utf16(head: bytes) -> str:
    """The byte order of UTF-16 without a mark, by where its NULs are; "" when it is none."""
    sample = head[: _SAMPLE // 2 * 2]
    half = len(sample) // 2
    if half < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else ""


def _transcoded(stream: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in stream:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _lines(stream: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes cut behind line feeds, so that no character is cut; a piece without one is passed on whole."""
    carry = b""
    for piece in stream:
        cut = piece.rfind(b"\n") + 1
        if cut == 0 and len(carry) < _SAMPLE:
            carry += piece
            continue
        yield carry + piece[:cut]
        carry = piece[cut:]
    if carry:
        yield carry


def _checked(stream: Iterator[bytes], encoding: str, name: str) -> Iterator[bytes]:
    is_first = True
    for piece in stream:
        if is_first:
            _refuse_binary(piece, name)
            is_first = False
        if piece.isascii():
            yield piece
            continue
        encoding = encoding or _legible(piece)
        try:
            text = piece.decode(encoding)
        except UnicodeDecodeError:
            text = "\n".join(line.decode(encoding, "replace") for line in piece.split(b"\n"))
        yield piece if encoding == "utf-8" and "\ufffd" not in text else text.encode("utf-8", "replace")


def _legible(piece: bytes) -> str:
    """UTF-8 or GB18030, whichever reads more of the lines that are not ASCII."""
    lines = list(islice((line for line in piece.split(b"\n") if not line.isascii()), 200))
    return max(("utf-8", "gb18030"), key=lambda encoding: sum(_is_legible(line, encoding) for line in lines))


def _is_legible(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(piece: bytes, name: str) -> None:
    sample = piece[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(len(sample) // 20, 4):
        raise FeedError(f"{name!r} is no table: {controls} of its first {len(sample)} bytes are control characters")


def _old_line_ends(stream: Iterator[bytes]) -> Iterator[bytes]:
    """CR-only line ends, when the text begins with them, become LF."""
    has_old = None
    for piece in stream:
        if has_old is None:
            has_old = b"\r" in piece and b"\n" not in piece and piece.count(b"\r") > piece.endswith(b"\r")
        yield piece.replace(b"\r", b"\n") if has_old else piece
