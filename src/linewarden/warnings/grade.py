"""Grade and kind of a warning (signal S35): tables that a reader can follow from score and signals to words."""

from linewarden.model.warning import LEVEL_RANK, FraudKind, Level

NOTICE_FLOOR = 0.12
"""Below this nothing is raised."""

LEVEL_FLOORS: tuple[tuple[float, Level], ...] = (
    (0.9, Level.URGENT),
    (0.6, Level.HIGH),
    (0.3, Level.NORMAL),
    (NOTICE_FLOOR, Level.NOTICE),
)

KINDS: tuple[tuple[frozenset[str], FraudKind], ...] = (
    (frozenset({"call_back", "wangiri"}), FraudKind.WANGIRI),
    (frozenset({"hand_over", "bank", "area_service", "foreign_service_tail", "look_alike"}), FraudKind.FAKE_POLICE),
    (
        frozenset({"fixed_line_from_abroad", "mobile_from_abroad", "unallocated", "ill_formed", "calling_itself"}),
        FraudKind.SPOOFED_CALL,
    ),
    (frozenset({"number_walking"}), FraudKind.GOIP),
    (frozenset({"burst", "dead_end"}), FraudKind.BURST),
)
"""The first row that shares a rule with the warning names its kind."""


MOST: dict[FraudKind, Level] = {FraudKind.WANGIRI: Level.HIGH}
"""The most pressing level of kinds whose loss is small: who called a one-ring number back pays the call, not the savings."""


def grade(score: float, signals: frozenset[str], kind: FraudKind) -> Level | None:
    """The level; None when too little is known. A dwell (S26) followed by a chain (S27) is urgent whatever the score."""
    if {"S26", "S27"} <= signals:
        return Level.URGENT
    level = next((level for floor, level in LEVEL_FLOORS if score >= floor), None)
    if level is None or kind not in MOST:
        return level
    return max(level, MOST[kind], key=LEVEL_RANK.__getitem__)


def kind_of(rules: frozenset[str]) -> FraudKind:
    """The kind that the names of the fired rules suggest."""
    return next((kind for names, kind in KINDS if names & rules), FraudKind.UNKNOWN)
