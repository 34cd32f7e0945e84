"""The secret that the programs of a cluster know each other by: a file that only its owner reads."""

import secrets
from pathlib import Path

from linewarden.errors import ConfigError

SECRET = "spark.secret"  # noqa: S105  a name
"""Name of the file in the data folder."""

_LEAST = 16


def read_secret(path: Path) -> str:
    """The secret in a file. Raises ConfigError when there is none, or one that others can read."""
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path} can be read by others; chmod 600 {path}")
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(
            f"secret {path} cannot be read: {err}; copy it from the machine that runs `linewarden spark`"
        ) from err
    if len(text) < _LEAST:
        raise ConfigError(
            f"{path} is no secret: it needs {_LEAST} characters; remove it and start `linewarden spark` to make one"
        )
    return text


def made_secret(path: Path) -> str:
    """The secret in a file, which is made when there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32) + "\n", "utf-8")
    return read_secret(path)
