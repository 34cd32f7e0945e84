"""The audit as a file: it tells of the same edits as the ledger, and whoever has it alone can check it."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.model.audit import AuditHead
from linewarden.store.ledger import Deed, Ledger
from linewarden.store.ledger.audit_file import file_faults, write_audit

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def lines(ledger: Ledger) -> list[bytes]:
    """Of an audit of five entries."""
    for nth in range(5):
        deed = Deed(actor="wang", action="warning.read", subject=f"w{nth}", purpose="案情核查", detail={"nth": nth})
        ledger.audit.append(deed, at=AT + timedelta(seconds=nth))
    out = io.BytesIO()
    with ledger.audit.reading() as (entries, head):
        assert write_audit(entries, head, out, at=AT) == 5
    return out.getvalue().splitlines(keepends=True)


def faults(folder: Path, lines: list[bytes], known: tuple[AuditHead, ...] = ()) -> list[str]:
    path = folder / "audit.jsonl"
    path.write_bytes(b"".join(lines))
    return file_faults(path, known)[0]


def test_a_whole_one_is_whole_and_ends_where_the_ledger_does(
    ledger: Ledger, lines: list[bytes], tmp_path: Path
) -> None:
    assert faults(tmp_path, lines, (ledger.audit.head(),)) == []
    assert file_faults(tmp_path / "audit.jsonl")[1] == ledger.audit.head()


def test_anybody_can_check_it_with_what_every_language_has(lines: list[bytes]) -> None:
    previous = "0" * 64
    for line in lines[1:]:
        entry = json.loads(line)
        stated = entry.pop("entry_hash")
        assert entry["previous_hash"] == previous
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert previous == stated
    assert json.loads(lines[0])["head"] == {"seq": 5, "entry_hash": previous}


def test_an_edit_a_gap_another_order_a_cut_and_an_addition_are_told(lines: list[bytes], tmp_path: Path) -> None:
    edited = [*lines[:2], lines[2].replace(b"wang", b"liii"), *lines[3:]]
    assert faults(tmp_path, edited) == ["entry 2 was changed: its content does not fit its hash"]
    missing = [*lines[:3], *lines[4:]]
    assert faults(tmp_path, missing) == ["entry 4 follows entry 2: 1 missing", "entry 4 does not continue entry 2"]
    swapped = [*lines[:2], lines[3], lines[2], *lines[4:]]
    assert "entry 3 does not continue entry 1" in faults(tmp_path, swapped)
    assert faults(tmp_path, lines[:-1]) == ["the audit ends at entry 4, its head says 5"]
    assert faults(tmp_path, lines[:1]) == ["the audit ends at entry 0, its head says 5"]
    assert "entry 5 follows entry 5: -1 missing" in faults(tmp_path, [*lines, lines[-1]])


def test_a_chain_that_was_made_anew_is_told_by_a_head_that_was_kept_elsewhere(
    lines: list[bytes], tmp_path: Path
) -> None:
    known = (AuditHead(2, "f" * 64), AuditHead(9, "e" * 64))
    assert faults(tmp_path, lines, known) == [
        "entry 2 differs from the head kept elsewhere",
        "entry 9 was known and is missing",
    ]


@given(place=st.integers(0, 10_000), new=st.integers(0, 255))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_no_byte_can_be_changed_unseen(lines: list[bytes], tmp_path: Path, place: int, new: int) -> None:
    whole = bytearray(b"".join(lines))
    place %= len(whole)
    if whole[place] == new:
        return
    whole[place] = new
    try:
        found = faults(tmp_path, [bytes(whole)])
    except StoreError:
        return  # seen
    assert found or _says_the_same(bytes(whole), b"".join(lines))


def _says_the_same(one: bytes, other: bytes) -> bool:
    """Blanks between, a time written in another way, or when the file was made: other bytes, the same audit."""

    def content(text: bytes) -> list[object]:
        first, *rest = [json.loads(line) for line in text.splitlines()]
        return [first["head"], *(line | {"at": datetime.fromisoformat(line["at"])} for line in rest)]

    return content(one) == content(other)


def test_what_is_no_audit_is_refused_with_its_line(lines: list[bytes], tmp_path: Path) -> None:
    headless = b'{"format": "linewarden-audit-1"}\n'
    for wrong in ([], [b"{}\n"], [b"[1]\n"], [b"no json\n"], [headless], [lines[0].replace(b"-1", b"-2")]):
        with pytest.raises(StoreError, match="first line does not say linewarden-audit-1"):
            faults(tmp_path, wrong)
    for wrong in (b"[]\n", b"{\n", b'{"seq": 1}\n', b"\xff\n"):
        with pytest.raises(StoreError, match="line 3: no entry of an audit"):
            faults(tmp_path, [*lines[:2], wrong])
    with pytest.raises(StoreError, match="cannot be read: No such file"):
        file_faults(tmp_path / "nowhere")
