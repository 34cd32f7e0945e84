"""Secrets that the ledger keeps and must be able to read again: sealed with a key that lies in a file of its own.

AES-256-GCM; each is bound to the login that it belongs to, so that one cannot be moved to another account.
"""

import base64
import contextlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linewarden.errors import ConfigError, StoreError
from linewarden.store.durable import TEMPORARY, private_file, sync_folder

_KEY_BYTES, _NONCE_BYTES = 32, 12


def _make_key(path: Path) -> None:
    """Whole or not at all, also when the machine loses power; of two processes that make one at a time, one does."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}{TEMPORARY}")
    fresh.unlink(missing_ok=True)  # of a process that had this number and was killed
    with private_file(fresh) as file:
        file.write(os.urandom(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    sync_folder(path.parent)


class Sealer:
    """Seals and opens with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def of(cls, path: Path) -> "Sealer":
        """With the key of a file, which is made, readable by its owner alone, when it does not exist. Raises ConfigError when it cannot be used."""
        try:
            if not path.exists():
                _make_key(path)
            key = path.read_bytes()
        except OSError as err:
            raise ConfigError(f"{path} cannot be used: {err.strerror}; it holds the key of the second factors") from err
        if len(key) != _KEY_BYTES:
            raise ConfigError(
                f"{path} holds {len(key)} bytes, not {_KEY_BYTES}: bring it back from the backup; without it all second factors must be reset"
            )
        return cls(key)

    def key_for(self, use: str) -> bytes:
        """Another key of 32 bytes for another use; it tells nothing of this one."""
        return hmac.digest(self._key, use.encode(), "sha256")

    def sealed(self, secret: str, login: str) -> str:
        """Text to keep."""
        nonce = os.urandom(_NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), login.encode())).decode()

    def opened(self, text: str, login: str) -> str:
        """What was sealed. Raises StoreError when it was sealed with another key, for another login, or is damaged."""
        try:
            raw = base64.b64decode(text, validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], login.encode()).decode()
        except (InvalidTag, ValueError) as err:
            raise StoreError(
                f"the second factor of {login} was sealed with another key, or is damaged: reset it"
            ) from err
