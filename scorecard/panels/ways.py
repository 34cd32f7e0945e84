"""Who is drawn, in which colour: the platform as it is fed, then each baseline."""

from dataclasses import dataclass

from scorecard.baselines import BASELINES


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the picture. Colours are told apart on white and on black, and without red and green; dashes help."""

    key: str
    name: str
    colour: str
    style: str = ""


_COLOURS = (("#d9822b", "8 3"), ("#b35c00", "3 3"), ("#8a63d2", "10 3 2 3"), ("#c2417f", "6 2"), ("#7a8894", ""))

LINES = (
    Drawn("live", "守线 Linewarden, 实时 live", "#0c8599"),
    Drawn("records", "守线 Linewarden, 话单 records only", "#3bb0c4", 'stroke-dasharray="5 4"'),
    *(
        Drawn(b.key, b.name, colour, f'stroke-dasharray="{dash}"' if dash else "")
        for b, (colour, dash) in zip(BASELINES, _COLOURS, strict=True)
    ),
)
