"""Rules of the called side whose log-odds can be added in the head: from -8 on, a risky caller 2, ten minutes with him 4, nothing else."""

from dataclasses import replace

from linewarden.warnings.rules import PERSON_RULES

_NOTHING = PERSON_RULES.changed(
    replace(row, steps=tuple((least, 0.0) for least, _ in row.steps)) for row in PERSON_RULES.rows
)
_TEN_MINUTES = ((600.0, 4.0),)
PLAIN_TABLE = replace(
    _NOTHING,
    base=-8.0,
    callers={"any": replace(PERSON_RULES.callers["any"], steps=((0.3, 2.0),))},
    dwell=replace(PERSON_RULES.dwell, steps=_TEN_MINUTES),
    held=replace(PERSON_RULES.held, steps=_TEN_MINUTES),
)
