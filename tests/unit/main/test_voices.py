"""The doctor on what each feed of record files can tell."""

from datetime import UTC, datetime
from pathlib import Path

from linewarden.config import BasisSection, FeedSection, Settings
from linewarden.main.doctor import _voices
from linewarden.model.legal_basis import BasisKind
from linewarden.scoring.rules import RULES

BASIS = BasisSection(
    id="B",
    kind=BasisKind.TRAINING,
    document="drill",
    issuer="test",
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    valid_until=datetime(2099, 1, 1, tzinfo=UTC),
)
PLAIN = """
name = "plain"
title = "plain"
[fields]
cli = "a"
called = "b"
setup_at = "t"
ended_at = "e"
"""


def settings(folder: Path, layout: str, **more: object) -> Settings:
    """One drop folder whose files have this layout."""
    (folder / "plain.toml").write_text(layout, "utf-8")
    feed = {"name": "f", "kind": "files", "basis": "B", "folder": folder, "map": str(folder / "plain.toml")}
    return Settings(basis=(BASIS,), feed=(FeedSection.model_validate(feed | more),))


def test_a_map_without_answers_is_an_ill_that_says_what_to_give(tmp_path: Path) -> None:
    found = _voices(settings(tmp_path, PLAIN))
    assert not found.is_ok
    assert "every call of f would look unanswered or short" in found.text
    assert "answered_at" in found.advice


def test_signals_usable_are_counted_by_the_map_and_the_feed_s_own_settings(tmp_path: Path) -> None:
    layout = PLAIN + 'answered_at = "r"\nimei = "i"\nimsi = "s"\n'
    found = _voices(settings(tmp_path, layout, route="domestic"))
    silent = {"user_agent": 2, "source_ip": 3, "cell": 6, "sip_oddity": 5, "attestation": 1}  # rows that need each
    assert (found.is_ok, found.text) == (
        True,
        f"by their field maps, f: {len(RULES) - sum(silent.values())} of {len(RULES)} signals usable, missing: {', '.join(silent)}",
    )


def test_without_files_the_cards_are_named(tmp_path: Path) -> None:
    assert _voices(Settings(data=tmp_path)).text.startswith("no feed of record files")
