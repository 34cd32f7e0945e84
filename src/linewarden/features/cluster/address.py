"""Where a host of the cluster is reached."""

from dataclasses import dataclass
from ipaddress import ip_address

from linewarden.errors import ConfigError


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """An IP address and a TCP port; `str` writes them as `parse` reads them."""

    ip: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """From 10.0.0.2:9070 or [fd00::2]:9070. Raises ConfigError. Names of hosts are refused: they would be as good as whoever answers for them."""
        ip, colon, port = text.strip().rpartition(":")
        try:
            where = ip_address(ip.removeprefix("[").removesuffix("]"))
            number = int(port)
        except ValueError as err:
            raise ConfigError(
                f"{text!r} is no address of a cluster's host; write IP:PORT, such as 10.0.0.2:9070"
            ) from err
        if not colon or not 0 <= number <= 65535:
            raise ConfigError(f"{text!r}: the port must lie within 0 to 65535")
        return cls(str(where), number)

    def __str__(self) -> str:
        """IP:PORT."""
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"
