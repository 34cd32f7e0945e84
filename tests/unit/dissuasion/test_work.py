"""Where acts bring a warning."""

import pytest
from acts import after, steps

from linewarden.dissuasion.act import OUTCOMES, ActKind, Outcome
from linewarden.dissuasion.texts import Language, Template
from linewarden.dissuasion.work import UNTOUCHED, Situation, Stage, standing, work_of

TAKEN = (1.0, "wang", "take", {})


def a_call(minute: float, outcome: Outcome) -> tuple[float, str, str, dict[str, Outcome]]:
    return (minute, "wang", "call", {"outcome": outcome})


def test_nothing_done_waits() -> None:
    assert work_of(()) == UNTOUCHED
    assert (UNTOUCHED.stage, UNTOUCHED.holder, UNTOUCHED.since) == (Stage.WAITING, None, None)


def test_the_way_from_taking_to_the_file() -> None:
    way = steps(
        TAKEN,
        a_call(3, Outcome.DOUBTS),
        (4, "wang", "ask_visit", {"station": "兰陵所"}),
        (50, "wang", "visit", {"station": "兰陵所", "outcome": Outcome.DISSUADED}),
        (1500, "wang", "follow_up", {"outcome": Outcome.SAFE}),
        (1501, "wang", "close", {"disposition": "prevented"}),
    )
    stages = [work_of(way[:n]).stage for n in range(1, 7)]
    assert stages == [Stage.TAKEN, Stage.CALLED, Stage.CALLED, Stage.VISITED, Stage.FOLLOWED_UP, Stage.CLOSED]
    situations = [work_of(way[:n]).situation for n in range(2, 6)]
    assert situations == [Situation.DOUBTS, Situation.VISIT_ASKED, Situation.DISSUADED, Situation.SAFE]
    assert work_of(way).holder == "wang"


def test_a_call_in_vain_is_no_stage_and_three_in_a_row_are_many() -> None:
    way = steps(TAKEN, a_call(2, Outcome.BUSY), a_call(7, Outcome.NO_ANSWER), a_call(12, Outcome.SWITCHED_OFF))
    assert [work_of(way[:n]).situation for n in range(1, 5)] == [
        Situation.TAKEN,
        Situation.UNREACHED,
        Situation.UNREACHED,
        Situation.UNREACHED_OFTEN,
    ]
    assert work_of(way).stage is Stage.TAKEN


def test_who_was_reached_in_between_begins_anew() -> None:
    way = steps(
        TAKEN, a_call(2, Outcome.BUSY), a_call(3, Outcome.BUSY), a_call(4, Outcome.DOUBTS), a_call(9, Outcome.BUSY)
    )
    assert work_of(way).situation is Situation.UNREACHED


def test_whoever_hands_over_wins_no_time() -> None:
    way = steps(TAKEN, a_call(2, Outcome.BUSY), (6, "wang", "hand_over", {"to": "li"}))
    assert (work_of(way).holder, work_of(way).since) == ("li", after(2))


def test_a_waiting_one_that_is_given_to_somebody_is_taken() -> None:
    work = work_of(steps((5, "chief", "hand_over", {"to": "li"})))
    assert (work.stage, work.holder, work.since) == (Stage.TAKEN, "li", after(5))


def test_a_call_while_the_station_is_on_its_way_does_not_stop_its_clock() -> None:
    way = steps(TAKEN, (2, "wang", "ask_visit", {"station": "兰陵所"}), a_call(9, Outcome.BUSY))
    assert (work_of(way).situation, work_of(way).since) == (Situation.VISIT_ASKED, after(2))


def test_a_message_tells_him_and_later_ones_accompany_what_is_going_on() -> None:
    message = {"template": Template.CAUTION, "language": Language.ZH}
    way = steps(TAKEN, (2, "wang", "message", message), a_call(3, Outcome.DOUBTS), (9, "wang", "message", message))
    assert (work_of(way[:2]).situation, work_of(way[:2]).stage) == (Situation.TOLD, Stage.TAKEN)
    assert (work_of(way).situation, work_of(way).since) == (Situation.DOUBTS, after(3))


def test_what_is_undone_counts_no_more_and_stays_on_record() -> None:
    way = steps(TAKEN, a_call(2, Outcome.DISSUADED), (3, "wang", "undo", {"undoes": 2}))
    assert work_of(way).situation is Situation.TAKEN
    assert (work_of(way).since, work_of(way).steps) == (after(1), 3)
    assert [step.nth for step in standing(way)] == [1]


def test_undoing_the_taking_lets_it_wait_again() -> None:
    work = work_of(steps(TAKEN, (2, "wang", "undo", {"undoes": 1})))
    assert (work.stage, work.holder, work.since, work.steps) == (Stage.WAITING, None, None, 2)


@pytest.mark.parametrize(("kind", "holder", "stage"), [("reopen", "li", Stage.TAKEN), ("revive", None, Stage.WAITING)])
def test_a_closed_one_goes_on(kind: str, holder: str | None, stage: Stage) -> None:
    closed = (TAKEN, (2.0, "wang", "close", {"disposition": "false_alarm"}))
    work = work_of(steps(*closed, (9, "li", kind, {})))
    assert (work.stage, work.holder, work.since) == (stage, holder, after(9))


@pytest.mark.parametrize("kind", [kind for kind in ActKind if kind is not ActKind.UNDO])
def test_every_kind_of_act_counts_and_has_its_time(kind: ActKind) -> None:
    more = {"outcome": OUTCOMES[kind][0]} if kind in OUTCOMES else {"to": "li"} if kind is ActKind.HAND_OVER else {}
    work = work_of(steps(TAKEN, (5, "wang", kind, more)))
    assert work.steps == 2
    assert work.since == (after(1) if kind is ActKind.HAND_OVER else after(5))
