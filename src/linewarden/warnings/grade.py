"""Grade and kind of a warning (signal S35): tables that a reader can follow from score and signals to words."""

from linewarden.model.warning import LEVEL_RANK, FraudKind, Level

NOTICE_FLOOR = 0.0005
"""Below this chance nothing is raised: two thousand messages for one person who is being deceived."""

LEVEL_FLOORS: tuple[tuple[float, Level], ...] = (
    (0.5, Level.URGENT),  # a call and a visit: at least every other one finds a victim
    (0.1, Level.HIGH),  # ten calls of an officer for one victim
    (0.01, Level.NORMAL),  # a hundred calls of a machine
    (NOTICE_FLOOR, Level.NOTICE),
)
"""Least chance of each level: what its channel costs decides, see decision 0017."""

KINDS: tuple[tuple[frozenset[str], FraudKind], ...] = (
    (frozenset({"hand_over", "bank"}), FraudKind.FAKE_POLICE),
    (frozenset({"call_back", "wangiri"}), FraudKind.WANGIRI),
    (frozenset({"area_service", "foreign_service_tail", "look_alike"}), FraudKind.FAKE_POLICE),
    (
        frozenset(
            {
                "fixed_line_from_abroad",
                "mobile_from_abroad",
                "roams_at_home",
                "unallocated",
                "ill_formed",
                "calling_itself",
            }
        ),
        FraudKind.SPOOFED_CALL,
    ),
    (frozenset({"number_walking"}), FraudKind.GOIP),
    (frozenset({"burst", "dead_end"}), FraudKind.BURST),
)
"""The first row that shares a rule with the warning names its kind."""


MOST: dict[FraudKind, Level] = {FraudKind.WANGIRI: Level.HIGH}
"""The most pressing level of kinds whose loss is small: who called a one-ring number back pays the call, not the savings."""


def grade(score: float, kind: FraudKind) -> Level | None:
    """The level of a chance; None when it is too small."""
    level = next((level for floor, level in LEVEL_FLOORS if score >= floor), None)
    if level is None or kind not in MOST:
        return level
    return max(level, MOST[kind], key=LEVEL_RANK.__getitem__)


def kind_of(rules: frozenset[str]) -> FraudKind:
    """The kind that the names of the fired rules suggest."""
    return next((kind for names, kind in KINDS if names & rules), FraudKind.UNKNOWN)
