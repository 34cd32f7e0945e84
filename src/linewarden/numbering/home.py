"""Where bare local numbers belong."""

from dataclasses import dataclass

from linewarden.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Home:
    """The place whose exchange wrote the records: a landline without area code is one of its own.

    `area` is written without the leading 0. Only the mainland plan is built (GB-style E.164 country code 86), so `country` is "CN";
    anything else raises `ConfigError`.
    """

    country: str  # ISO 3166 alpha-2
    area: str  # "519"
    city: str  # Chinese name, "常州"

    def __post_init__(self) -> None:
        """Refuse what no record could be read with."""
        if self.country != "CN":
            raise ConfigError(f"home country {self.country!r} is not known: only CN is; set home.country to CN")
        if not (self.area.isascii() and self.area.isdigit() and 2 <= len(self.area) <= 3 and self.area[0] != "0"):
            raise ConfigError(
                f"home area {self.area!r} is no area code: write it as 2 or 3 digits without 0, such as 519"
            )
