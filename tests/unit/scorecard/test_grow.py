"""What the trees of a call grow from, in a town of six calls; and that trees grown from plain calls tell them apart."""

from datetime import UTC, datetime

import numpy as np
from scorecard.approaches import KEPT, Lesson, Witness, lesson
from scorecard.grow import HARD_SHARE, grown, hard
from scorecard.truth import Victim

from linewarden.model.event import EventKind, event_block
from linewarden.warnings.approach.trees import read_trees
from linewarden.warnings.approach.values import NAMES, OLD_H, TALKS_S

GANG, SHOP, ANNA, BO, CARL = 99, 8, 1, 2, 3
SINCE_US = 1_000_000


def victim(called: int, kind: str, outcome: str, lost_s: int | None) -> Victim:
    return Victim(
        called,
        kind,
        outcome,
        datetime.fromtimestamp(1, UTC),
        None if lost_s is None else datetime.fromtimestamp(lost_s, UTC),
        (GANG,),
    )


def witnessed(*calls: tuple[int, int, int]) -> Witness:
    """(caller, called, second) of ended calls."""
    seen = Witness(1, np.array([GANG, GANG + 1]), SINCE_US)
    events = event_block(
        at_us=[second * 1_000_000 for _, _, second in calls], kind=[EventKind.RECORD] * len(calls),
        cli=[cli for cli, _, _ in calls], called=[called for _, called, _ in calls],
    )  # fmt: skip
    assert seen(events, np.arange(len(calls)), np.zeros((len(calls), len(NAMES))), 0.0) == {}
    return seen


def test_a_call_of_a_gang_is_believed_until_the_loss_and_stands_for_few() -> None:
    told = [victim(ANNA, "loan", "lost", 5), victim(BO, "loan", "answered", None), victim(CARL, "wangiri", "lost", 9)]
    calls = witnessed(
        (GANG, ANNA, 3),
        (GANG, ANNA, 6),
        (GANG, BO, 3),
        (GANG, CARL, 3),
        (GANG, GANG + 1, 3),
        (GANG, 7, 3),
        (GANG + 1, 7, 3),
        (GANG, ANNA, 0),
    )
    found = lesson(calls, told, {GANG + 1}, {GANG}, 200.0)
    # Anna before the loss, Bo, 7 whom no gang is said to have rung, and 7 again by a number that is a gang's own
    assert found.is_believed.tolist() == [True, False, False, False]
    assert found.weights.tolist() == [1 / 200, 1 / 200, 1.0, 1 / 200]
    assert found.is_near.tolist() == [False, False, True, False]


def test_of_other_calls_some_are_kept_and_stand_for_all() -> None:
    found = lesson(witnessed(*[(SHOP, called, 3) for called in range(10_000)]), [], set(), {SHOP}, 200.0)
    assert 0.27 < found.weights.size / 10_000 < 0.33
    assert set(found.weights.tolist()) == {1 / KEPT}
    assert found.is_near.all()
    assert not found.is_believed.any()


def test_a_call_of_the_near_domain_is_hard_when_it_is_held_for_worse_than_nearly_all_of_other_people() -> None:
    others, near, gangs = 10_000, 3, 8
    odds = np.concatenate([np.arange(others), [9_993.5, 9_994.5, 20_000.0], np.full(gangs, 30_000.0)])
    kinds = np.repeat([0, 1, 2], (others, near, gangs))
    size = odds.size
    believed = (kinds == 2) & (np.arange(size) % 2 == 0)
    weights = np.where(kinds == 2, 1 / 200, 1.0)
    town = Lesson(np.zeros((size, len(NAMES))), believed, kinds == 1, weights, np.arange(size))
    assert HARD_SHARE * others == 5  # of other people's calls 9,995 to 9,999 are held for worse
    assert hard(town, odds)[kinds == 1].tolist() == [False, True, True]
    assert hard(town, odds).sum() == 2


def test_trees_tell_long_talks_of_new_numbers_from_others_and_give_chances() -> None:
    town = town_of_calls(np.random.default_rng(3))
    found = grown([town, town_of_calls(np.random.default_rng(4))], "a head")
    assert (found.of_all["learned_from"], len(found.of_others)) == ("a head", 2)
    is_told = (town.values[:, 0] >= 300) & (town.values[:, 1] == 1.0)
    for told in (found.of_all, *found.of_others):
        chances = 1.0 / (1.0 + np.exp(-read_trees(told).of_rows(town.values)))
        assert 0.45 < chances[is_told].mean() < 0.55
        assert chances[~is_told].max() < 0.02


def town_of_calls(rng: np.random.Generator) -> Lesson:
    """Every other person believes whoever has a new number and talks for five minutes."""
    size = 20_000
    values = np.zeros((size, len(NAMES)))
    values[:, NAMES.index("talk_s")] = rng.choice(TALKS_S, size)
    values[:, NAMES.index("known_h")] = rng.choice([1.0, OLD_H], size)
    is_told = (values[:, 0] >= 300) & (values[:, 1] == 1.0)
    is_believed = is_told & (rng.random(size) < 0.5)
    return Lesson(values, is_believed, np.zeros(size, np.bool_), np.ones(size), np.arange(size))
