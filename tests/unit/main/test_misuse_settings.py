"""Limits of misuse rules from the settings: of rules that have one, by their names."""

from pathlib import Path

import pytest

from linewarden.config import load_settings
from linewarden.errors import ConfigError


def test_a_limit_of_the_settings_takes_the_place_of_the_table_s(tmp_path: Path) -> None:
    (tmp_path / "lw.toml").write_text("[misuse]\nmany_read = 300\n", "utf-8")
    limits = {rule.name: rule.limit for rule in load_settings(tmp_path / "lw.toml").misuse_rules}
    assert (limits["many_read"], limits["many_unmasked"]) == (300, 40)


@pytest.mark.parametrize(
    "text", ["many_raed = 300", "break_glass = 5", "many_read = -1", "many_read = 1000", 'many_read = "many"']
)
def test_a_limit_of_nothing_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "lw.toml").write_text(f"[misuse]\n{text}\n", "utf-8")
    with pytest.raises(ConfigError, match="misuse"):
        load_settings(tmp_path / "lw.toml")
