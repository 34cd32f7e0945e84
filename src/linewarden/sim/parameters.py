"""How much of what happens: the rates of the synthetic city, each with its source. `manners` has how single calls go."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number that the city is made with."""

    name: str
    value: float
    unit: str
    says: str
    source: str = "assumption"

    @property
    def is_share(self) -> bool:
        """True of a share of something, 0 to 1."""
        return self.unit.startswith("of ")


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "resident_calls",
        2.6,
        "per resident and day",
        "calls to people whom one knows",
        "sum over all kinds set to 9.2 records a day (published by a neighbouring carrier)",
    ),
    Parameter("resident_sms", 0.25, "per resident and day", "messages to people whom one knows"),
    Parameter(
        "bulk_sms",
        4.2,
        "per resident and day",
        "codes, notices and advertising of companies",
        "sum over all kinds set to 9.2 records a day",
    ),
    Parameter("service_calls", 0.12, "per resident and day", "calls to banks, carriers, 400 numbers, hotlines"),
    Parameter("stranger_calls", 0.10, "per resident and day", "wrong numbers, shops, new acquaintances"),
    Parameter("resident_call_back_ratio", 0.28, "of missed calls", "missed calls that are returned within the hour"),
    Parameter(
        "courier_share",
        0.0035,
        "of residents",
        "parcel couriers",
        "4.5 million couriers in the country (State Post Bureau), rounded up for a rich city",
    ),
    Parameter(
        "courier_calls",
        135,
        "per courier and day",
        "calls to people who get a parcel",
        "80–200 a day is usual in the trade: assumption",
    ),
    Parameter(
        "rider_share",
        0.0050,
        "of residents",
        "food-delivery riders",
        "10 million active riders in the country, not all full-time",
    ),
    Parameter(
        "rider_calls",
        95,
        "per rider and day",
        "calls to people who get a meal",
        "as above, part-time riders fewer",
    ),
    Parameter("courier_call_back_ratio", 0.30, "of missed calls", "people who ring the courier back"),
    Parameter(
        "family_abroad_share", 0.012, "of residents", "residents with family or a friend abroad who rings by telephone"
    ),
    Parameter("family_abroad_calls", 0.55, "per such resident and day", "calls with them, both ways"),
    Parameter("trade_abroad_share", 0.004, "of residents", "residents in trade with customers abroad"),
    Parameter("trade_abroad_calls", 2.8, "per such resident and day", "calls with them, both ways"),
    Parameter("trade_partners", 5, "numbers", "customers abroad of each of them"),
    Parameter(
        "overseas_desks",
        4,
        "per 100,000 residents",
        "airlines, universities, hotels abroad that ring strangers here, at least one",
    ),
    Parameter("overseas_desk_calls", 70, "per desk and day", "calls of such a desk"),
    Parameter(
        "voip_abroad_ratio", 0.65, "of calls from abroad", "calls from abroad that arrive by SIP, the rest by circuits"
    ),
    Parameter(
        "burst_ratio", 0.45, "of hours", "hours in which a call centre is dialling; it dials the day's calls in them"
    ),
    Parameter(
        "silence_out_ratio",
        0.10,
        "of calls",
        "ordinary calls that a person under the gang's control still makes",
        "order to tell nobody and keep the line free: court and police reports",
    ),
    Parameter("silence_in_ratio", 0.35, "of calls", "ordinary calls that such a person still answers", "as above"),
    Parameter("police_pitch_min", 6.0, "minutes", "talk of the first caller with somebody who believes him"),
    Parameter(
        "police_hold_min",
        34.0,
        "minutes",
        "first call of the “police”",
        "held for hours: ministry warnings, court reports; the median: assumption",
    ),
    Parameter("police_second_hold_min", 26.0, "minutes", "their next call", "as above"),
    Parameter("police_gap_min", 7.0, "minutes", "at most, until the second number takes over"),
    Parameter("refund_hold_min", 31.0, "minutes", "call with the screen shared"),
    Parameter("refund_second_hold_min", 18.0, "minutes", "call after the word with the bank"),
    Parameter("goip_hold_min", 11.0, "minutes", "further calls of a SIM-box gang to somebody who believes it"),
    Parameter("courtship_min", 13.0, "minutes", "one talk of a romance"),
)
