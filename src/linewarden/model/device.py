"""Handsets and SIM boxes by their IMEI (3GPP TS 23.003)."""

from dataclasses import dataclass


def luhn_digit(digits: str) -> int:
    """Check digit that makes `digits` + digit pass Luhn; `digits` are 14 decimal digits of an IMEI."""
    total = 0
    for position, char in enumerate(reversed(digits)):
        value = int(char) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return (10 - total % 10) % 10


@dataclass(frozen=True, slots=True)
class Device:
    """A piece of equipment. `imei` is 14 (no check digit), 15 or 16 (IMEISV) decimal digits."""

    imei: str

    @property
    def tac(self) -> str:
        """Type allocation code: the first 8 digits, which name the model."""
        return self.imei[:8]

    @property
    def is_luhn_valid(self) -> bool:
        """False when a 15-digit IMEI carries a wrong check digit; 14- and 16-digit forms carry none."""
        return len(self.imei) != 15 or luhn_digit(self.imei[:14]) == int(self.imei[14])
