"""Grade and kind of a warning (signal S35): tables that a reader can follow from score and signals to words."""

from linewarden.model.warning import FraudKind, Level

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


def grade(score: float, signals: frozenset[str]) -> Level | None:
    """The level; None when too little is known. A dwell (S26) followed by a chain (S27) is urgent whatever the score."""
    if {"S26", "S27"} <= signals:
        return Level.URGENT
    return next((level for floor, level in LEVEL_FLOORS if score >= floor), None)


def kind_of(rules: frozenset[str]) -> FraudKind:
    """The kind that the names of the fired rules suggest."""
    return next((kind for names, kind in KINDS if names & rules), FraudKind.UNKNOWN)
