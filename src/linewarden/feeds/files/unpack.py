"""Files as they arrive (plain, gz, zip, spreadsheet) to members: each a stream of bytes or a workbook, under limits."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from linewarden.errors import FeedError
from linewarden.feeds.files.layout import SealedFile
from linewarden.feeds.files.limits import Limits

_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_PIECE = 1 << 20
_GZIP_WINDOW = 31  # zlib's number for "gz header and checksum"
_UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)


class DamagedError(FeedError):
    """A stream that breaks off or whose checksum is wrong, after some of it was read."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file within an input: `stream` for text, `workbook` (the packed bytes or a path) for a spreadsheet."""

    name: str
    stream: Iterator[bytes] | None
    workbook: bytes | Path | None


def seal(path: Path) -> SealedFile:
    """Hash and size of a raw input, taken before anything of it is parsed; raises FeedError when it cannot be read."""
    digest = hashlib.sha256()
    size = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as err:
        raise FeedError(
            f"{path.name!r} cannot be read: {err.strerror}; check that it is a file and its permissions"
        ) from err
    return SealedFile(path.name, digest.hexdigest(), size)


def members(path: Path, limits: Limits) -> Iterator[Member]:
    """The files within an input in a fixed order; raises FeedError for what cannot be unpacked or unpacks to too much."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_OLE):
        yield Member(path.name, None, path)
    elif start.startswith(_GZIP):
        yield Member(path.name, _gzip_pieces(path, limits), None)
    elif start.startswith((_ZIP, _EMPTY_ZIP)):
        yield from _zip_members(path, limits)
    else:
        yield Member(path.name, _plain_pieces(path), None)


def _plain_pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _gzip_pieces(path: Path, limits: Limits) -> Iterator[bytes]:
    """The unpacked members of a gz file; what comes before a break is given before the error is raised."""
    total = 0
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    with path.open("rb") as file:
        packed = file.read(_PIECE)
        while packed:
            try:
                piece = unpacker.decompress(packed, _PIECE)
            except zlib.error as err:
                raise DamagedError(f"{path.name!r} is damaged after {total} bytes: {err}; ask for it again") from err
            total += len(piece)
            _check_size(path.name, path.stat().st_size, total, limits)
            if piece:
                yield piece
            packed = unpacker.unconsumed_tail
            if unpacker.eof:
                packed = unpacker.unused_data or file.read(_PIECE)
                if not packed.startswith(_GZIP):  # padding behind the last member
                    return
                unpacker = zlib.decompressobj(_GZIP_WINDOW)
            packed = packed or file.read(_PIECE)
    raise DamagedError(f"{path.name!r} breaks off after {total} bytes; ask for it again")


def _bounded(stream: IO[bytes], name: str, packed: int, limits: Limits) -> Iterator[bytes]:
    """The stream in pieces; raises FeedError when it grows beyond the limits, DamagedError when it breaks off."""
    total = 0
    while True:
        try:
            piece = stream.read(_PIECE)
        except _UNREADABLE as err:
            raise DamagedError(f"{name!r} is damaged after {total} bytes: {err}; ask for it again") from err
        if not piece:
            return
        total += len(piece)
        _check_size(name, packed, total, limits)
        yield piece


def _check_size(name: str, packed: int, unpacked: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        raise FeedError(f"{name!r} unpacks to more than {limits.unpacked_bytes} bytes; split it")
    if unpacked > limits.unpacked_free_bytes and unpacked > packed * limits.unpacked_ratio:
        raise FeedError(
            f"{name!r} unpacks to more than {limits.unpacked_ratio} times its size, as no call records do: refused as a "
            "decompression bomb"
        )


def _zip_members(path: Path, limits: Limits) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if "[Content_Types].xml" in names or "content.xml" in names:
                _check_workbook(path.name, infos, path.stat().st_size, limits)
                yield Member(path.name, None, path)
            else:
                yield from _archive_members(archive, infos, path.name, limits)
    except zipfile.BadZipFile as err:
        raise FeedError(f"{path.name!r} is a damaged zip file: {err}; ask for it again") from err


def _check_workbook(name: str, infos: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.sheet_bytes:
        raise FeedError(
            f"spreadsheet {name!r} unpacks to {unpacked} bytes, more than {limits.sheet_bytes}; send it as CSV"
        )
    _check_size(name, packed, unpacked, limits)


def _archive_members(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], name: str, limits: Limits
) -> Iterator[Member]:
    wanted = sorted((info for info in infos if _is_data(info)), key=lambda info: info.filename)
    if len(wanted) > limits.members:
        raise FeedError(f"{name!r} holds {len(wanted)} files, more than {limits.members}; split it")
    for info in wanted:
        if info.flag_bits & 1:
            raise FeedError(f"{name!r}: {info.filename!r} is encrypted; send it without a password")
        yield _archive_member(archive, info, name, limits)


def _is_data(info: zipfile.ZipInfo) -> bool:
    last = info.filename.rsplit("/", 1)[-1]
    return not info.is_dir() and not last.startswith(".") and not info.filename.startswith("__MACOSX/")


def _archive_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> Member:
    label = f"{name}/{info.filename}"
    _check_size(label, max(info.compress_size, 1), info.file_size, limits)
    try:
        with archive.open(info) as stream:
            start = stream.read(8)
            if start.startswith((_ZIP, _OLE)):
                if info.file_size > limits.sheet_bytes:
                    raise FeedError(f"{label!r} is larger than {limits.sheet_bytes} bytes; send it as CSV")
                return Member(label, None, start + stream.read(limits.sheet_bytes))
    except _UNREADABLE as err:
        raise FeedError(f"{label!r} is damaged: {err}; ask for it again") from err
    if start.startswith(_GZIP):
        raise FeedError(f"{label!r} is packed twice; send gz files by themselves")
    return Member(label, _zip_pieces(archive, info, label, limits), None)


def _zip_pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, limits: Limits) -> Iterator[bytes]:
    with archive.open(info) as stream:
        yield from _bounded(stream, label, max(info.compress_size, 1), limits)
