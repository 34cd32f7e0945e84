"""Panes: how time is cut for the long windows, and hence what those windows mean.

Time since 1970 UTC is cut into panes of two hours, and panes into groups of twelve: a group is a day from 08:00 to 08:00 in Beijing. A
day holds an event while its pane is the clock's or one of the 12 before it; a week holds it while its group is the clock's or one of
the 7 before it. So a day counts everything of the last 24 h and nothing older than 26 h, a week everything of the last 7 days and
nothing older than 8: which events of the rim are counted depends on the time of day alone.
"""

from linewarden.features.compiled import flat
from linewarden.features.layout import Int

PANE_S = 7_200
PANE_US = PANE_S * 1_000_000

DAY_PANES = 12
"""Panes before the clock's that a day holds."""

GROUP_PANES = 12
WEEK_GROUPS = 7
"""Groups before the clock's that a week holds."""

FINE_PANES = DAY_PANES + 1
GROUPS = WEEK_GROUPS + 1


@flat
def week_limit(now: Int) -> Int:
    """The greatest age, in panes, that a week holds when the clock is in pane `now`."""
    return now % GROUP_PANES + GROUP_PANES * WEEK_GROUPS
