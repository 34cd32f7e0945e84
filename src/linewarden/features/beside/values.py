"""The named values that the memories beside the engine tell of each event; 0 where the records do not tell what they need."""

BESIDE_VALUES: tuple[str, ...] = (
    "heard_s",  # seconds that the feed has been listened to
    "heard_before_s",  # seconds that the feed had been listened to when the caller first appeared
    "handset_cards_today",  # different SIM cards in the handset, 4: four or more
    "card_handsets_today",  # different handsets of the SIM card, 4: four or more
    "handset_known_days",  # for how many days the handset is known, 1 on the first
    "handset_heard_days",  # whole days that the feed had been listened to, at least, when the handset first appeared
    "is_at_two_sites",  # the handset is in two calls at once, with two cards at two cells
    "private_share",  # of the feed's calls so far whose source address is told, those from private addresses; 1 of too few
    "mismatch_share",  # of the feed's calls seen in signalling, those whose From is not the asserted identity; 1 of too few
    "odd_branch_share",  # likewise: those with an odd Via branch
    "odd_tag_share",  # likewise: those with an odd tag
    "private_media_share",  # likewise: those of a public source that names a private address
    "unverified_share",  # likewise: those whose number has a wrong signature
    "gateway_share",  # of the feed's calls so far that are attested, those by a gateway (SHAKEN C); 1 of too few
    "short_share",  # of the feed's answered calls so far, those cut within 10 s; 1 of too few
    "surge_calls",  # from this country into this area today, so far, of calls of foreign numbers
    "surge_times",  # the same per call of the busiest of the days before
    "surge_chance",  # probability of at least so many, after those days
    "rush_calls_5m",  # of an attempt of a foreign number: calls from its country in the last 5 minutes
    "rush_chance_5m",  # probability of at least so many, after the same hours of the days before
    "rush_calls_1h",  # the same in this hour of the clock
    "rush_chance_1h",
    "cohort_size",  # numbers at one cell that wake in the same minutes as this one, itself included, where it wakes
    "cohort_chance",  # probability of that by chance
    "silent_size",  # likewise, where it wakes: numbers that fell silent in the same minutes at one cell
    "silent_chance",
    "move_size",  # likewise, where it has moved: numbers that moved from and to the same cells in the same ten minutes
    "move_chance",
    "calls_at_once",  # of a call that ended: calls of the caller that were up when it was set up, itself included
    "prefix_run",  # of an attempt: the caller's latest attempts in a row to one block of ten thousand numbers
    "same_called_15m",  # of an attempt: the caller's latest 16 to this number within 15 minutes, itself included
    "is_first_country",  # the caller never rang this country before
    "is_first_zone",  # it rang no country of this zone of the world before
    "home_ago_s",  # of a mobile number that calls from abroad: seconds since it called from within, at least 1
    "countries_today",  # different countries that a caller rang, 4: four or more
    "cells_today",  # different cells that a caller of many calls from, 4: four or more
)
"""Of those that do not depend on scores; see `company.COMPANY_VALUES` for those that do."""
