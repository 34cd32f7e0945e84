"""Companies and offices that ring many people: the neighbours of fraud that must not be taken for it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.sim.calls import Ints, Role
from linewarden.sim.numbers import HOME_LANDLINE, Form, virtual_numbers
from linewarden.sim.places import Gateways

BANKS = (8695588, 8695533, 8695599, 8695566, 8695528, 8695555, 8695559, 8695595, 8695568, 8695577, 8695580, 8695561)
HOTLINES = (8610086, 8610000, 8610010, 8612345, 8612306, 8611185, 8695338, 8695311, 8612315, 8612333)
SMS_SENDERS = tuple(86_1069_0000_0000 + number for number in range(101, 161)) + BANKS + (8610086, 8610000, 8610010)


@dataclass(frozen=True, slots=True)
class Trade:
    """One kind of office. `each` per 100,000 residents, at least one; `calls` per office and day."""

    name: str
    role: Role
    each: float
    calls: float
    manner: str
    weekday: str  # rhythm
    weekend: str | None
    numbers: str  # bank, landline, 400, 95, virtual
    lines: int
    clients: int  # people whom one office rings; 0: anybody
    source: str = "assumption"
    is_steady: bool = False  # rings through the day; others dial in bursts


TRADES: tuple[Trade, ...] = (
    Trade("bank", Role.BUSINESS, 6, 420, "survey", "office", "office_weekend", "bank", 1, 0),
    Trade("hospital", Role.BUSINESS, 3, 330, "reminder", "office", "office_weekend", "landline", 4, 0, is_steady=True),
    Trade("school", Role.BUSINESS, 9, 90, "reminder", "school", "office_weekend", "landline", 3, 1500),
    Trade("shop", Role.BUSINESS, 40, 45, "reminder", "sales", "sales", "landline", 2, 4000, is_steady=True),
    Trade(
        "sales",
        Role.CALL_CENTRE,
        4,
        2600,
        "sales",
        "sales",
        "sales",
        "landline",
        24,
        0,
        "bursts of short calls: assumption",
    ),
    Trade("enterprise line", Role.CALL_CENTRE, 3, 900, "survey", "sales", "office_weekend", "400", 1, 0),
    Trade("95 call centre", Role.CALL_CENTRE, 2, 1500, "sales", "sales", "office_weekend", "95", 1, 0),
    Trade("survey", Role.CALL_CENTRE, 1, 700, "survey", "office", "sales", "landline", 6, 0),
    Trade(
        "collector",
        Role.COLLECTOR,
        3,
        800,
        "collector",
        "sales",
        "office_weekend",
        "landline",
        30,
        220,
        "the same debtors several times a day",
    ),
    Trade("parcel robot", Role.ROBOT, 4, 1900, "robot", "courier", "courier", "landline", 8, 0),
    Trade(
        "taxi dispatch", Role.DISPATCH, 1, 2400, "dispatch", "dispatch", "dispatch", "landline", 2, 0, is_steady=True
    ),
    Trade("clinic", Role.BUSINESS, 4, 70, "follow_up", "office", None, "landline", 3, 6000, is_steady=True),
    Trade("insurer", Role.CALL_CENTRE, 2, 420, "insurance", "sales", "office_weekend", "95", 1, 0),
    Trade(
        "patient collector",
        Role.COLLECTOR,
        2,
        240,
        "long_collector",
        "sales",
        "office_weekend",
        "virtual",
        12,
        160,
        "talks about payment in parts",
    ),
    Trade("remote doctor", Role.CONSULTANT, 3, 60, "consultation", "office", "sales", "400", 1, 0, is_steady=True),
    Trade("tutor", Role.CONSULTANT, 5, 16, "tuition", "evening", "evening", "virtual", 6, 900, is_steady=True),
)


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices of a city as columns of length n; lines of one office are consecutive numbers."""

    trade: npt.NDArray[np.uint8]  # row of the temper's trades
    first_line: Ints
    lines: Ints
    gateway: Ints
    client_from: Ints  # the office's clients are residents client_from .. client_from + clients, around the end
    calls_a_day: npt.NDArray[np.float64]
    cli_form: npt.NDArray[np.uint8]


def open_offices(
    rng: np.random.Generator, people: int, gateways: Gateways, trades: tuple[Trade, ...] = TRADES
) -> Offices:
    """The offices of a city of so many people."""
    counts = [max(1, round(trade.each * people / 100_000)) for trade in trades]
    trade = np.repeat(np.arange(len(trades)), counts).astype(np.uint8)
    lines = np.array([trades[row].lines for row in trade], np.int64)
    shrink = np.array(
        [min(1.0, trades[row].each * people / 100_000) for row in trade]
    )  # one office, but of a smaller city
    return Offices(
        trade=trade,
        first_line=np.array([_first_line(rng, trades[row], nth) for nth, row in enumerate(trade)], np.int64),
        lines=lines,
        gateway=rng.integers(gateways.enterprise.start, gateways.enterprise.stop, trade.size),
        client_from=rng.integers(0, people, trade.size),
        calls_a_day=np.array([trades[row].calls for row in trade])
        * shrink
        * np.exp(0.4 * rng.standard_normal(trade.size)),
        cli_form=np.array([_form(trades[row]) for row in trade], np.uint8),
    )


def _first_line(rng: np.random.Generator, trade: Trade, nth: int) -> int:
    if trade.numbers == "bank":
        return BANKS[nth % len(BANKS)]
    if trade.numbers == "400":
        return 86_400_0000000 + int(rng.integers(1_000_000, 9_999_999))
    if trade.numbers == "95":
        return 86_95000000 + int(rng.integers(100_000, 199_999))
    if trade.numbers == "virtual":
        return int(virtual_numbers(rng, 1)[0])
    return HOME_LANDLINE + 80_000_000 + nth * 300 + int(rng.integers(0, 200)) + 1_000_000 * int(rng.integers(1, 9))


def _form(trade: Trade) -> Form:
    return Form.TRUNK_ZERO if trade.numbers == "landline" else Form.NATIONAL
