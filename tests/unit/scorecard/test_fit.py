"""What is learned from a town: whose calls count for how many, and the file that it ends in."""

import tomllib
from dataclasses import replace

from scorecard.fit import (
    EXPECTED,
    FORGED_STEPS,
    HELD_MOST,
    NEAR_EMPHASIS,
    Callers,
    expected,
    known,
    set_by_hand,
    steps_file,
)

from linewarden.learning.table import BY_HAND, FORGED
from linewarden.scoring.rules import RULES
from linewarden.warnings.facts import Fact, Facts

GANG, SHOP, OTHER = 99, 8, 9
NOBODY = Callers(frozenset(), frozenset())
ROWS = expected()
TALK, BANKED = Fact(ROWS.stranger, 700.0, (1,)), Fact(ROWS.bank, 1, (2,))


def told(kind: str, outcome: str, loss_at: str | None = None) -> dict[str, object]:
    return {
        "kind": kind, "outcome": outcome, "callers": [GANG], "first_exposure_at": "1970-01-01T00:00:02Z", "loss_at": loss_at,
        "last_contact_at": "1970-01-01T00:00:08Z",
    }  # fmt: skip


def seen(at_s: int, *callers: int) -> tuple[int, Facts]:
    return at_s * 1_000_000, Facts(tuple((cli, (TALK,)) for cli in callers), (BANKED,))


def test_calls_of_a_gang_stand_for_few_and_those_of_others_for_themselves() -> None:
    others, theirs = known([seen(3, SHOP, GANG), seen(4, SHOP)], [told("refund", "answered")], NOBODY, 200.0)
    assert (others.is_victim, others.weight, theirs.is_victim, theirs.weight) == (False, 1.0, False, 1 / 200)
    assert [[cli for cli, _ in facts.contacts] for facts in others.moments] == [[SHOP], [SHOP]]
    assert [facts.chain for facts in others.moments] == [
        (),
        (BANKED,),
    ]  # what may have followed from the gang is not theirs
    assert [[cli for cli, _ in facts.contacts] for facts in theirs.moments] == [[GANG]]


def test_what_is_known_of_an_office_counts_by_itself_and_for_more() -> None:
    strangers, offices = known(
        [seen(3, SHOP, OTHER), seen(4, SHOP)], [], Callers(frozenset({SHOP}), frozenset()), 200.0
    )
    assert [[cli for cli, _ in facts.contacts] for facts in strangers.moments] == [[OTHER]]
    assert [[cli for cli, _ in facts.contacts] for facts in offices.moments] == [[SHOP], [SHOP]]
    assert (strangers.emphasis, offices.emphasis) == (1.0, NEAR_EMPHASIS)
    assert (offices.is_victim, offices.weight) == (False, 1.0)


def test_a_gangs_number_that_rings_whom_it_does_not_cheat_is_as_rare_as_frauds_are() -> None:
    strangers, gangs = known([seen(3, SHOP, GANG)], [], Callers(frozenset(), frozenset({GANG})), 200.0)
    assert [[cli for cli, _ in facts.contacts] for facts in (*strangers.moments, *gangs.moments)] == [[SHOP], [GANG]]
    assert (strangers.weight, gangs.weight, gangs.is_victim) == (1.0, 1 / 200, False)


def test_a_victim_counts_from_the_first_call_until_the_loss() -> None:
    moments = [seen(1, GANG), seen(3, GANG), seen(5, GANG), seen(7, GANG)]
    (victim,) = known(moments, [told("refund", "lost", "1970-01-01T00:00:06Z")], NOBODY, 200.0)
    assert (victim.is_victim, len(victim.moments)) == (True, 2)
    (engaged,) = known(moments, [told("refund", "engaged")], NOBODY, 200.0)
    assert (engaged.is_victim, len(engaged.moments)) == (True, 3)


def test_whom_a_one_ring_call_cost_a_call_is_left_out() -> None:
    assert known([seen(3, GANG)], [told("wangiri", "lost", "1970-01-01T00:00:06Z")], NOBODY, 200.0) == []


def test_before_anything_is_learned_each_rule_of_the_calling_side_has_a_row() -> None:
    assert set(ROWS.callers) == {"any", *(rule.name for rule in RULES)}
    assert {row.name for row in ROWS.rows if not row.name.startswith("caller.")} == {*EXPECTED, "approach"}
    assert {row.name for row in ROWS.rows} >= BY_HAND >= FORGED


def test_rows_set_by_hand_are_set_after_the_others_were_learned() -> None:
    steps = {row.name: row.steps for row in set_by_hand(ROWS).rows}
    assert {name for name, own in steps.items() if own == FORGED_STEPS} == FORGED
    assert steps["held"] == ((60, 1.0), (180, 1.5), (600, HELD_MOST), (1200, HELD_MOST))
    assert {name: own for name, own in steps.items() if name not in {*FORGED, "held"}} == {
        row.name: row.steps for row in ROWS.rows if row.name not in {*FORGED, "held"}
    }


def test_the_file_of_steps_holds_every_row() -> None:
    text = steps_file(replace(ROWS, base=-9.25), "two towns")
    found = tomllib.loads(text)
    assert "two towns" in text
    assert found["base"] == -9.25
    assert found["bank"] == [[1, 3]]
    assert set(found["caller"]) == set(ROWS.callers)
