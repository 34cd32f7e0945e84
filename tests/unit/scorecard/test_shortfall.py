"""What a poorer feed finds, of all victims and of those of whom it tells anything."""

from scorecard.shortfall import WHOLE, shortfall, shortfall_figures
from town import ALARMS, COURIER, GANG, VICTIMS, alarm, hours, truth, victim

from linewarden.model.event import EventBlock, EventKind, event_block


def records(*rows: tuple[int, int]) -> EventBlock:
    """Caller and called."""
    cli, called = zip(*rows, strict=True)
    at_us = [int(hours(26).timestamp() * 1e6)] * len(rows)
    return event_block(at_us=at_us, kind=[EventKind.RECORD] * len(rows), cli=cli, called=called)


def test_of_three_victims_the_feed_tells_of_two() -> None:
    town = truth(*VICTIMS)  # 1, 2 and 3 lose more than a call, 4 a call, 6 was first rung before what is judged
    found = shortfall(ALARMS, town, records((GANG, 1), (GANG, 1), (COURIER, 2), (3, GANG), (GANG, 4), (GANG, 6)))
    assert (found.records, found.told) == (6, 2)  # 3 rang the gang, which tells of it as well
    assert found.levels["notice"].warned == 1
    assert len(found.levels["notice"].large) == 3
    assert found.capacity is not None
    assert found.capacity.at_true_rates == 2.75


def test_figures_are_shares_of_the_whole_feed() -> None:
    town = truth(*VICTIMS)
    whole = shortfall(ALARMS, town, records((GANG, 1), (GANG, 2), (GANG, 3), (COURIER, 7)))
    poor = shortfall([], town, records((GANG, 1)))
    found = shortfall_figures({WHOLE: whole, "carrier": poor})
    assert [found[key]["records_share"] for key in (WHOLE, "carrier")] == [1.0, 0.25]
    before, after = (found[key]["levels"]["notice"] for key in (WHOLE, "carrier"))
    assert (before["warned"], before["of"], before["told"]) == (1, 3, 3)
    assert (after["warned"], after["of"], after["told"], after["median_lead_min"]) == (0, 3, 1, None)


def test_more_than_officers_can_see_to_at_every_score() -> None:
    crowd = [alarm(100 + nth, COURIER, (25, "high", 1.0)) for nth in range(3)]
    town = truth(victim(1, 24, 27), people=100)  # 3 warnings in 200 person-days are 150 a day per 10,000
    found = shortfall_figures({WHOLE: shortfall(crowd, town, records((GANG, 1)))})
    assert found[WHOLE]["capacity"] is None
