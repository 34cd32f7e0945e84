"""Who may put what on record, and when."""

from dataclasses import replace
from typing import Any

import pytest
from acts import after, steps
from hypothesis import given
from hypothesis import strategies as st

from linewarden.dissuasion.act import (
    MOST_ACTS,
    OUTCOMES,
    Act,
    ActKind,
    Disposition,
    FalseCause,
    LateCause,
    Outcome,
    Step,
)
from linewarden.dissuasion.checks import Asker, Centre, check
from linewarden.dissuasion.texts import Language, Template
from linewarden.dissuasion.work import Stage, work_of
from linewarden.errors import ActError, NotHolderError, TakenError, UnfitActError
from linewarden.model.account import Role

TAKEN = (1.0, "wang", "take", {})
DISSUADED = (2.0, "wang", "call", {"outcome": Outcome.DISSUADED})
CLOSED = (3.0, "wang", "close", {"disposition": Disposition.PREVENTED})
CENTRE = Centre(workers=("wang", "li", "chief"), stations=("兰陵所",), messages_left=2, is_late=False)


def ask(
    kind: str,
    *told: Any,
    by: str = "wang",
    role: Role = Role.DUTY_OFFICER,
    at: float = 5,
    is_late: bool = False,
    **more: Any,
) -> None:
    asker = Asker(login=by, role=role, at=after(at))
    check(Act(kind=ActKind(kind), **more), steps(*told), asker, replace(CENTRE, is_late=is_late))


def test_one_takes_and_no_second() -> None:
    ask("take")
    with pytest.raises(TakenError, match="wang has this warning: ask him, or take another"):
        ask("take", TAKEN, by="li")
    with pytest.raises(TakenError, match="you have taken this warning already"):
        ask("take", TAKEN)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_other_roles_work_on_nothing(role: Role) -> None:
    with pytest.raises(NotHolderError, match=f"role {role} works on no warnings"):
        ask("take", role=role)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("call", {"outcome": Outcome.DISSUADED}),
        ("ask_visit", {"station": "兰陵所"}),
        ("visit", {"station": "兰陵所", "outcome": Outcome.NOT_FOUND}),
        ("follow_up", {"outcome": Outcome.SAFE}),
        ("close", {"disposition": Disposition.LOST, "lost_at": after(0)}),
        ("hand_over", {"to": "li"}),
    ],
)
def test_only_who_has_it_goes_on_with_it(kind: str, more: dict[str, Any]) -> None:
    ask(kind, TAKEN, DISSUADED, **more)
    with pytest.raises(NotHolderError, match="wang has this warning"):
        ask(kind, TAKEN, DISSUADED, by="li", **more)
    with pytest.raises(NotHolderError, match="nobody has taken this warning: take it first"):
        ask(kind, **more)
    with pytest.raises(ActError, match="this warning is closed"):
        ask(kind, TAKEN, DISSUADED, CLOSED, **more)


def test_a_commander_gives_anybodys_to_anybody() -> None:
    ask("hand_over", TAKEN, by="chief", role=Role.COMMANDER, to="li")
    ask("hand_over", by="chief", role=Role.COMMANDER, to="li")
    with pytest.raises(UnfitActError, match="wang has this warning already"):
        ask("hand_over", TAKEN, by="chief", role=Role.COMMANDER, to="wang")
    with pytest.raises(UnfitActError, match="zhao works on no warnings: name one of chief, li, wang"):
        ask("hand_over", TAKEN, to="zhao")


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("call", {}, "call needs outcome"),
        ("call", {"outcome": Outcome.SAFE}, "call cannot end with safe"),
        ("take", {"outcome": Outcome.SAFE}, "take takes no outcome: leave it out"),
        ("visit", {"outcome": Outcome.REFUSED}, "visit needs station"),
        ("ask_visit", {"station": "火星所"}, "'火星所' is no station of this centre"),
        ("follow_up", {"outcome": Outcome.SAFE}, "nobody has talked to the person yet"),
        ("close", {"disposition": Disposition.PREVENTED}, "nobody has talked to the person"),
        ("close", {"disposition": Disposition.NOT_REACHED}, "0 attempts to reach the person are on record"),
        ("close", {"disposition": Disposition.REFUSED}, "no call or visit on record was refused"),
        ("close", {"disposition": Disposition.FALSE_ALARM}, "a false alarm needs one: say who it was"),
        ("close", {"disposition": Disposition.FALSE_ALARM, "false_cause": FalseCause.OTHER}, "needs a note: say who it was"),
        ("close", {"disposition": Disposition.LOST}, "a loss needs lost_at"),
        ("close", {"disposition": Disposition.LOST, "lost_at": after(9)}, "lies ahead"),
        ("call", {"outcome": Outcome.BUSY, "note": "x" * 1001}, "the note has 1001 characters"),
        ("revive", {}, "only the platform revives"),
        ("message", {"template": Template.CAUTION}, "message needs language"),
        ("close", {"disposition": Disposition.TOLD}, "no message is on record"),
    ],
)  # fmt: skip
def test_what_lacks_or_does_not_belong_is_told(kind: str, more: dict[str, Any], says: str) -> None:
    with pytest.raises((UnfitActError, TakenError), match=says):
        ask(kind, TAKEN, **more)


def test_a_missed_limit_must_be_explained_when_closing() -> None:
    how = {"disposition": Disposition.FALSE_ALARM, "false_cause": FalseCause.COURIER}
    with pytest.raises(UnfitActError, match="a time limit was missed: say why"):
        ask("close", TAKEN, is_late=True, **how)
    ask("close", TAKEN, is_late=True, late_cause=LateCause.MANY_WARNINGS, **how)
    with pytest.raises(UnfitActError, match="another reason needs a note"):
        ask("close", TAKEN, is_late=True, late_cause=LateCause.OTHER, **how)


def test_three_attempts_are_needed_to_give_up() -> None:
    calls = [(minute, "wang", "call", {"outcome": Outcome.NO_ANSWER}) for minute in (2.0, 3.0, 4.0)]
    with pytest.raises(UnfitActError, match=r"2 attempts .* it takes 3"):
        ask("close", TAKEN, *calls[:2], disposition=Disposition.NOT_REACHED)
    ask("close", TAKEN, *calls, disposition=Disposition.NOT_REACHED)


def test_a_slip_is_struck_out_by_who_made_it_within_ten_minutes() -> None:
    ask("undo", TAKEN, DISSUADED, undoes=2, at=12)
    with pytest.raises(ActError, match="older than 10 minutes"):
        ask("undo", TAKEN, DISSUADED, undoes=2, at=12.1)
    with pytest.raises(NotHolderError, match="wang put act 2 on record"):
        ask("undo", TAKEN, DISSUADED, undoes=2, by="li")
    with pytest.raises(
        ActError, match="act 1 is not the latest that counts and cannot be struck out: the latest is act 2"
    ):
        ask("undo", TAKEN, DISSUADED, undoes=1)


def test_a_commander_strikes_out_at_any_time_and_says_why() -> None:
    ask("undo", TAKEN, DISSUADED, undoes=2, at=9000, by="chief", role=Role.COMMANDER, note="写错了人")
    with pytest.raises(NotHolderError):
        ask("undo", TAKEN, DISSUADED, undoes=2, at=9000, by="chief", role=Role.COMMANDER)


def test_a_closed_one_is_opened_again_with_a_reason() -> None:
    with pytest.raises(UnfitActError, match="needs a note"):
        ask("reopen", TAKEN, DISSUADED, CLOSED)
    ask("reopen", TAKEN, DISSUADED, CLOSED, note="又接到电话")
    with pytest.raises(ActError, match="not closed"):
        ask("reopen", TAKEN, note="又接到电话")


@pytest.mark.parametrize(("left", "says"), [(None, "has no gateway"), (0, "as many messages in 24 hours")])
def test_a_message_needs_a_gateway_and_patience(left: int | None, says: str) -> None:
    message = Act(kind=ActKind.MESSAGE, template=Template.CAUTION, language=Language.ZH)
    asker = Asker(login="wang", role=Role.DUTY_OFFICER, at=after(5))
    check(message, steps(TAKEN), asker, CENTRE)
    with pytest.raises(ActError, match=says):
        check(message, steps(TAKEN), asker, replace(CENTRE, messages_left=left))


def test_there_is_an_end_to_what_one_warning_can_hold() -> None:
    calls = [(2.0, "wang", "call", {"outcome": Outcome.BUSY})] * (MOST_ACTS - 1)
    ask("call", TAKEN, *calls[1:], outcome=Outcome.BUSY)
    with pytest.raises(ActError, match=f"has {MOST_ACTS} acts on record"):
        ask("call", TAKEN, *calls, outcome=Outcome.BUSY)
    ask("close", TAKEN, *calls, disposition=Disposition.NOT_REACHED)  # it must come to an end


_ACTS = st.one_of(
    st.just(Act(kind=ActKind.TAKE)),
    st.builds(Act, kind=st.just(ActKind.HAND_OVER), to=st.sampled_from(["wang", "li"])),
    *(st.builds(Act, kind=st.just(kind), outcome=st.sampled_from(OUTCOMES[kind])) for kind in (ActKind.CALL, ActKind.FOLLOW_UP)),
    st.builds(Act, kind=st.just(ActKind.ASK_VISIT), station=st.just("兰陵所")),
    st.builds(Act, kind=st.just(ActKind.VISIT), station=st.just("兰陵所"), outcome=st.sampled_from(OUTCOMES[ActKind.VISIT])),
    st.builds(Act, kind=st.just(ActKind.CLOSE), disposition=st.sampled_from([Disposition.PREVENTED, Disposition.REFUSED])),
    st.builds(Act, kind=st.just(ActKind.REOPEN), note=st.just("又来电")),
    st.builds(Act, kind=st.just(ActKind.UNDO), undoes=st.integers(1, 6)),
)  # fmt: skip


@given(asked=st.lists(st.tuples(_ACTS, st.sampled_from(["wang", "li"])), max_size=25))
def test_whatever_is_asked_a_warning_is_somebodys_or_waits_and_undoing_brings_it_back(
    asked: list[tuple[Act, str]],
) -> None:
    done: list[Step] = []
    for minute, (act, by) in enumerate(asked):
        before = work_of(done)
        try:
            check(act, done, Asker(login=by, role=Role.DUTY_OFFICER, at=after(minute)), CENTRE)
        except ActError:
            continue
        done.append(Step(nth=len(done) + 1, at=after(minute), actor=by, act=act))
        work = work_of(done)
        assert (work.stage is Stage.WAITING) == (work.holder is None)
        assert work.steps == before.steps + 1
        undone = [
            *done,
            Step(nth=len(done) + 1, at=after(minute), actor=by, act=Act(kind=ActKind.UNDO, undoes=len(done))),
        ]
        if act.kind is not ActKind.UNDO:
            back = work_of(undone)
            assert (back.stage, back.situation, back.holder, back.since) == (
                before.stage, before.situation, before.holder, before.since,
            )  # fmt: skip
