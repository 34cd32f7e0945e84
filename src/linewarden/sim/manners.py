"""How calls go: who picks up, how long it rings, how long they talk. One row a kind of call, each with its source."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.sim.calls import SECOND, Calls

Floats = npt.NDArray[np.float64]

# ITU-T Q.850
CLEARED, BUSY, NO_ANSWER, ABSENT, REJECTED, UNALLOCATED = 16, 17, 19, 20, 21, 1


@dataclass(frozen=True, slots=True)
class Manner:
    """Distribution of one kind of call. Ringing and talk are log-normal: `median` in seconds and `sigma` of the logarithm."""

    name: str
    answer_ratio: float
    talk_median_s: float
    talk_sigma: float
    talk_max_s: float
    cut_ratio: float = 0.0  # of the answered: put down within 9 s
    ring_median_s: float = 8.0  # until somebody picks up, post-dial delay included
    patience_s: float = 28.0  # median ringing of calls that nobody picks up
    source: str = "assumption"


MANNERS: tuple[Manner, ...] = (
    Manner(
        "acquaintance",
        0.70,
        42,
        1.15,
        7200,
        0.02,
        8,
        30,
        source="log-normal body: Seshadri 2008; level: assumption",
    ),
    Manner("service_line", 0.93, 110, 0.9, 3600, 0.06, 4, 20),
    Manner(
        "courier", 0.82, 21, 0.42, 240, 0.03, 9, 27, source="mostly answered, 15–40 s: usual in the trade, assumption"
    ),
    Manner("call_back", 0.80, 26, 0.6, 600, 0.03, 7, 26),
    Manner("reminder", 0.62, 28, 0.5, 400, 0.10, 9, 26),
    Manner("survey", 0.42, 35, 1.0, 900, 0.38, 9, 25),
    Manner(
        "sales", 0.33, 22, 1.1, 1800, 0.55, 9, 24, source="short talks of cold calls: Prasad 2020; level: assumption"
    ),
    Manner("collector", 0.38, 55, 1.0, 1800, 0.30, 10, 30),
    Manner("robot", 0.56, 19, 0.35, 90, 0.22, 8, 25),
    Manner("dispatch", 0.90, 22, 0.5, 300, 0.02, 6, 25),
    Manner("family_abroad", 0.66, 560, 1.0, 7200, 0.02, 12, 35, source="long talks: assumption"),
    Manner("trade", 0.60, 190, 1.0, 5400, 0.04, 11, 32),
    Manner("overseas_desk", 0.34, 75, 1.1, 2400, 0.30, 11, 28),
    Manner(
        "pitch_voip",
        0.24,
        14,
        0.9,
        240,
        0.80,
        10,
        26,
        source="most unanswered or cut within 10 s: Hubei Mobile 2016; level: assumption",
    ),
    Manner(
        "pitch_goip",
        0.36,
        13,
        0.9,
        240,
        0.72,
        9,
        25,
        source="half of the talks ≤10 s, 3–5 rings: Hubei Mobile 2016",
    ),
    Manner("pitch_refund", 0.58, 95, 0.8, 900, 0.25, 8, 26),
    Manner("courtship", 0.78, 840, 0.8, 7200, 0.02, 8, 28),
    Manner("adviser", 0.62, 250, 0.95, 3600, 0.08, 9, 28),
    Manner("teacher", 0.80, 190, 0.8, 2400, 0.02, 9, 30),
    Manner("agent", 0.44, 70, 1.1, 1800, 0.30, 9, 26),
    Manner("field_collector", 0.45, 210, 1.0, 2700, 0.12, 10, 32),
    Manner("long_collector", 0.40, 260, 0.9, 2700, 0.18, 10, 32),
    Manner("follow_up", 0.66, 230, 0.8, 1800, 0.05, 9, 27),
    Manner("insurance", 0.45, 240, 1.1, 2700, 0.25, 9, 26),
    Manner(
        "consultation", 0.84, 820, 0.55, 3600, 0.04, 7, 27, source="10–40 min: usual with remote doctors, assumption"
    ),
    Manner(
        "tuition", 0.82, 1450, 0.5, 5400, 0.04, 8, 28, source="10–40 min: usual with lessons by telephone, assumption"
    ),
    Manner("masked", 0.84, 30, 0.6, 600, 0.03, 9, 28),
    Manner("masked_sale", 0.70, 150, 1.0, 1800, 0.05, 9, 28),
    Manner("overseas_interview", 0.72, 1250, 0.5, 4800, 0.03, 11, 30),
    Manner("cover", 0.92, 55, 0.9, 900, 0.0, 6, 24, source="as people talk; level: assumption"),
    Manner("pitch_quiet", 0.46, 26, 1.0, 400, 0.48, 9, 26),
    Manner(
        "pitch_throwaway",
        0.40,
        30,
        1.0,
        400,
        0.48,
        9,
        26,
        source="short talks of cold calls: Prasad 2020; level: assumption",
    ),
    Manner("pitch_relay", 0.48, 30, 1.0, 500, 0.45, 9, 27),
    Manner("pitch_loan", 0.38, 34, 1.0, 500, 0.45, 9, 26),
    Manner(
        "pitch_brushing",
        0.42,
        34,
        0.7,
        240,
        0.40,
        9,
        26,
        source="the rest goes by apps: ministry warnings; level: assumption",
    ),
    Manner("pitch_investment", 0.42, 52, 1.0, 900, 0.35, 9, 27),
    Manner("pitch_impostor", 0.60, 65, 0.7, 500, 0.15, 9, 28),
    Manner("pitch_adaptive", 0.38, 20, 0.9, 300, 0.60, 9, 26),
)


def lognormal(rng: np.random.Generator, count: int, median: float, sigma: float) -> Floats:
    """`count` draws of a log-normal distribution given by its median."""
    draws: Floats = median * np.exp(sigma * rng.standard_normal(count))
    return draws


def go(rng: np.random.Generator, calls: Calls, how: Manner, answer_ratio: float | Floats | None = None) -> Calls:
    """The same calls with answer, end and release cause filled in from their setup, to the millisecond. Changes them in place."""
    count = calls.size
    is_answered = rng.random(count) < (how.answer_ratio if answer_ratio is None else answer_ratio)
    ring_s = np.clip(lognormal(rng, count, how.ring_median_s, 0.45), 1.5, 58.0)
    talk_s = np.minimum(lognormal(rng, count, how.talk_median_s, how.talk_sigma), how.talk_max_s)
    if how.cut_ratio:
        is_cut = rng.random(count) < how.cut_ratio
        talk_s = np.where(is_cut, 1.0 + 8.0 * rng.random(count), talk_s)
    wait_s, cause = _unanswered(rng, count, how.patience_s)
    answer_us = calls["setup_us"] + _millis(ring_s)
    calls["answer_us"] = np.where(is_answered, answer_us, 0)
    calls["end_us"] = np.where(
        is_answered, answer_us + _millis(np.maximum(talk_s, 0.5)), calls["setup_us"] + _millis(wait_s)
    )
    calls["cause"] = np.where(is_answered, CLEARED, cause)
    return calls


def _unanswered(rng: np.random.Generator, count: int, patience_s: float) -> tuple[Floats, npt.NDArray[np.uint8]]:
    """Seconds until such a call is over, and its cause: 10 % busy, 16 % switched off, 12 % rejected, the rest rings out (assumption)."""
    draw = rng.random(count)
    ringing = np.clip(lognormal(rng, count, patience_s, 0.35), 3.0, 62.0)
    short = rng.random(count)
    is_busy, is_absent, is_rejected = draw < 0.10, draw < 0.26, draw < 0.38  # nested: the first that holds
    wait_s = np.where(is_rejected, 3.0 + 12.0 * short, ringing)
    wait_s = np.where(is_absent, 4.0 + 9.0 * short, wait_s)
    wait_s = np.where(is_busy, 0.8 + 2.0 * short, wait_s)
    cause = np.where(is_busy, BUSY, np.where(is_absent, ABSENT, np.where(is_rejected, REJECTED, NO_ANSWER)))
    return wait_s, cause.astype(np.uint8)


def _millis(seconds: Floats) -> npt.NDArray[np.int64]:
    """Microseconds, rounded to whole milliseconds."""
    return np.round(seconds * 1000.0).astype(np.int64) * (SECOND // 1000)
