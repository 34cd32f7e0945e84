"""Rules of the called side whose log-odds can be added in the head: a risky caller 2, ten minutes with him 4, from -8 on."""

from dataclasses import replace

from linewarden.warnings.rules import PERSON_RULES

PLAIN_TABLE = replace(
    PERSON_RULES,
    base=-8.0,
    callers={"any": replace(PERSON_RULES.callers["any"], steps=((0.3, 2.0),))},
    dwell=replace(PERSON_RULES.dwell, steps=((600.0, 4.0),)),
    held=replace(PERSON_RULES.held, steps=((600.0, 4.0),)),
)
