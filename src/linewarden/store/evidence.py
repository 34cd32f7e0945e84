"""Files of cases, by their SHA-256: written once, never under a name that somebody gave, read only when they are still what they were."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from linewarden.errors import AlteredError, StoreError, UnwritableError
from linewarden.store.durable import TEMPORARY, clear_temporary, private_file, sync_file, sync_folder

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that is kept."""

    sha256: str
    bytes: int


class Intake:
    """One file as it comes in: its digest is taken of the very bytes that are written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{secrets.token_hex(16)}{TEMPORARY}"
        self._file = private_file(self._path)
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, chunk: bytes) -> None:
        """Takes it in. UnwritableError when the disk is full."""
        try:
            self._file.write(chunk)
        except OSError as err:
            raise UnwritableError(f"{self._folder} cannot be written: {err.strerror}") from err
        self._digest.update(chunk)
        self.bytes += len(chunk)

    def seal(self) -> Sealed:
        """Keeps it, durably, under its digest; the same content is kept once."""
        sha256 = self._digest.hexdigest()
        target = path_of(self._folder, sha256)
        try:
            self._file.close()
            target.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.chmod(0o400)
            sync_file(self._path)
            self._path.replace(target)
            sync_folder(target.parent)
            sync_folder(self._folder)
        except OSError as err:
            raise UnwritableError(f"{self._folder} cannot be written: {err.strerror}") from err
        return Sealed(sha256, self.bytes)

    def drop(self) -> None:
        """Forgets it; nothing when it was sealed."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class EvidenceFolder:
    """The files of all cases of one installation."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        clear_temporary(folder)
        self._folder = folder

    def intake(self) -> Intake:
        """A file to be written."""
        try:
            return Intake(self._folder)
        except OSError as err:
            raise UnwritableError(f"{self._folder} cannot be written: {err.strerror}") from err

    def read(self, sha256: str) -> Iterator[bytes]:
        """Its content in pieces, after all of it was held to its digest. AlteredError when it is another; StoreError when it is gone."""
        path = path_of(self._folder, sha256)
        try:
            file = path.open("rb")
        except OSError as err:
            raise StoreError(f"{path} cannot be read: {err.strerror}; take it from the backup") from err
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            raise AlteredError(f"{path} is not what was taken in: take it from the backup, and find out who changed it")
        file.seek(0, os.SEEK_SET)
        return _pieces(file)


def path_of(folder: Path, sha256: str) -> Path:
    """Where content with this digest lies."""
    if not _SHA256.fullmatch(sha256):
        raise StoreError(f"{sha256[:64]!r} is no SHA-256")
    return folder / sha256[:2] / sha256


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_CHUNK):
            yield piece
