"""How frauds go: the numbers behind `frauds`, each with its source. How often they happen is in `frauds/underworld.py`."""

from linewarden.sim.parameter import Parameter

FRAUD_PARAMETERS: tuple[Parameter, ...] = (
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
