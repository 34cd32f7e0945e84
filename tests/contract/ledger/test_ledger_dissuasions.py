"""Acts of officers: one at a time, on record with the audit, in the change feed; a closed warning that grows waits again."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_rows import A_WARNING, NOON, a_warning

from linewarden.dissuasion.act import Act, ActKind, Disposition, FalseCause, Outcome
from linewarden.dissuasion.work import Situation, Stage
from linewarden.errors import AccessError, ActError, MovedOnError, NoWarningError, TakenError
from linewarden.model.account import Role
from linewarden.model.number import E164
from linewarden.model.warning import Level, State
from linewarden.store.ledger import Ledger

TAKE = Act(kind=ActKind.TAKE)
CALL = Act(kind=ActKind.CALL, outcome=Outcome.DISSUADED, note="本人承诺不再接听 13800001234")
CLOSE = Act(kind=ActKind.CLOSE, disposition=Disposition.PREVENTED)
FALSE = Act(kind=ActKind.CLOSE, disposition=Disposition.FALSE_ALARM, false_cause=FalseCause.COURIER)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(ledger: Ledger) -> Ledger:
    """With two officers and a warning."""
    for login in ("wang", "li"):
        ledger.add_account(login, login.title(), Role.DUTY_OFFICER, "$argon2id$x", at=NOON, actor="system")
    ledger.save_warnings([A_WARNING])
    return ledger


def put(ledger: Ledger, act: Act, seen: int, by: str = "wang") -> None:
    ledger.act("w1", act, actor=by, seen=seen, at=NOON + (seen + 1) * MINUTE)


def closed_by(ledger: Ledger, closing: Act) -> None:
    for seen, act in enumerate((TAKE, CALL, closing)):
        put(ledger, act, seen)


def test_an_act_moves_the_warning_in_the_feed_and_is_audited_without_its_note(desk: Ledger) -> None:
    heard: list[int] = []
    desk.watch(heard.append)
    put(desk, TAKE, 0)
    put(desk, CALL, 1)
    assert heard == [2, 3]
    ((seq, warning, work),) = desk.changes_since(1)
    assert (seq, warning) == (3, A_WARNING)
    assert (work.stage, work.situation, work.holder, work.steps) == (Stage.CALLED, Situation.DISSUADED, "wang", 2)
    assert work.since == NOON + 2 * MINUTE
    entry = desk.audit.entries(limit=1)[0]
    assert (entry.actor, entry.action, entry.subject) == ("wang", "dissuasion.call", "w1")
    assert '"outcome":"dissuaded"' in entry.detail
    assert "13800001234" not in entry.detail
    assert [step.act for step in desk.dissuasions.steps("w1")] == [TAKE, CALL]


def test_what_the_detector_writes_leaves_the_officers_place_alone(desk: Ledger) -> None:
    put(desk, TAKE, 0)
    desk.save_warnings([replace(A_WARNING, revision=2, level=Level.URGENT)])
    found = desk.warning("w1")
    assert found is not None
    assert (found.warning.level, found.work.stage, found.work.holder) == (Level.URGENT, Stage.TAKEN, "wang")


def test_of_many_who_take_it_at_once_one_has_it(desk: Ledger) -> None:
    refused: list[Exception] = []

    def take(login: str) -> None:
        try:
            put(desk, TAKE, 0, by=login)
        except TakenError as err:
            refused.append(err)

    racing = [threading.Thread(target=take, args=(login,)) for login in ("wang", "li") * 4]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert len(refused) == 7
    assert len(desk.dissuasions.steps("w1")) == 1


def test_whoever_does_not_know_what_was_done_meanwhile_is_told(desk: Ledger) -> None:
    put(desk, TAKE, 0)
    put(desk, CALL, 1)
    with pytest.raises(
        MovedOnError, match=r"wang put call on record meanwhile \(there are 2 acts, you had 1 before you\)"
    ):
        put(desk, CALL, 1)
    assert len(desk.dissuasions.steps("w1")) == 2


def test_a_refused_act_leaves_nothing_behind(desk: Ledger) -> None:
    before = (desk.last_seq(), desk.audit.head())
    for act, by, error in ((CALL, "wang", ActError), (TAKE, "nobody", AccessError)):
        with pytest.raises(error):
            put(desk, act, 0, by=by)
    with pytest.raises(NoWarningError, match="there is no warning 'w9'"):
        desk.act("w9", TAKE, actor="wang", seen=0, at=NOON)
    assert (desk.last_seq(), desk.audit.head()) == before


def test_the_board_is_chosen_by_stage_and_by_whose_they_are(desk: Ledger) -> None:
    desk.save_warnings([a_warning("w2"), a_warning("w3", state=State.EXPIRED)])
    put(desk, TAKE, 0)
    assert [change.warning.warning_id for change in desk.warnings(stages=[Stage.WAITING], state=State.OPEN)] == ["w2"]
    assert [change.warning.warning_id for change in desk.warnings(holder="wang")] == ["w1"]
    assert desk.warnings(holder="li") == []
    assert desk.warning_counts()[Level.HIGH] == 2
    put(desk, FALSE, 1)
    assert desk.warning_counts()[Level.HIGH] == 1


@pytest.mark.parametrize(
    ("closing", "change", "waits"),
    [
        (CLOSE, {"level": Level.URGENT}, True),
        (CLOSE, {"callers": (*A_WARNING.callers, E164(8613900000001))}, True),
        (CLOSE, {"is_in_contact": True}, True),
        (FALSE, {"is_in_contact": True}, False),
        (FALSE, {"level": Level.URGENT}, True),
        (CLOSE, {"score": 0.8}, False),
        (CLOSE, {"level": Level.NOTICE, "state": State.EXPIRED}, False),
    ],
)
def test_news_of_a_closed_one_lets_it_wait_again(
    desk: Ledger, closing: Act, change: dict[str, object], waits: bool
) -> None:
    desk.save_warnings([replace(A_WARNING, revision=2, is_in_contact=False)])
    closed_by(desk, closing)
    desk.save_warnings([replace(A_WARNING, revision=3, **({"is_in_contact": False} | change))])  # type: ignore[arg-type]
    found = desk.warning("w1")
    assert found is not None
    assert found.work.stage is (Stage.WAITING if waits else Stage.CLOSED)
    assert found.seq == desk.last_seq()
    assert ("dissuasion.revive" in [entry.action for entry in desk.audit.entries()]) is waits
    if waits:
        put(desk, TAKE, 4, by="li")
        assert [step.actor for step in desk.dissuasions.steps("w1")] == ["wang", "wang", "wang", "system", "li"]


def test_how_closed_ones_ended(desk: Ledger) -> None:
    lost = Act(kind=ActKind.CLOSE, disposition=Disposition.LOST, lost_at=NOON - MINUTE, lost_cny=52_000)
    closed_by(desk, lost)
    (closed,) = desk.dissuasions.closed()
    assert (closed.called, closed.disposition, closed.lost_at) == (A_WARNING.called, Disposition.LOST, NOON - MINUTE)
    assert closed.closed_at == NOON + 3 * MINUTE


def test_what_was_done_about_warnings_of_a_span(desk: Ledger) -> None:
    desk.save_warnings([replace(a_warning("w2"), raised_at=NOON + timedelta(hours=1))])
    put(desk, TAKE, 0)
    worked = desk.dissuasions.worked(NOON, NOON + timedelta(hours=1))
    assert [(one.level, one.raised_at, len(one.steps)) for one in worked] == [(Level.HIGH, NOON, 1)]
    assert len(desk.dissuasions.worked(NOON, NOON + timedelta(hours=2))) == 2
