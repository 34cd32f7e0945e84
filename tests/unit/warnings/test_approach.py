"""Trees over a call: two small ones, whose log-odds a reader can add in the head; what they let a warning say, and when."""

import json
import math
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from watched_calls import MINUTE, POLICE, SEAT, T0, TABLE, VICTIM, after, record, risk, tracker

from linewarden.errors import ConfigError
from linewarden.features.matrix import FeatureColumns
from linewarden.model.event import EventBlock, EventKind, event_block
from linewarden.model.number import NumberKind
from linewarden.model.warning import Level
from linewarden.warnings import approach as package
from linewarden.warnings.approach import words
from linewarden.warnings.approach.approach import Approach, approaches
from linewarden.warnings.approach.trees import read_trees, shipped
from linewarden.warnings.approach.values import NAMES, OLD_H, READ_FEATURES, TALKS_S, Beyond, candidates, values_of
from linewarden.warnings.moment import Moment

TALK, AGE, CALLS = NAMES.index("talk_s"), NAMES.index("known_h"), NAMES.index("calls_24h")
TWO = {
    "learned_from": "a head", "names": list(NAMES), "base": -9.0, "gates": [], "roots": [0, 3],
    # the first parts talks at 100 s: 0 or 4; the second numbers at 24 h: 3 of young ones, and of those that rang more than 20 people 5
    "feature": [TALK, -1, -1, AGE, CALLS, -1, -1, -1],
    "threshold": [100.0, 0.0, 0.0, 24.0, 20.0, 0.0, 0.0, 0.0],
    "below": [1, 0, 0, 4, 5, 0, 0, 0],
    "above": [2, 0, 0, 7, 6, 0, 0, 0],
    "odds": [1.0, 0.0, 4.0, 0.5, 4.0, 3.0, 5.0, 0.0],
}  # fmt: skip
TREES = read_trees(TWO)


def row(**values: float) -> list[float]:
    return [values.get(name, 0.0) for name in NAMES]


YOUNG = row(talk_s=120.0, known_h=5.0, calls_24h=30.0)
OLD = row(talk_s=15.0, known_h=OLD_H, calls_24h=30.0)


def test_the_log_odds_are_those_of_the_leaves_and_the_base() -> None:
    assert TREES.of_rows(np.array([YOUNG, OLD])).tolist() == [-9.0 + 4.0 + 5.0, -9.0]


def test_each_value_has_its_share_of_them() -> None:
    shares = dict(zip(NAMES, TREES.shares(np.array(YOUNG)).tolist(), strict=True))
    assert shares["talk_s"] == 4.0 - 1.0
    assert shares["known_h"] == 4.0 - 0.5
    assert shares["calls_24h"] == 5.0 - 4.0
    assert sum(shares.values()) == 3.0 + 3.5 + 1.0


def test_what_has_come_to_too_little_is_followed_no_further() -> None:
    gated = read_trees({**TWO, "gates": [[1, -8.0]]})
    assert gated.of_rows(np.array([YOUNG, OLD])).tolist() == [0.0, -math.inf]


def test_trees_of_other_values_are_refused() -> None:
    with pytest.raises(ConfigError, match="learn them again"):
        read_trees({**TWO, "names": ["talk_s"]})


@given(st.lists(st.floats(0, 1e4), min_size=len(NAMES), max_size=len(NAMES)))
def test_the_shipped_trees_say_the_more_the_longer_a_talk_lasts_and_their_shares_sum(values: list[float]) -> None:
    trees = shipped()
    steps = np.repeat(np.array(values)[None], len(TALKS_S), axis=0)
    steps[:, TALK] = TALKS_S
    odds = trees.of_rows(steps)
    assert (odds[1:] >= odds[:-1] - 1e-9).all()
    means = sum(trees.odds[root] for root in trees.roots.tolist())
    assert odds[-1] == -math.inf or trees.base + means + trees.shares(steps[-1]).sum() == pytest.approx(
        odds[-1], abs=1e-6
    )


def test_the_shipped_trees_tell_what_they_were_learned_from() -> None:
    told = json.loads(files(package).joinpath("trees.json").read_text("utf-8"))
    assert told["learned_from"].startswith("towns 401")
    assert set(words.WORDS) == set(NAMES)


def calls(*kinds: EventKind) -> np.ndarray:
    return event_block(at_us=[T0] * len(kinds), kind=list(kinds), talk_ms=[120_000] * len(kinds))


def test_of_an_ended_call_one_figure_is_told_and_of_one_that_lasts_one_for_each_length_that_says_enough() -> None:
    events = calls(EventKind.RECORD, EventKind.ANSWER, EventKind.RECORD)
    told = approaches(events, np.arange(3), np.array([YOUNG, YOUNG, OLD]), -4.5, trees=TREES)
    assert told == {
        0: Approach(((0.0, 0.0),), tuple(YOUNG[1:])),
        1: Approach(
            ((15.0, -4.0), (30.0, -4.0), (60.0, -4.0), (120.0, 0.0), (300.0, 0.0), (600.0, 0.0), (1200.0, 0.0)), tuple(YOUNG[1:])
        ),
    }  # fmt: skip
    assert [told[1].odds_at(talk_s) for talk_s in (14, 15, 119, 120)] == [-math.inf, -4.0, -4.0, 0.0]


def test_what_is_rounded_to_below_the_floor_counts_all_the_same() -> None:
    finer = read_trees({**TWO, "base": -9.00006})
    told = approaches(calls(EventKind.ANSWER), np.arange(1), np.array([YOUNG]), -0.00007, trees=finer)
    assert told[0].odds == ((120.0, -0.0001), (300.0, -0.0001), (600.0, -0.0001), (1200.0, -0.0001))


def known_of(*columns: dict[str, int], events: EventBlock) -> list[dict[str, float]]:
    """What the trees see of each, by name."""
    nothing, yes = np.zeros(len(columns), np.int64), np.ones(len(columns), np.bool_)
    beyond = Beyond(~yes, yes, nothing + 0.3, yes, nothing + 12 * 3600.0 + 7_200)
    features = FeatureColumns({name: np.array([row[name] for row in columns]) for name in READ_FEATURES})
    rows = values_of(events, np.arange(len(columns)), features, beyond, (nothing + 2, nothing + 5))
    return [dict(zip(NAMES, row.tolist(), strict=True)) for row in rows]


KNOWN = {
    "caller_known_s_7d": 7_200, "callback_known_s_7d": 0, "caller_attempts_1h": 3, "caller_attempts_24h": 21, "caller_attempts_7d": 40,
    "caller_distinct_24h": 7, "caller_distinct_7d": 10, "caller_answers_24h": 6, "caller_talk_ms_24h": 169_000, "caller_shorts_24h": 2,
    "callback_attempts_24h": 1, "callback_attempts_7d": 4, "callback_distinct_7d": 2,
}  # fmt: skip
"""Of a talk of 119 s that has ended: five answered calls of 20 were before it, which lasted 50 s in all."""


def test_what_is_known_of_a_call() -> None:
    events = event_block(
        at_us=[T0, T0], kind=[EventKind.RECORD] * 2, cli=[8613012340001, 8651985320001], called=[8613861234567] * 2,
        cli_kind=[NumberKind.MOBILE, NumberKind.LANDLINE], talk_ms=[119_000, 15_000], answered_us=[T0 - 119_000_000] * 2,
    )  # fmt: skip
    one, two = known_of(KNOWN, {**KNOWN, "callback_known_s_7d": 36_000}, events=events)
    assert one == {
        "talk_s": 60.0, "known_h": 2.0, "calls_1h": 3, "calls_24h": 21, "calls_7d": 40, "fresh_24h": 7 / 21, "fresh_7d": 0.25, "answered_24h": 0.25,
        "mean_talk_s_24h": 10.0, "short_24h": 0.4, "rung_24h": 1, "rung_7d": 4, "rung_share_7d": 0.1, "rung_by_7d": 2, "is_foreign": 0, "is_rented": 1,
        "is_mobile": 1, "is_elsewhere": 1, "risk": 0.3, "days_met": 2, "met_days_ago": 5, "spoke_today": 1,
    }  # fmt: skip
    assert two["talk_s"] == 15.0
    assert two["known_h"] == OLD_H  # it was rung before the feed had been listened to for half a day
    assert two["is_elsewhere"] == 0  # 0519 and a mobile number of 常州


@pytest.mark.parametrize("ended", [EventKind.RECORD, EventKind.RELEASE])
def test_a_call_looks_the_same_while_it_lasts_and_when_it_has_ended(ended: EventKind) -> None:
    events = event_block(
        at_us=[T0, T0 + 119_000_000], kind=[EventKind.ANSWER, ended], cli=[8613012340001] * 2, called=[8613861234567] * 2,
        cli_kind=[NumberKind.MOBILE] * 2, talk_ms=[0, 119_000], answered_us=[T0] * 2,
    )  # fmt: skip
    up, over = known_of({**KNOWN, "caller_talk_ms_24h": 50_000}, KNOWN, events=events)
    assert up == {**over, "talk_s": 0.0}


def test_a_first_call_says_nothing_of_those_before_it() -> None:
    first = {
        **KNOWN,
        "caller_attempts_24h": 1,
        "caller_answers_24h": 1,
        "caller_talk_ms_24h": 119_000,
        "caller_shorts_24h": 0,
    }
    a_day_long = {**first, "caller_answers_24h": 0}  # its answer has left the window
    events = event_block(
        at_us=[T0] * 2, kind=[EventKind.RELEASE] * 2, cli=[8613012340001] * 2, called=[8613861234567] * 2, talk_ms=[119_000, 90_000_000],
        answered_us=[T0 - 119_000_000, T0 - 90_000_000_000],
    )  # fmt: skip
    for known in known_of(first, a_day_long, events=events):
        assert (known["answered_24h"], known["mean_talk_s_24h"], known["short_24h"]) == (0, 0, 0)


def test_only_answered_calls_of_some_length_between_two_who_are_told_are_looked_at() -> None:
    events = event_block(
        at_us=[T0] * 6, kind=[EventKind.RECORD] * 5 + [EventKind.ANSWER], cli=[SEAT, 0, VICTIM, SEAT, SEAT, SEAT], called=[VICTIM] * 6,
        talk_ms=[15_000, 15_000, 15_000, 14_999, 15_000, 0], answered_us=[1, 1, 1, 1, 0, 1],
    )  # fmt: skip
    assert candidates(events, np.ones(6, np.bool_)).tolist() == [0, 5]
    assert candidates(events, np.zeros(6, np.bool_)).tolist() == []


def seen(odds: float, **more: object) -> dict[str, object]:
    return {"approach": Approach(((0.0, odds),), tuple(YOUNG[1:])), "is_acquainted": True, "is_looked_at": True, **more}


@pytest.mark.parametrize(
    ("chance", "level", "odds"), [(0.0009, None, 0), (0.001, Level.NOTICE, 1), (0.01, Level.NORMAL, 4), (0.5, Level.URGENT, 8)]
)  # fmt: skip
def test_the_trees_chance_is_weighed_by_a_row_of_the_table_also_of_acquaintances(
    chance: float, level: Level | None, odds: float
) -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=40, **seen(math.log(chance / (1 - chance)) + 1e-9)))
    assert [(warning.level, warning.score) for warning in desk.drain()] == (
        [] if level is None else [(level, after(odds))]
    )


def rented(number: int, **more: object) -> Moment:
    """Ten minutes with a rented stranger, of which the rows say 4."""
    return record(number, start_min=0, talk_s=700, is_suspect=True, strangeness=1.0, **more)


def test_what_rows_and_trees_say_of_a_contact_is_added() -> None:
    desk = tracker()
    desk.observe(rented(1, **{**seen(-4.5), "is_acquainted": False}))
    (both,) = desk.drain()
    assert both.score == after(4 + 4)
    desk.observe(record(2, start_min=30, talk_s=40, cli=SEAT + 1, **seen(-4.5)))
    (still,) = desk.drain()
    assert still.score == after(4 + 4)  # of another contact: the worse one counts
    assert set(still.callers) == {SEAT, SEAT + 1}


def test_a_call_that_trees_found_harmless_counts_for_less_than_one_that_none_looked_at() -> None:
    unknown = replace(TABLE.approach_unknown, steps=((0.5, 2.0),))
    scores = []
    for is_looked_at in (True, False):
        desk = tracker(TABLE.changed([unknown]))
        desk.observe(rented(1, is_looked_at=is_looked_at))
        scores += [warning.score for warning in desk.drain()]
    assert scores == [after(4), after(4 + 2)]


def test_who_looked_once_at_a_contact_has_looked_at_it() -> None:
    unknown = replace(TABLE.approach_unknown, steps=((0.5, 2.0),))
    desk = tracker(TABLE.changed([unknown]))
    brief = record(1, start_min=-5, talk_s=20, is_suspect=True, strangeness=1.0, is_looked_at=True)
    desk.observe(rented(2), before=[brief])
    assert [warning.score for warning in desk.drain()] == [after(4 + 1)]  # 1 of several talks with the same stranger


def test_a_rule_book_whose_row_is_silent_takes_what_the_trees_said_for_unknown() -> None:
    unknown = replace(TABLE.approach_unknown, steps=((0.5, 2.0),))
    desk = tracker(TABLE.changed([unknown]))
    desk.observe(rented(1, **{**seen(-4.5), "is_acquainted": False}))
    desk.follow(TABLE.changed([unknown, replace(TABLE.approach, steps=((0.001, 0.0),))]), (("rules", "silent"),))
    desk.observe(rented(2))
    assert desk.drain()[-1].score == after(4 + 2 + 1)  # 1 of several talks with the same stranger


def test_a_call_that_is_up_warns_when_the_trees_say_enough_of_its_length() -> None:
    desk = tracker()
    lasting = Approach(((60.0, -6.0), (300.0, 0.1)), tuple(YOUNG[1:]))
    moment = record(1, start_min=0, talk_s=0, approach=lasting, is_acquainted=True, is_looked_at=True)
    desk.observe(replace(moment, kind=EventKind.ANSWER, talk_ms=0))
    since: dict[Level, int] = {}
    for minute in range(7):
        desk.advance(T0 + minute * MINUTE)
        for warning in desk.drain():
            since.setdefault(warning.level, minute)
    assert since == {Level.NOTICE: 2, Level.URGENT: 6}  # it was answered 5 s after T0


def test_who_has_not_talked_long_enough_is_not_named() -> None:
    desk = tracker()
    desk.observe(record(1, start_min=0, talk_s=40, **seen(-4.5)))
    later = Approach(((600.0, 0.1),), tuple(YOUNG[1:]))
    lasting = record(2, start_min=1, talk_s=0, cli=POLICE, approach=later, is_acquainted=True, is_looked_at=True)
    desk.observe(replace(lasting, kind=EventKind.ANSWER, talk_ms=0))
    desk.advance(T0 + 5 * MINUTE)
    assert [tuple(map(int, warning.callers)) for warning in desk.drain()] == [(SEAT,)]
    desk.advance(T0 + 12 * MINUTE)
    assert [tuple(map(int, warning.callers)) for warning in desk.drain()] == [(SEAT, POLICE)]


def test_a_call_that_is_told_of_again_by_the_callers_log_keeps_what_the_trees_said() -> None:
    desk, call = tracker(), record(1, start_min=0, talk_s=40, **seen(-4.5))
    desk.observe(call)
    desk.mark(SEAT, risk(0.3), T0 + MINUTE, [replace(call, approach=None)])
    assert [warning.score for warning in desk.drain()] == [after(4 + 1)]  # and 1 of the number's own record


def test_a_row_speaks_from_the_first_step_that_adds_something() -> None:
    assert TABLE.approach.speaks_from == 0.001
    assert replace(TABLE.approach, steps=((0.001, 0.0), (0.01, 2.0))).speaks_from == 0.01
    assert replace(TABLE.approach, steps=((0.001, 0.0),)).speaks_from == math.inf


def test_the_reasons_are_what_weighs_most_each_thing_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "shipped", lambda: TREES)
    words._shares.cache_clear()
    told = words.said_of(Approach(((0.0, 0.0),), tuple(YOUNG[1:])), 130.0, (7,), 0.5)
    words._shares.cache_clear()
    assert [(reason.rule, reason.value) for reason in told] == [
        ("approach.talk_s", 130.0),  # what the person did comes first
        ("approach.known_h", 5.0),
        ("approach.calls_24h", 30.0),
    ]
    assert [round(reason.points, 6) for reason in told] == [round(0.5 * share / 7.5, 6) for share in (3.0, 3.5, 1.0)]
    assert told[1].text_en == "The number was first seen about 5 h ago"
    assert told[0].text_zh == "已通话 2 分钟"
    assert told[2].record_ids == (7,)
