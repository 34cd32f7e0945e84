"""Pseudonyms of numbers: who has one can ask for the same number again without ever seeing it (safeguards 9).

One block of AES under a key of the site: kind, zeros, number. The same number has the same pseudonym always, and the zeros tell ours from others.
"""

import base64
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from linewarden.query import Field
from linewarden.web.desk import Desk

_KINDS = {Field.CLI: 1, Field.CALLED: 1, Field.NUMBER: 1, Field.IMEI: 2, Field.IMSI: 3}
_BLOCK = struct.Struct(">Q q")
_MOST_DIGITS = 17


class Aliases:
    """Makes and reads pseudonyms with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.AES256(key), modes.ECB())  # noqa: S305 - one block, of which no two are alike

    def of(self, field: Field, value: int | str | None) -> str | None:
        """As "~" and 22 letters; None where there is no number, or text that is none."""
        number = _number(value)
        if not number:
            return None
        sealed = self._cipher.encryptor().update(_BLOCK.pack(_KINDS[field], number))
        return "~" + base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def number_of(self, field: Field, alias: str) -> int | str | None:
        """The number, or the digits; None for a pseudonym of another kind or site."""
        kind, number = _BLOCK.unpack(self._cipher.decryptor().update(base64.urlsafe_b64decode(alias[1:] + "==")))
        if kind != _KINDS.get(field):
            return None
        return int(number) if kind == _KINDS[Field.NUMBER] else str(number)[1:]


def aliases_of(desk: Desk) -> Aliases:
    """Pseudonyms of this site."""
    return Aliases(desk.sealer.key_for("pseudonyms of numbers"))


def _number(value: int | str | None) -> int:
    """A number as it is; digits behind a 1, so that zeros in front count."""
    if isinstance(value, str):
        return int(f"1{value}") if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else 0
    return value or 0
