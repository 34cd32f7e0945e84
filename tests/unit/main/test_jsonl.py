"""Warnings as JSON lines tell how each of them grew."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linewarden.main.jsonl import History, write_warnings
from linewarden.model.number import E164
from linewarden.model.warning import FraudKind, Level, State, Warning

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
FIRST = Warning(
    warning_id="W1", revision=1, raised_at=AT, changed_at=AT, expires_at=AT + timedelta(days=1), level=Level.NOTICE, state=State.OPEN,
    called=E164(8613861234567), callers=(E164(7),), kind=FraudKind.UNKNOWN, score=0.2, reasons=(), is_in_contact=False, contact_since=None,
    source="files", is_synthetic=True, versions=(),
)  # fmt: skip


def test_a_warning_tells_each_change_of_level_score_or_callers(tmp_path: Path) -> None:
    after = [AT + timedelta(minutes=minutes) for minutes in (1, 2, 3)]
    history = History(FIRST)
    history.note(FIRST)
    history.note(replace(FIRST, revision=2, changed_at=after[0], is_in_contact=True))  # nothing that is told
    history.note(replace(FIRST, revision=3, changed_at=after[1], score=0.3, callers=(E164(7), E164(8))))
    history.note(replace(FIRST, revision=4, changed_at=after[2], score=0.9, level=Level.HIGH))
    write_warnings(tmp_path / "warnings.jsonl", [history])
    line = json.loads((tmp_path / "warnings.jsonl").read_text())
    assert line["levels"] == [
        {"at": "2026-11-16T02:00:00Z", "level": "notice"},
        {"at": "2026-11-16T02:03:00Z", "level": "high"},
    ]
    assert line["steps"] == [
        {"at": "2026-11-16T02:00:00Z", "level": "notice", "score": 0.2, "callers": ["7"]},
        {"at": "2026-11-16T02:02:00Z", "level": "notice", "score": 0.3, "callers": ["7", "8"]},
        {"at": "2026-11-16T02:03:00Z", "level": "high", "score": 0.9, "callers": ["7"]},
    ]
    assert line["score"] == 0.9
