"""Cases: who may know of them, deeds one at a time, audited without what they say, files under custody."""

import threading
from datetime import timedelta

import pytest
from ledger_rows import A_WARNING, NOON

from linewarden.cases.deed import (
    AnyDeed,
    Attach,
    CaseKind,
    Grant,
    MemberRole,
    Note,
    Open,
    Origin,
    Pin,
    PinKind,
    Revoke,
    Strike,
)
from linewarden.errors import (
    AccessError,
    CaseError,
    CaseFullError,
    CaseMovedOnError,
    NoCaseError,
    NotMemberError,
    StoreError,
    UnfitDeedError,
)
from linewarden.model.account import Role
from linewarden.store.ledger import Ledger
from linewarden.store.ledger.cases import CASE_BYTES
from linewarden.store.ledger.tables import CASE_CUSTODY, CASE_DEEDS

AN_OPENING = Open(title="冒充客服", case_kind=CaseKind.TELECOM_FRAUD, origin=Origin.WARNING)
A_NOTE = Note(text="受害人提供 13800001234")
A_FILE = Attach(name="../../etc/passwd", sha256="ab" * 32, bytes=10)
HOUR = timedelta(hours=1)
N1 = "519-2026-0001"


@pytest.fixture
def cases(ledger: Ledger) -> Ledger:
    """With two officers, a commander, an administrator, and a case that wang leads."""
    people = {"wang": Role.DUTY_OFFICER, "li": Role.ANALYST, "chief": Role.COMMANDER, "admin": Role.SYSTEM_ADMIN}
    for login, role in people.items():
        ledger.add_account(login, login.title(), role, "$argon2id$x", at=NOON, actor="system")
    ledger.save_warnings([A_WARNING])
    opened(ledger)
    return ledger


def opened(ledger: Ledger, by: str = "wang") -> str:
    return ledger.cases.open(AN_OPENING, site="519", year=2026, actor=by, at=NOON).number


def put(ledger: Ledger, deed: AnyDeed, seen: int, by: str = "wang") -> None:
    ledger.cases.put(N1, deed, actor=by, seen=seen, at=NOON + seen * timedelta(minutes=1))


def known(ledger: Ledger, login: str, at: timedelta = HOUR) -> list[str]:
    return [kept.number for kept in ledger.cases.all(actor=login, at=NOON + at, limit=9)]


def grant(role: MemberRole, login: str = "li", hours: int = 8) -> Grant:
    return Grant(login=login, role=role, until=NOON + hours * HOUR)


def test_numbers_count_by_site_and_year(cases: Ledger) -> None:
    assert opened(cases) == "519-2026-0002"
    assert cases.cases.open(AN_OPENING, site="519", year=2027, actor="li", at=NOON).number == "519-2027-0001"


def test_many_who_open_at_once_get_numbers_of_their_own(cases: Ledger) -> None:
    numbers: list[str] = []
    racing = [threading.Thread(target=lambda: numbers.append(opened(cases))) for _ in range(6)]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert sorted(numbers) == [f"519-2026-{n:04}" for n in range(2, 8)]


def test_a_case_is_known_to_who_was_let_in_and_to_commanders(cases: Ledger) -> None:
    assert (known(cases, "wang"), known(cases, "li"), known(cases, "chief")) == ([N1], [], [N1])
    with pytest.raises(NoCaseError):
        cases.cases.read(N1, actor="li", at=NOON)
    with pytest.raises(NotMemberError):
        cases.cases.read(N1, actor="chief", at=NOON)
    with pytest.raises(AccessError):
        cases.cases.read(N1, actor="admin", at=NOON)
    put(cases, grant(MemberRole.VIEWER), 1)
    assert known(cases, "li") == [N1]
    assert known(cases, "li", at=8 * HOUR) == []
    put(cases, Revoke(login="li"), 2)
    assert known(cases, "li") == []


def test_what_is_said_is_in_the_audit_by_its_digest_only(cases: Ledger) -> None:
    put(cases, A_NOTE, 1)
    entry = cases.audit.entries(limit=1)[0]
    assert (entry.actor, entry.action, entry.subject, entry.purpose) == ("wang", "case.note", N1, "")
    assert "13800001234" not in entry.detail
    assert '"nth":2' in entry.detail


def test_whoever_does_not_know_what_was_done_meanwhile_is_told(cases: Ledger) -> None:
    put(cases, A_NOTE, 1)
    before = cases.audit.head()
    with pytest.raises(CaseMovedOnError, match=r"wang put note on record meanwhile \(there are 2 entries, you had 1"):
        put(cases, A_NOTE, 1)
    assert cases.audit.head() == before


def test_the_glass_opens_a_case_for_an_hour_and_is_on_record(cases: Ledger) -> None:
    cases.cases.break_glass(N1, "值班交接", actor="li", at=NOON)
    entry = cases.audit.entries(limit=1)[0]
    assert (entry.actor, entry.action, entry.purpose) == ("li", "case.break_glass", "值班交接")
    assert cases.cases.unmask(N1, "核对号码", actor="li", at=NOON + HOUR / 2).case.title == "冒充客服"
    with pytest.raises(NotMemberError, match="you read this case as glass"):
        put(cases, A_NOTE, 2, by="li")
    with pytest.raises(NoCaseError):
        cases.cases.read(N1, actor="li", at=NOON + HOUR)
    with pytest.raises(CaseError, match="the glass stays whole"):
        cases.cases.break_glass(N1, "再看一次", actor="wang", at=NOON)


def test_nobody_lets_himself_in_and_no_case_is_left_without_a_lead(cases: Ledger) -> None:
    for deed, by, error in (
        (grant(MemberRole.MEMBER, "chief"), "chief", NotMemberError),
        (grant(MemberRole.MEMBER, "li"), "li", NoCaseError),
        (grant(MemberRole.MEMBER, "admin"), "wang", UnfitDeedError),
        (grant(MemberRole.GLASS), "wang", UnfitDeedError),
        (Grant(login="li", role=MemberRole.MEMBER), "wang", UnfitDeedError),
        (Revoke(login="wang"), "chief", CaseError),
        (grant(MemberRole.VIEWER, "wang"), "chief", CaseError),
    ):
        with pytest.raises(error):
            put(cases, deed, 1, by=by)
    put(cases, Grant(login="li", role=MemberRole.LEAD), 1, by="chief")
    put(cases, Revoke(login="wang"), 2, by="li")
    assert known(cases, "wang") == []


def test_a_viewer_reads_masked_and_touches_no_file(cases: Ledger) -> None:
    put(cases, A_FILE, 1)
    put(cases, grant(MemberRole.VIEWER), 2)
    assert cases.cases.read(N1, actor="li", at=NOON).case.title == "冒充客服"
    with pytest.raises(NotMemberError):
        cases.cases.unmask(N1, "看看", actor="li", at=NOON)
    with pytest.raises(NotMemberError):
        cases.cases.read_file(N1, 2, actor="li", at=NOON)


def test_every_reading_of_a_file_is_on_the_custody_log(cases: Ledger) -> None:
    put(cases, A_FILE, 1)
    assert cases.cases.read_file(N1, 2, actor="wang", at=NOON + HOUR) == A_FILE
    touches = cases.cases.custody(N1, 2, actor="wang", at=NOON + HOUR)
    assert [(one.nth, one.actor, one.touch) for one in touches] == [(1, "wang", "stored"), (2, "wang", "read")]
    assert cases.audit.entries(limit=1)[0].action == "case.file_read"
    with pytest.raises(NoCaseError):
        cases.cases.read_file(N1, 1, actor="wang", at=NOON)


def test_the_files_of_a_case_have_a_limit_together(cases: Ledger) -> None:
    put(cases, A_FILE, 1)
    with pytest.raises(CaseFullError):
        put(cases, Attach(name="b", sha256="cd" * 32, bytes=CASE_BYTES - 9), 2)
    put(cases, Attach(name="b", sha256="cd" * 32, bytes=CASE_BYTES - 10), 2)


def test_a_warning_shows_its_cases_to_those_who_may_know(cases: Ledger) -> None:
    with pytest.raises(UnfitDeedError, match="there is no warning 'w9'"):
        put(cases, Pin(what=PinKind.WARNING, ref="w9"), 1)
    put(cases, Pin(what=PinKind.WARNING, ref="w1"), 1)

    def pinned(login: str) -> list[str]:
        return [kept.number for kept in cases.cases.of_warning("w1", actor=login, at=NOON)]

    assert (pinned("wang"), pinned("li"), pinned("chief")) == ([N1], [], [N1])
    put(cases, Strike(nth=2, why="钉错了"), 2)
    assert pinned("wang") == []


@pytest.mark.parametrize("table", [CASE_DEEDS, CASE_CUSTODY])
def test_the_database_itself_refuses_changes_of_what_is_on_record(cases: Ledger, table: object) -> None:
    put(cases, A_FILE, 1)
    for change in (table.update().values(actor="li"), table.delete()):  # type: ignore[attr-defined]
        with pytest.raises(StoreError, match="append-only"), cases._database.write() as connection:
            connection.execute(change)
