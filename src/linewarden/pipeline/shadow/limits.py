"""What a challenger may take and leave; what goes beyond switches it off."""

BLOCK = 4_096
"""Judgements that wait at most before they are scored."""

LOOK_EVERY_S = 1.0
"""How often the ledger is asked for another challenger."""

WRITE_EVERY_S = 5.0
"""How often waiting judgements are scored and written: a commit holds the pipeline longer than what it scores (measured: 15 ms), so rarely."""

RETRY_S = 10.0
"""Between two tries where the ledger cannot be written: one that is locked is waited for."""

TIDY_EVERY_S = 60.0
"""How often the limits below are looked at."""

MOST_SHARE = 0.5
"""Of the pipeline's time: one that takes more holds up what it must not (measured: 0.12 in a town full of gangs at full speed)."""

MOST_ALONE_A_DAY = 50_000
"""People in 24 hours whom it alone would warn, each a row of the ledger: four times what a whole prefecture is warned of (12–13 thousand a day)."""

KEPT_DAYS = 90
"""How long what was said is kept: a quarter, since outcomes are known late."""
