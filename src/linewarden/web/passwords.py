"""Password hashing: argon2id with the parameters of one table."""

from dataclasses import dataclass

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from linewarden.errors import StoreError


@dataclass(frozen=True, slots=True)
class Argon2:
    """Cost of one hash. Defaults: RFC 9106, section 4, second recommended option (64 MiB, three passes, four lanes)."""

    time_cost: int = 3
    memory_kib: int = 65_536
    lanes: int = 4
    hash_bytes: int = 32
    salt_bytes: int = 16

    def hasher(self) -> PasswordHasher:
        """A hasher with this cost."""
        return PasswordHasher(
            self.time_cost, self.memory_kib, self.lanes, self.hash_bytes, self.salt_bytes, type=Type.ID
        )


def hash_password(password: str, cost: Argon2 | None = None) -> str:
    """The argon2id hash of a password in PHC form, with its salt and cost."""
    return (cost or Argon2()).hasher().hash(password)


def is_password(password: str, password_hash: str) -> bool:
    """True when the hash is of this password. A damaged hash raises `StoreError`: it is not the person's mistake."""
    try:
        return Argon2().hasher().verify(password_hash, password)
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError) as err:
        raise StoreError("a stored password hash is damaged: set the password of this account again") from err


def is_outdated(password_hash: str, cost: Argon2) -> bool:
    """True when the hash was made with another cost than today's, so that the next sign-in renews it."""
    return cost.hasher().check_needs_rehash(password_hash)
