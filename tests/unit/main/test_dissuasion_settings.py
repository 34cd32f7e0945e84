"""How the centre works on warnings, from its settings."""

from datetime import timedelta
from pathlib import Path

import pytest

from linewarden.config import load_settings
from linewarden.dissuasion.clocks import LIMITS
from linewarden.errors import ConfigError
from linewarden.model.warning import Level


def settings_of(folder: Path, text: str) -> Path:
    path = folder / "linewarden.toml"
    path.write_text(text, "utf-8")
    return path


def test_what_is_not_given_stays_as_shipped(tmp_path: Path) -> None:
    found = load_settings(settings_of(tmp_path, "[dissuasion.limits.urgent]\ntake = 2\nagain = 0.5\n")).dissuasion
    urgent = found.limits_by_level[Level.URGENT]
    assert (urgent.take, urgent.again) == (timedelta(minutes=2), timedelta(seconds=30))
    assert urgent.visit == LIMITS[Level.URGENT].visit
    assert found.limits_by_level[Level.HIGH] == LIMITS[Level.HIGH]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[dissuasion.limits.urgent]\ntake = 0\n", "must be longer than nothing"),
        ("[dissuasion.limits.urgent]\ntaken = 3\n", "dissuasion.limits.urgent.taken"),
        ("[dissuasion.limits.red]\ntake = 3\n", "dissuasion.limits.red"),
        ('[dissuasion]\nstations = ["a", "a"]\n', "stations names one twice"),
        ('[dissuasion]\nstations = [""]\n', "dissuasion.stations.0"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_settings(settings_of(tmp_path, text))
