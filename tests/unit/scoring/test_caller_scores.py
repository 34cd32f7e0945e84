"""Rules on values that a reader can set by hand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from linewarden.features.definitions import FEATURES
from linewarden.model.cdr import Route
from linewarden.model.event import EventBlock, EventKind, Oddity, event_block
from linewarden.model.number import NumberFault, NumberKind
from linewarden.scoring.caller import score_callers
from linewarden.scoring.lookalike import is_look_alike
from linewarden.scoring.reasons import Calls, score_of
from linewarden.scoring.rule import When
from linewarden.scoring.rules import RISKY_FROM, RULES
from linewarden.scoring.values import ALONGSIDE, MARKS, PORTIONS, RATIOS, TAILS, chance_of_hits


@dataclass(frozen=True)
class Given:
    """Feature values of one event; what is not given is 0."""

    values: Mapping[str, int]

    def column(self, name: str) -> npt.NDArray[np.int64]:
        assert name in {feature.name for feature in FEATURES}, f"no feature {name}"
        return np.array([self.values.get(name, 0)])


def call(**columns: int) -> EventBlock:
    plain = {
        "at_us": 1,
        "kind": EventKind.RECORD,
        "record_id": 9,
        "cli": 8613900000001,
        "called": 8613861234567,
        "cli_kind": NumberKind.MOBILE,
    }
    return event_block(**{name: [value] for name, value in (plain | columns).items()})


BURST = {"caller_attempts_1h": 120, "caller_answers_1h": 40, "caller_shorts_1h": 30}
DEAD_END = {
    "caller_attempts_24h": 60,
    "caller_ends_24h": 60,
    "caller_answers_24h": 6,
    "caller_distinct_24h": 60,
    "caller_talk_ms_24h": 60_000,
}
WANGIRI = {"caller_flashes_5m": 40, "caller_distinct_5m": 40, "caller_ends_5m": 42}
STACK = {"company_stack_risky": 5, "company_stack_share": 0.6}
SURGE = {"surge_calls": 60, "surge_times": 3, "surge_chance": 1e-9}
COHORT = {
    "cohort_size": 3, "cohort_chance": 1e-6, "caller_distinct_24h": 36, "caller_attempts_24h": 40, "caller_ends_24h": 40, "caller_answers_24h": 20,
    "caller_talk_ms_24h": 4_000_000,
}  # fmt: skip
QUIET = {name: value for name, value in COHORT.items() if not name.startswith("cohort")}
BUSY = {
    "caller_attempts_24h": 100, "caller_distinct_24h": 100, "caller_ends_24h": 100, "caller_answers_24h": 50, "caller_talk_ms_24h": 5_000_000,
}  # fmt: skip
HAMMER = {"caller_attempts_5m": 14, "caller_distinct_5m": 1}
SPOOFED = {"callback_distinct_24h": 14, "callback_distinct_7d": 20, "callback_attempts_24h": 15, "heard_s": 3 * 86_400}
BY_GATEWAY = {"source_ip": 5}
STATIC = {
    "cells_today": 1, "caller_distinct_24h": 80, "caller_attempts_24h": 80, "caller_ends_24h": 80, "caller_answers_24h": 40, "caller_talk_ms_24h": 4_000_000,
}  # fmt: skip
BOX = {
    "caller_distinct_24h": 36, "caller_attempts_24h": 40, "caller_ends_24h": 40, "caller_answers_24h": 40, "caller_talk_ms_24h": 17_280_000,
    "caller_known_s_7d": 86_400, "heard_before_s": 172_800,
}  # fmt: skip
YOUNG = {
    "caller_distinct_7d": 90, "caller_attempts_7d": 100, "callback_attempts_7d": 10, "caller_known_s_7d": 9 * 86_400, "heard_before_s": 172_800,
    "caller_ends_24h": 40, "caller_answers_24h": 24,
}  # fmt: skip
NEW_HANDSET = {"handset_known_days": 10, "handset_heard_days": 2}
NEW_PLACE = BUSY | {"is_first_country": 1, "heard_s": 7 * 86_400, "caller_known_s_7d": 86_400}
WEEKEND = BUSY | {"caller_attempts_24h": 275, "caller_distinct_24h": 275, "caller_ends_24h": 275}
DAY_US = 86_400_000_000
NIGHT = BUSY | {"caller_distinct_1h": 8}
EIGHT, TEN_AT_NIGHT, SATURDAY = 0, 14 * 3_600_000_000, 40 * 3_600_000_000
"""Since 1970 UTC, when it was 8:00 of a Thursday in China (µs)."""
FOREIGN = {"cli_kind": NumberKind.FOREIGN, "cli": 2348012345678}


def fired(values: Mapping[str, float], **columns: int) -> dict[str, float]:
    """Points by rule; `values` of features and of what lies beside the engine."""
    beside = {name: np.array([float(value)]) for name, value in values.items() if name in ALONGSIDE}
    features = Given({name: int(value) for name, value in values.items() if name not in ALONGSIDE})
    scores = score_callers(call(**columns), features, alongside=beside, company=lambda _: beside)
    return {rule.name: round(float(points), 3) for rule, points in zip(RULES, scores.points[0], strict=True) if points}


@pytest.mark.parametrize(
    ("values", "columns", "expected"),
    [
        ({}, {}, {}),
        (BURST, {}, {"burst": 0.5}),
        (BURST | {"caller_attempts_1h": 75}, {}, {"burst": 0.25}),
        (BURST | {"caller_shorts_1h": 15}, {}, {}),  # fewer than half are short: a call centre that people listen to
        (BURST | {"caller_attempts_24h": 120, "callback_attempts_24h": 30}, {}, {}),  # people call back: a courier
        (DEAD_END, {}, {"dead_end": 0.45}),
        (DEAD_END | {"caller_answers_24h": 30}, {}, {}),
        (DEAD_END | {"callback_attempts_24h": 6}, {}, {}),
        (WANGIRI, FOREIGN, {"wangiri": 0.6}),
        (WANGIRI, {}, {}),  # a domestic caller that hangs up early: no wangiri
        (WANGIRI | {"caller_flashes_5m": 10}, FOREIGN, {}),
        ({"caller_near_steps_1h": 24, "caller_attempts_1h": 30}, {}, {"number_walking": 0.4}),
        ({"caller_near_steps_1h": 5, "caller_attempts_1h": 30}, {}, {}),
        ({}, {"cli_kind": NumberKind.LANDLINE, "route": Route.INTERNATIONAL}, {"fixed_line_from_abroad": 0.7}),
        ({}, {"cli_kind": NumberKind.LANDLINE, "route": Route.DOMESTIC}, {}),
        ({}, {"route": Route.INTERNATIONAL}, {"mobile_from_abroad": 0.15}),
        (
            {"home_ago_s": 900},
            {"route": Route.INTERNATIONAL},
            {"mobile_from_abroad": 0.15, "roams_at_home": 0.35},
        ),
        ({"home_ago_s": 901}, {"route": Route.INTERNATIONAL}, {"mobile_from_abroad": 0.15}),  # it may have flown
        ({}, {"cli_fault": NumberFault.FOREIGN_SERVICE_TAIL}, {"foreign_service_tail": 0.65}),
        ({}, {"cli_fault": NumberFault.AREA_SERVICE}, {"area_service": 0.6}),
        ({}, {"cli_fault": NumberFault.UNALLOCATED}, {"unallocated": 0.3}),
        ({}, {"cli_fault": NumberFault.WRONG_LENGTH}, {"ill_formed": 0.2}),
        ({}, {"cli": 8613861234567}, {"calling_itself": 0.4}),
        ({}, {"cli": 85296110, "cli_kind": NumberKind.FOREIGN}, {"look_alike": 0.5}),
        ({}, {"oddity": Oddity.SCANNER}, {"scanner": 0.5}),
        ({}, {"oddity": Oddity.PRIVATE_SOURCE}, {}),  # carriers' own equipment has such addresses
        ({}, FOREIGN | {"oddity": Oddity.PRIVATE_SOURCE}, {"private_source": 0.15}),
        ({"private_share": 0.2}, FOREIGN | {"oddity": Oddity.PRIVATE_SOURCE}, {}),  # seen within a network
        ({}, {"oddity": Oddity.IDENTITY_MISMATCH}, {"identity_mismatch": 0.15}),
        ({"mismatch_share": 0.11}, {"oddity": Oddity.IDENTITY_MISMATCH}, {}),  # a habit of switchboards
        ({}, {"oddity": Oddity.IDENTITY_MISMATCH, "cli_kind": NumberKind.LANDLINE}, {}),  # an office's pilot number
        ({"callback_attempts_7d": 1, "caller_attempts_7d": 9}, {"oddity": Oddity.IDENTITY_MISMATCH}, {}),  # it is rung
        ({}, {"oddity": Oddity.ODD_BRANCH}, {"odd_branch": 0.15}),
        ({"odd_branch_share": 0.11}, {"oddity": Oddity.ODD_BRANCH}, {}),  # old gateways
        ({}, {"oddity": Oddity.ODD_TAG}, {"odd_tag": 0.1}),
        ({"odd_tag_share": 0.11}, {"oddity": Oddity.ODD_TAG}, {}),
        ({}, {"oddity": Oddity.PRIVATE_MEDIA}, {}),  # a phone at home
        ({}, FOREIGN | {"oddity": Oddity.PRIVATE_MEDIA}, {"private_media": 0.1}),
        ({"private_media_share": 0.11}, FOREIGN | {"oddity": Oddity.PRIVATE_MEDIA}, {}),
        ({}, {"oddity": Oddity.SIGNALLED}, {}),
        ({}, {"oddity": Oddity.FAILED_VERIFICATION}, {"failed_signature": 0.4}),
        ({"unverified_share": 0.11}, {"oddity": Oddity.FAILED_VERIFICATION}, {}),  # signing is broken
        ({}, {"oddity": Oddity.GATEWAY_ATTESTATION}, {"gateway_attested": 0.15}),
        ({}, FOREIGN | {"oddity": Oddity.GATEWAY_ATTESTATION}, {}),  # so it should be
        ({"gateway_share": 0.11}, {"oddity": Oddity.GATEWAY_ATTESTATION}, {}),
        ({}, {"route": Route.INTERNATIONAL, "oddity": Oddity.FULL_ATTESTATION}, {}),  # a roamer, proven
        ({}, {"route": Route.INTERNATIONAL, "oddity": Oddity.PARTIAL_ATTESTATION}, {"mobile_from_abroad": 0.15}),
        (STACK, {}, {"company_stack": 0.35}),
        (STACK | {"company_stack_share": 0.425}, {}, {"company_stack": 0.175}),  # halfway from 0.25 to 0.6
        (STACK | {"company_stack_risky": 2}, {}, {}),
        (STACK, {"cli_kind": NumberKind.LANDLINE}, {}),  # a line of an office, beside its others
        (STACK | {"caller_known_s_7d": 4 * 86_400}, {}, {}),  # it was there before
        (STACK | {"caller_attempts_7d": 4, "callback_attempts_7d": 1}, {}, {}),  # somebody rings it: a customer
        ({"handset_cards_today": 3}, {}, {"cards_in_handset": 0.35}),
        ({"handset_cards_today": 2}, {}, {}),
        (
            {"handset_cards_today": 3, "caller_attempts_7d": 9, "callback_attempts_7d": 1},
            {},
            {},
        ),  # one in nine: it is rung
        ({"card_handsets_today": 4}, {}, {"handsets_of_card": 0.3}),
        ({"card_handsets_today": 3}, {}, {}),
        ({"is_at_two_sites": 1}, {}, {"two_sites": 0.35}),
        ({}, {"oddity": Oddity.BAD_IMEI}, {"bad_imei": 0.15}),
        (STATIC, {}, {"static_one_way": 0.25}),
        (STATIC | {"cells_today": 0}, {}, {}),  # the feed tells no cell
        (STATIC | {"cells_today": 4}, {}, {}),  # a courier
        (STATIC | {"callback_attempts_24h": 2}, {}, {}),  # 2 of 80 are rung back
        (STATIC | {"caller_answers_24h": 41}, {}, {}),  # mostly answered: an office
        (STATIC | {"caller_distinct_24h": 60}, {}, {}),  # a quarter again: a debt collector
        (BOX, {"imsi": 5}, {"sim_box": 0.15}),  # a fifth of the day, halfway from 0.1 to 0.3
        (BOX, {}, {}),  # no card is told: a fixed line
        (BOX | {"heard_before_s": 172_799}, {"imsi": 5}, {}),
        (BOX | {"callback_attempts_24h": 5}, {"imsi": 5}, {}),
        (
            BOX | {"heard_before_s": 0} | NEW_HANDSET,
            {},
            {"young_handset": 0.075},
        ),  # an old number, halfway from 0.1 to 0.3
        (BOX | {"heard_before_s": 0} | NEW_HANDSET | {"handset_known_days": 11}, {}, {}),
        (BOX | {"heard_before_s": 0} | NEW_HANDSET | {"handset_heard_days": 1}, {}, {}),  # the feed began with it
        (BOX | {"heard_before_s": 0} | NEW_HANDSET | {"callback_attempts_24h": 5}, {}, {}),  # it is rung
        (BOX | {"heard_before_s": 0, "caller_answers_24h": 20}, {"imsi": 5}, {"box_traffic": 0.05}),
        (BOX | {"heard_before_s": 0, "caller_answers_24h": 21}, {"imsi": 5}, {}),  # mostly answered: a courier
        (
            BOX | {"heard_before_s": 0, "caller_answers_24h": 20, "callback_attempts_24h": 4},
            {"imsi": 5},
            {},
        ),  # one in ten
        ({"caller_distinct_7d": 100, "caller_attempts_7d": 110}, {"imsi": 5}, {"no_incoming": 0.075}),
        ({"caller_distinct_7d": 100, "caller_attempts_7d": 110, "callback_attempts_7d": 1}, {"imsi": 5}, {}),
        (YOUNG, {}, {"young_number": 0.2}),  # 90 people: four fifths of the way from 50 to 100
        (YOUNG | {"callback_attempts_7d": 11}, {}, {}),
        (YOUNG | {"caller_known_s_7d": 10 * 86_400 + 1}, {}, {}),
        (YOUNG | {"heard_before_s": 0}, {}, {}),  # the feed began with it
        (YOUNG | {"caller_answers_24h": 25}, {}, {}),
        (SURGE, FOREIGN, {"country_surge": 0.075}),  # 60 calls: halfway from 20 to 100
        (SURGE | {"surge_chance": 1e-5}, FOREIGN, {}),
        (SURGE | {"surge_times": 1.5}, FOREIGN, {}),
        (SURGE | {"caller_known_s_7d": 300_000}, FOREIGN, {}),  # rang last week too: a family
        (COHORT, {}, {"woken_together": 0.175}),
        (COHORT | {"cohort_chance": 1e-3}, {}, {}),
        (QUIET | {"silent_size": 3, "silent_chance": 1e-6}, {}, {"silent_together": 0.175}),
        (QUIET | {"silent_size": 3, "silent_chance": 1e-3}, {}, {}),
        (QUIET | {"move_size": 4, "move_chance": 1e-6}, {}, {"moved_together": 0.35}),
        (QUIET | {"move_size": 2, "move_chance": 1e-6}, {}, {}),  # two phones in one pocket
        (COHORT | {"caller_answers_24h": 30}, {}, {}),  # the shift of a call centre
        (
            BUSY | {"caller_attempts_24h": 550, "caller_distinct_24h": 550},
            {},
            {"total_calls": 0.05},
        ),  # halfway from 300 to 800
        (BUSY | {"caller_attempts_5m": 50}, {}, {"calls_per_minute": 0.2}),
        (BUSY | {"caller_attempts_5m": 50}, {"cli_kind": NumberKind.ENTERPRISE}, {}),  # a robot that tells of parcels
        (BUSY | {"caller_attempts_5m": 50, "caller_answers_24h": 60}, {}, {}),  # most are answered
        (BUSY | {"caller_attempts_5m": 50, "callback_attempts_24h": 20}, {}, {}),  # one in five is rung back
        (NIGHT, {"setup_us": TEN_AT_NIGHT}, {"strangers_at_night": 0.071}),  # five of the seven from 3 to 10
        (NIGHT, {"setup_us": EIGHT - 1}, {"strangers_at_night": 0.071}),
        (NIGHT, {"setup_us": EIGHT}, {}),
        (NIGHT, {"setup_us": TEN_AT_NIGHT - 1}, {}),
        (NIGHT, {"setup_us": EIGHT - 1, "cli_kind": NumberKind.LANDLINE}, {}),  # a hospital
        (NIGHT | {"caller_attempts_7d": 100, "callback_attempts_7d": 11}, {"setup_us": EIGHT - 1}, {}),  # it is rung
        (NIGHT | {"caller_distinct_24h": 80}, {"setup_us": EIGHT - 1}, {}),  # a fifth again: friends
        (WEEKEND, {"setup_us": SATURDAY}, {"total_calls_weekend": 0.05}),  # 275 of 150 to 400
        (WEEKEND, {"setup_us": SATURDAY + 2 * DAY_US - 1}, {"total_calls_weekend": 0.05}),
        (WEEKEND, {"setup_us": SATURDAY - 1}, {}),
        (WEEKEND, {"setup_us": SATURDAY + 2 * DAY_US}, {}),
        ({"calls_at_once": 6}, {}, {"calls_at_once": 0.35}),
        ({"calls_at_once": 3}, {}, {}),
        (
            {"calls_at_once": 6},
            {"cli_kind": NumberKind.LANDLINE},
            {},
        ),  # a switchboard shows one number for all its lines
        (BUSY | {"prefix_run": 20}, {}, {"one_prefix": 0.05}),
        (BUSY | {"prefix_run": 20, "caller_distinct_24h": 80}, {}, {}),  # a fifth again: an office among its own
        (
            BUSY | {"caller_answers_24h": 40, "caller_talk_ms_24h": 41_040_000},
            {},
            {"talk_total": 0.075},
        ),  # 0.475 of the day
        (HAMMER, FOREIGN, {"one_number_hammered": 0.075}),
        (HAMMER, {}, {}),  # an ordinary number: somebody who worries
        (BUSY | {"caller_shorts_5m": 25, "caller_answers_5m": 30}, {}, {"short_calls_5m": 0.2}),
        ({"same_called_15m": 9}, FOREIGN, {"one_number_15m": 0.075}),  # halfway from 6 to 12
        ({"same_called_15m": 9}, {}, {}),  # an ordinary number: somebody who worries
        (BUSY | {"caller_attempts_1h": 200}, {}, {"all_calls_1h": 0.05}),
        ({"rush_calls_5m": 25, "rush_chance_5m": 1e-9}, FOREIGN, {"country_5m": 0.05}),
        ({"rush_calls_5m": 25, "rush_chance_5m": 1e-5}, FOREIGN, {}),
        ({"rush_calls_1h": 60, "rush_chance_1h": 1e-9}, FOREIGN, {"country_1h": 0.05}),
        ({"rush_calls_1h": 60, "rush_chance_1h": 1e-9, "caller_known_s_7d": 300_000}, FOREIGN, {}),  # a family
        (BUSY | {"countries_today": 3}, {}, {"many_countries": 0.1}),
        ({"countries_today": 3}, {}, {}),  # too few calls to tell a list from a trade
        (NEW_PLACE, {}, {"first_country": 0.05}),
        (NEW_PLACE | {"is_first_zone": 1}, {}, {"first_country": 0.05, "first_continent": 0.1}),
        (NEW_PLACE | {"heard_s": 7 * 86_400 - 1}, {}, {}),
        (NEW_PLACE | {"caller_known_s_7d": 86_399}, {}, {}),  # of who is new everything is a first
        (NEW_PLACE | {"caller_answers_24h": 51}, {}, {}),  # mostly answered: a trade
        (SPOOFED, BY_GATEWAY, {"spoofed_number": 0.175}),
        (SPOOFED, {}, {}),  # the owner's own call
        (SPOOFED | {"callback_distinct_7d": 30}, BY_GATEWAY, {}),  # it is rung every day: a courier
        (SPOOFED | {"callback_attempts_24h": 28}, BY_GATEWAY, {}),  # by the same people: friends
        ({"listed_by_risky": 4}, FOREIGN, {"on_a_list": 0.15}),
        ({"listed_by_risky": 4}, {}, {}),  # an ordinary number: a neighbour
        ({"listed_by_risky": 1}, FOREIGN, {}),
        (BURST, {"cli": 8695588, "cli_kind": NumberKind.SERVICE}, {}),  # the bank's own line
    ],
)
def test_each_rule_fires_where_its_row_says(
    values: Mapping[str, float], columns: Mapping[str, int], expected: dict[str, float]
) -> None:
    assert fired(values, **columns) == expected


def test_company_is_told_who_is_risky_by_their_own_record_only() -> None:
    told: list[list[bool]] = []

    def company(is_risky: npt.NDArray[np.bool_]) -> dict[str, npt.NDArray[np.float64]]:
        told.append(is_risky.tolist())
        return {"company_imei_risky": np.array([9.0]), "company_imei_share": np.array([0.9])}

    assert score_callers(call(), Given(BURST), company=company).value[0] == pytest.approx(1 - 0.5 * 0.5)
    assert score_callers(call(), Given({}), company=company).value[0] == pytest.approx(0.5)
    assert RISKY_FROM < 0.5
    score_callers(call(cli=8695588, cli_kind=NumberKind.SERVICE), Given(BURST), company=company)
    assert told == [[True], [False], [False]]


def test_a_crowd_comes_with_its_chance() -> None:
    alongside = {name: np.array([float(value)]) for name, value in SURGE.items()}
    events = call(**FOREIGN)
    scores = score_callers(events, Given({}), alongside=alongside)
    (reason,) = score_of(0, events, scores, lambda *_: Calls(np.zeros(0, np.uint64), np.zeros(0, np.int64))).reasons
    assert (reason.value, reason.record_ids) == (60, (9,))
    assert "1e-09" in reason.text_en


def test_short_calls_come_with_their_chance_on_this_feed() -> None:
    assert chance_of_hits(*(np.array([value]) for value in (2.0, 3.0, 0.5)))[0] == pytest.approx(4 / 8)  # 3 + 1 of 8
    hits, trials, share = np.array([0.0, 1.0, 4.0]), np.array([3.0, 3.0, 3.0]), np.array([0.5, 0.0, 0.5])
    assert chance_of_hits(hits, trials, share).tolist() == [1, 1, 1]  # none hit; nothing known; more than tried
    given, events = Given(BUSY | {"caller_shorts_5m": 25, "caller_answers_5m": 25}), call()
    none = Calls(np.zeros(0, np.uint64), np.zeros(0, np.int64))
    told = score_callers(events, given, alongside={"short_share": np.array([0.1])})
    (reason,) = score_of(0, events, told, lambda *_: none).reasons
    assert "1e-25" in reason.text_en  # 0.1 ** 25
    (reason,) = score_of(0, events, score_callers(events, given), lambda *_: none).reasons
    assert "chance" not in reason.text_en  # in history nobody counted


def test_evidence_adds_up_as_independent_chances() -> None:
    scores = score_callers(call(route=Route.INTERNATIONAL), Given(BURST | DEAD_END))
    # burst, dead_end and mobile_from_abroad; of all_calls_1h a tenth, as 120 lies between 100 and 300
    assert scores.value[0] == pytest.approx(1 - 0.5 * 0.55 * 0.85 * 0.99)


def test_reasons_say_what_was_seen_and_cite_the_calls() -> None:
    events = call()
    scores = score_callers(events, Given(BURST))
    calls = Calls(np.arange(30, dtype=np.uint64), np.arange(30))
    (reason,) = score_of(0, events, scores, lambda *_: calls).reasons
    assert (reason.signal, reason.value, reason.threshold, reason.record_count, len(reason.record_ids)) == (
        "S1",
        120,
        50,
        30,
        20,
    )
    assert "120" in reason.text_zh
    assert "120" in reason.text_en


def test_walking_comes_with_its_chance() -> None:
    events = call()
    scores = score_callers(events, Given({"caller_near_steps_1h": 24, "caller_attempts_1h": 30}))
    numbers = np.array([8613861230000 + i if i % 6 else 8613800000000 + i * 7_000_000 for i in range(30)])[::-1]
    (reason,) = score_of(0, events, scores, lambda *_: Calls(np.arange(30, dtype=np.uint64), numbers)).reasons
    assert "随机出现此情形的概率" in reason.text_zh


@pytest.mark.parametrize(
    ("number", "kind", "is_like"),
    [
        (85296110, NumberKind.FOREIGN, True),
        (44207000110, NumberKind.FOREIGN, True),
        (442070001104, NumberKind.FOREIGN, False),
        (8695587, NumberKind.INVALID, True),
        (8612346, NumberKind.INVALID, True),
        (8613861230110, NumberKind.MOBILE, False),
        (8651986660110, NumberKind.LANDLINE, False),
        (-5, NumberKind.INVALID, False),
    ],
)
def test_look_alikes(number: int, kind: int, *, is_like: bool) -> None:
    assert is_look_alike(number, kind) is is_like


def test_every_name_that_a_rule_uses_exists() -> None:
    known = {feature.name for feature in FEATURES} | {ratio.name for ratio in RATIOS} | set(MARKS) | ALONGSIDE
    known |= {portion.name for portion in PORTIONS} | {tail.name for tail in TAILS}
    used = {rule.on for rule in RULES} | {condition.on for rule in RULES for condition in rule.when}
    used |= {rule.chance for rule in RULES if rule.chance}
    used |= {name for tail in TAILS for name in (tail.hits, tail.trials, tail.share)}
    used |= {name for ratio in RATIOS for name in (ratio.over, ratio.under)} | {portion.of for portion in PORTIONS}
    assert used <= known


def test_no_rule_is_certain_alone_and_names_are_unique() -> None:
    assert all(0 < rule.points < 0.9 and rule.starts < rule.full and rule.source for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert When("x").at_least < 0 < When("x").at_most
