"""The synthetic city: the same for the same seed, in order of time, and consistent with its truth."""

import tracemalloc
from datetime import datetime, timedelta

import numpy as np
import pytest

from linewarden.sim import START, City, demo_city
from linewarden.sim.calls import HOUR, SECOND, Calls, Kind, Medium, Role, Stage, joined, micros
from linewarden.sim.frauds.underworld import DEMO_RATES, denser
from linewarden.sim.rhythm import LOCAL, local_day

PEOPLE = 4000


@pytest.fixture(scope="module")
def city() -> City:
    return demo_city(7, people=PEOPLE)


@pytest.fixture(scope="module")
def morning(city: City) -> Calls:
    """All calls of three hours, from 10:00 local time."""
    return joined(list(city.blocks(START, START + timedelta(hours=3))))


def span(city: City, since: datetime, hours: float) -> Calls:
    return joined(list(city.blocks(since, since + timedelta(hours=hours))))


def test_the_same_seed_gives_the_same_calls(morning: Calls) -> None:
    again = span(demo_city(7, people=PEOPLE), START, 3)
    assert again.tobytes() == morning.tobytes()


def test_another_seed_gives_another_city(morning: Calls) -> None:
    other = span(demo_city(8, people=PEOPLE), START, 0.5)
    assert not np.intersect1d(other["imei"][other["imei"] > 0], morning["imei"]).size


def test_a_span_is_the_same_wherever_one_begins_to_look(city: City, morning: Calls) -> None:
    late = span(city, START + timedelta(minutes=97), 0.5)
    since, until = (micros(START + timedelta(minutes=m)) for m in (97, 127))
    within = morning[(morning["setup_us"] >= since) & (morning["setup_us"] < until)]
    assert late.tobytes() == within.tobytes()


def test_calls_come_in_order_of_setup_and_lie_in_the_span(morning: Calls) -> None:
    setups = morning["setup_us"]
    assert (np.diff(setups) >= 0).all()
    assert setups[0] >= micros(START)
    assert setups[-1] < micros(START + timedelta(hours=3))


def test_a_call_is_set_up_then_answered_then_over(morning: Calls) -> None:
    is_answered = morning["answer_us"] > 0
    assert (morning["answer_us"][is_answered] >= morning["setup_us"][is_answered]).all()
    assert (morning["end_us"][is_answered] > morning["answer_us"][is_answered]).all()
    assert (morning["end_us"] >= morning["setup_us"]).all()
    assert (morning["cause"][is_answered] == 16).all()


def test_a_message_takes_no_time(morning: Calls) -> None:
    messages = morning[morning["service"] == Kind.SMS]
    assert (messages["end_us"] == messages["setup_us"]).all()
    assert not messages["answer_us"].any()


def test_every_call_has_a_number_of_its_own_and_two_parties(morning: Calls) -> None:
    assert np.unique(morning["number"]).size == morning.size
    assert (morning["cli"] != morning["called"]).all()
    assert (morning["cli"] > 0).all()
    assert (morning["called"] > 0).all()


def test_each_person_makes_about_nine_records_a_day() -> None:
    ordinary = span(City(3, people=2000, rates=()), START, 24)
    assert 7.5 < ordinary.size / 2000 < 12  # a neighbouring carrier publishes 9.2


def test_a_city_without_frauds_has_none() -> None:
    ordinary = span(City(3, people=2000, rates=()), START, 2)
    assert not ordinary["case"].any()
    assert not (ordinary["role"] >= Role.FAKE_POLICE).any()


def test_nights_are_quiet() -> None:
    ordinary = span(City(3, people=2000, rates=()), START, 24)
    voice = ordinary[(ordinary["service"] == Kind.VOICE)]
    hour = (voice["setup_us"] + LOCAL) // HOUR % 24
    counts = np.bincount(hour, minlength=24)
    assert counts[2:5].max() < 0.1 * counts[9:12].min()


def test_two_thirds_of_the_calls_among_friends_are_answered() -> None:
    ordinary = span(City(3, people=2000, rates=()), START, 8)
    friends = ordinary[(ordinary["role"] == Role.RESIDENT) & (ordinary["service"] == Kind.VOICE)]
    assert 0.6 < (friends["answer_us"] > 0).mean() < 0.85


def test_couriers_are_answered_shortly_and_called_back(morning: Calls) -> None:
    made = morning[morning["role"] == Role.COURIER]
    talk_s = (made["end_us"] - made["answer_us"])[made["answer_us"] > 0] / SECOND
    assert 0.7 < (made["answer_us"] > 0).mean() < 0.9
    assert 15 < np.median(talk_s) < 40
    back = morning[np.isin(morning["called"], made["cli"]) & np.isin(morning["cli"], made["called"])]
    assert back.size > 0.02 * made.size


def test_a_courier_has_one_call_at_a_time_within_ten_minutes(city: City) -> None:
    made = next(city.blocks(START + timedelta(minutes=10), START + timedelta(minutes=20)))
    made = made[made["role"] == Role.COURIER]
    made = made[np.lexsort((made["setup_us"], made["cli"]))]
    same = made["cli"][1:] == made["cli"][:-1]
    overlap = made["end_us"][:-1][same] > made["setup_us"][1:][same]
    assert overlap.mean() < 0.05  # only with a call that began in the slice before


def test_families_abroad_talk_long_and_both_ways() -> None:
    day = span(City(5, people=20_000, rates=()), START, 12)
    calls = day[np.isin(day["role"], [Role.OVERSEAS])]
    assert 0.3 < (calls["trunk_out"] > 0).mean() < 0.6
    talk_s = (calls["end_us"] - calls["answer_us"])[calls["answer_us"] > 0] / SECOND
    assert (talk_s > 300).mean() > 0.25


def test_signalling_has_an_address_and_files_have_none(morning: Calls) -> None:
    is_sip = morning["medium"] == Medium.SIP
    assert morning["source_ip"][is_sip].all()
    assert not morning["source_ip"][~is_sip].any()
    assert 0.03 < is_sip[morning["case"] == 0].mean() < 0.3


def test_real_handsets_have_valid_imeis(morning: Calls) -> None:
    imeis = morning["imei"][(morning["imei"] > 0) & (morning["role"] < Role.FAKE_POLICE)]

    def luhn(digits: str) -> int:
        doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(digits)]
        return sum(d - 9 if d > 9 else d for d in doubled) % 10

    assert all(luhn(f"{imei:015d}") == 0 for imei in np.unique(imeis).tolist())


def test_truth_agrees_with_the_calls(city: City, morning: Calls) -> None:
    rows = list(city.truth(START, START + timedelta(hours=1)))
    assert {"fake_police", "goip", "wangiri", "refund"} <= {row.kind for row in rows}
    for row in rows:
        calls = morning[(morning["case"] == row.case) & (morning["victim"] == row.called)]
        assert int(calls["setup_us"][0]) == micros(row.first_exposure_at)
        shown = np.where(calls["cli"] == row.called, calls["called"], calls["cli"])[calls["stage"] != Stage.BANK]
        assert set(shown.tolist()) <= set(row.callers)
        assert (row.outcome == "rang") == (row.answered_at is None)


def test_every_fraud_call_is_in_the_truth(city: City, morning: Calls) -> None:
    today = START.replace(hour=0)
    known = {(row.case, row.called) for row in city.truth(today, START + timedelta(hours=3))}
    bad = morning[
        (morning["role"] >= Role.FAKE_POLICE) & (morning["case"] // 1_000_000 == local_day(micros(START)) % 1000)
    ]
    assert bad.size
    met = bad[bad["stage"] != Stage.COVER]
    assert {(int(case), int(who)) for case, who in zip(met["case"], met["victim"], strict=True)} <= known


def test_every_call_of_a_gang_among_its_own_is_by_numbers_of_a_den(city: City, morning: Calls) -> None:
    dens = {den.case: den for den in city.dens(START, START + timedelta(hours=3))}
    cover = morning[morning["stage"] == Stage.COVER]
    assert cover.size
    assert not cover["victim"].any()
    for call in cover:
        assert int(call["cli"]) in dens[int(call["case"])].numbers


def test_a_fake_police_victim_is_handed_over_and_held(city: City) -> None:
    since, until = START - timedelta(hours=4), START + timedelta(hours=2)
    lost = [row for row in city.truth(since, until) if row.kind == "fake_police" and row.outcome == "lost"]
    assert lost
    for row in lost:
        assert len(row.callers) >= 2
        assert row.talk_s > 15 * 60
        assert row.loss_at is not None
        assert row.first_exposure_at < row.loss_at < row.last_contact_at


def test_a_held_victim_is_not_on_the_line_with_others(morning: Calls) -> None:
    held = morning[
        (morning["stage"] == Stage.HOLD) & (morning["role"] == Role.FAKE_POLICE) & (morning["answer_us"] > 0)
    ]
    assert held.size
    for call in held:
        others = morning[
            (morning["case"] == 0) & (morning["answer_us"] > 0) & (morning["setup_us"] > call["answer_us"])
        ]
        others = others[(others["setup_us"] < call["end_us"])]
        assert call["called"] not in others["cli"]
        assert call["called"] not in others["called"]


def test_wangiri_rings_at_most_two_seconds_in_fifty_telephones(city: City) -> None:
    day = span(city, START, 8)
    rings = day[(day["role"] == Role.WANGIRI) & (day["stage"] == Stage.PITCH)]
    assert rings.size
    assert ((rings["end_us"] - rings["setup_us"])[rings["answer_us"] == 0] <= 2 * SECOND).all()
    assert np.unique(rings["cli"], return_counts=True)[1].max() >= 50


def test_a_den_of_sim_boxes_has_many_sims_in_few_devices_and_cells(city: City) -> None:
    dens = [den for den in city.dens(START, START + timedelta(hours=8)) if den.kind == "goip"]
    assert dens
    for den in dens:
        assert len(den.cells) <= 2
        assert len(den.numbers) > 2 * len(den.imeis)
        assert not den.source_ips


@pytest.mark.slow
def test_memory_stays_bounded_while_the_city_lives_on() -> None:
    city = City(9, people=400, rates=denser(DEMO_RATES, 3))

    def peak_of(since: datetime) -> int:  # the caches fill in the first
        tracemalloc.reset_peak()
        for _ in city.blocks(since, since + timedelta(hours=20)):
            pass
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        first = peak_of(START)
        later = peak_of(START + timedelta(days=2))
    finally:
        tracemalloc.stop()
    assert later < 1.5 * first
