"""The page of the card: docs/detection.md."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scorecard.alarms import LEVELS
from scorecard.baselines import BASELINES
from scorecard.baselines.persons import MOST_PEOPLE
from scorecard.curve import CAPACITIES, FALSE_POSITIVE_RATES
from scorecard.lacking import LACKS
from scorecard.near_domain import NEAR_LEVELS
from scorecard.shortfall import CAPACITY, WHOLE

WAYS = {"live": "live", "records": "records only"}
"""How the platform is fed."""

NEAR_WORDS = {"notice": "all levels", "normal": "normal and above"}

_HEAD = """# Detection

Made by `make score`, which draws towns at random, writes each as a carrier's record file, plays it through `linewarden replay` as a user would, and
holds the warnings against what really happened. Every rate, share and length of a town is drawn around the published one (`sim/temper.py`); the
detector shares no constant with the simulator, and its rules and trees were set by other towns than those on this page. These
are towns of the same simulator all the same: in a city with other habits the trees will find less. All of it is synthetic: 演示 DEMO.

{people:,} people a town, {days} days, of which the first {warm_days} are not judged: who knows whom is not known yet. Frauds are {factor:.0f} times as frequent as true
ones so that there are victims to count. Warnings are given at true rates: one that names a number of a gang that rang this person, or a gang's own number, counts
1 / {factor:.0f}, every other one in full, also when some other gang rang the person (`scorecard/tally.py`). A victim was warned in time when a warning that names a
number of the victim's own gang came before the loss. Victims are those of large losses: who calls a one-ring number back loses the call.
*Live*: VoIP calls are told by signalling as they happen, the others by record when they have ended. *Records only*: all by record, through `linewarden replay`; a
loss within the first long call cannot be seen then. Intervals are of 95 % (`scorecard/intervals.py`).

![Victims warned before the loss, by warnings a day; calibration; lead; kinds](pictures/detection.svg)

"""


def page(report: dict[str, Any]) -> str:
    """As Markdown."""
    parts = (_levels, _near_domain, _capacities, _false_positives, _calibration, _cost, _baselines, _lacking, _kinds)
    return _HEAD.format(**report) + "\n".join("\n".join(part(report)) + "\n" for part in parts)


def _cards(report: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Town, way and card; all towns first."""
    for name, town in [("all", report["all"]), *((str(town["seed"]), town) for town in report["towns"])]:
        for way, shown in WAYS.items():
            yield name, shown, town[way]


def _levels(report: dict[str, Any]) -> Iterable[str]:
    yield "## By level\n"
    yield _row("town", "fed", "level and above", "warned before the loss", "interval", "median lead", "warnings a day per 10,000", "victims among them", "interval", "of large losses", "near-domain among them")  # fmt: skip
    yield _rule(11)
    for town, way, card in _cards(report):
        for level in reversed(LEVELS):
            f = card["levels"][level]
            yield _row(town, way, level, _warned(f), _interval(f["interval"]), _lead(f), f"{f['a_day_per_10000']:.2f}",
                       *_right(f), _share(f["near_domain_share"]))  # fmt: skip


def _near_domain(report: dict[str, Any]) -> Iterable[str]:
    yield "## The near domain, by role\n"
    yield "Who looks like fraud and is not (signal S31): of the warnings that no gang is the reason of, those that name one of these, live. *Share*: of"
    yield "all warnings. *Warned of called*: of the people who answered one of them on the days that are judged, those whom such a warning was to. A warning that names two"
    yield "roles counts with both, among *near domain* once; *other people* are those that name none of these. Nobody answers a bulk message.\n"
    spoken = ("warnings a day per 10,000", "share", "warned of called", "share of called", "interval")
    yield _row("town", "role", *(f"{NEAR_WORDS[level]}: " + " | ".join(spoken) for level in NEAR_LEVELS))
    yield _rule(2 + len(spoken) * len(NEAR_LEVELS))
    for town, way, card in _cards(report):
        if way == WAYS["live"]:
            first = card["near_domain"][NEAR_LEVELS[0]]
            for name in first:
                cells = (cell for level in NEAR_LEVELS for cell in _needless(card["near_domain"][level][name]))
                yield _row(town, name.replace("_", " "), *cells)


def _needless(f: dict[str, Any]) -> tuple[str, ...]:
    people = (f"{f['warned']} of {f['called']}", _share(f["warned_share"], 2), _interval(f["warned_interval"], 2))
    return (f"{f['a_day_per_10000']:.2f}", _share(f["share"]), *(people if f["called"] else ("–", "–", "–")))


def _capacities(report: dict[str, Any]) -> Iterable[str]:
    yield "## At what officers can see to\n"
    yield "The k warnings a day per 10,000 people with the highest scores: precision@k is the share of them, at true rates, whose person believed the gang."
    yield "A prefecture of ten million with 12,000 warnings a day has k = 12. Where the next lower score would give more than k, there are fewer.\n"
    yield _row("town", "fed", "k", "score from", "warnings a day per 10,000", "precision@k", "interval", "of large losses", "warned before the loss", "interval", "median lead")  # fmt: skip
    yield _rule(11)
    yield from _points(report, "capacities", CAPACITIES, lambda f: (f"{f['a_day_per_10000']:.2f}", *_right(f)))


def _false_positives(report: dict[str, Any]) -> Iterable[str]:
    yield "## Recall at a rate of needless warnings\n"
    yield "Over person-days: needless is a warning that names nobody of a gang that rang this person, held against all people on all days; recall is the share of"
    yield "victims of large losses with a warning of that score before the loss.\n"
    yield _row("town", "fed", "rate at most", "score from", "rate", "recall", "interval", "median lead")
    yield _rule(8)
    yield from _points(
        report, "false_positive_rates", FALSE_POSITIVE_RATES, lambda f: (f"{f['false_positive_rate']:.2e}",)
    )


def _points(
    report: dict[str, Any], part: str, names: Iterable[str], shown: Callable[[dict[str, Any]], tuple[str, ...]]
) -> Iterable[str]:
    names = list(names)
    for town, way, card in _cards(report):
        for name in names:
            f = card[part][name]
            if f is None:
                yield _row(town, way, name, "more at every score")
            else:
                yield _row(town, way, name, f"{f['threshold']:.4g}", *shown(f), _warned(f), _interval(f["interval"]), _lead(f))  # fmt: skip


def _calibration(report: dict[str, Any]) -> Iterable[str]:
    yield "## Calibration\n"
    yield "A warning's highest score read as the chance that its person believes the gang (engaged or lost), against the share that did, at true rates."
    errors = [f"{town} {way} {_error(card)}" for town, way, card in _cards(report)]
    yield f"Expected calibration error: {', '.join(errors)}. All towns, live:\n"
    yield _row("score", "warnings seen", "at true rates", "mean score", "share", "interval")
    yield _rule(6)
    for f in report["all"]["live"]["calibration"]["bins"]:
        yield _row(f"{f['from']:g} to {f['to']:g}", f["warnings"], f"{f['at_true_rates']:.1f}", f"{f['score']:.4f}", f"{f['share']:.4f}", _interval(f["interval"], 2))  # fmt: skip


def _error(card: dict[str, Any]) -> str:
    error = card["calibration"]["expected_calibration_error"]
    return "–" if error is None else f"{error:.3f}"


def _cost(report: dict[str, Any]) -> Iterable[str]:
    yield "## Officers' time\n"
    deeds = "; ".join(f"{level}: {what} = {minutes:g} min" for level, (minutes, what) in report["deeds"].items())
    yield f"Assumed, for each warning once, at the highest level that it reaches: {deeds}. At true rates.\n"
    yield _row("town", "fed", "minutes a warning", "officer-hours a day per 10,000 people", *(f"of these {level}" for level in reversed(LEVELS)), "officer-hours a victim warned in time")  # fmt: skip
    yield _rule(9)
    for town, way, card in _cards(report):
        f = card["cost"]
        by_level = (f"{f['hours_a_day_per_10000_by_level'][level]:.3f}" for level in reversed(LEVELS))
        yield _row(town, way, _number(f["minutes_a_warning"], 2), f"{f['hours_a_day_per_10000']:.3f}", *by_level, _number(f["hours_a_victim_in_time"], 0))  # fmt: skip


def _baselines(report: dict[str, Any]) -> Iterable[str]:
    yield "## Beside what others do\n"
    yield "On the same records in the same run (`scorecard/baselines/`): OpenSIPS `fraud_detection`'s five counters, triggers as ClearIP describes them, the SIM-box rules of"
    yield "VoltDB's example, and LightGBM over what a calling number did in 24 hours, trained on three smaller towns with other seeds (labels that no police has:"
    yield "every gang number, of the same simulator). Each judges callers; whoever talked with an alarmed caller in the 24 hours before, or does in the 24 after, is warned, at the moment when that is known live, once a person and day (ours counts once, however many days it lives). Thresholds are swept together,"
    yield "and each baseline is taken at as many warnings a day per 10,000 people as the platform is allowed. Each is given, for nothing, a list of public lines and of lines of no"
    yield f"gang that talked with more than {MOST_PEOPLE} people in a day before: a single call centre would use up all its warnings. *Times*: our share over theirs, – when they warned nobody.\n"
    yield _row("town", "who", *(f"{k} a day: warned | interval | times | interval" for k in CAPACITIES))
    yield _rule(2 + 4 * len(CAPACITIES))
    for name, town in [("all", report["all"]), *((str(town["seed"]), town) for town in report["towns"])]:
        yield _row(name, "Linewarden, live", *_ours(town["live"]["capacities"]))
        for b in BASELINES:
            yield _row(name, b.name, *_theirs(town["baselines"][b.key]["capacities"]))
    yield "\nThe baselines as their makers set them, all towns:\n"
    yield _row("who", "warned before the loss", "interval", "warnings a day per 10,000", "victims among them", "interval", "of large losses")  # fmt: skip
    yield _rule(7)
    for b in BASELINES:
        f = report["all"]["baselines"][b.key]["documented"]
        if f:
            yield _row(b.name, _warned(f), _interval(f["interval"]), f"{f['a_day_per_10000']:.1f}", *_right(f))


def _ours(capacities: dict[str, Any]) -> Iterable[str]:
    for f in capacities.values():
        yield from (_warned(f), _interval(f["interval"]), "1", "") if f else ("–", "", "", "")


def _theirs(capacities: dict[str, Any]) -> Iterable[str]:
    for f in capacities.values():
        times = f["times"]
        yield from (_warned(f), _interval(f["interval"])) if "warned" in f else ("–", "")
        yield from (f"{times['value']:.1f}", "{:.1f} to {:.1f}".format(*times["interval"])) if times else ("–", "")


def _lacking(report: dict[str, Any]) -> Iterable[str]:
    yield "## When a feed lacks something\n"
    if not report["lacking"]:
        yield "Not played this time."
        return
    yield "The first town alone, played live once more for each, from its first day on, with what such a feed would tell (`scorecard/lacking.py`):\n"
    yield from (f"- {lack.name}: {lack.says}" for lack in LACKS)
    yield "\n*Warned before the loss*: of all victims, also those of whom the feed tells nothing; *of told*: of those of whom it still tells a call of their gang."
    yield f"k = {CAPACITY}: the warnings with the highest scores, as above.\n"
    yield _row("town", "lacks", "records told", "level and above", "warned before the loss", "interval", "of told", "interval", "median lead", "warnings a day per 10,000", "near-domain among them")  # fmt: skip
    yield _rule(11)
    names = {WHOLE: "nothing", **{lack.key: lack.name for lack in LACKS}}
    for town, feeds in report["lacking"].items():
        for key, feed in feeds.items():
            for level, f in (*reversed(feed["levels"].items()), (f"k = {CAPACITY}", feed["capacity"])):
                yield _row(town, names[key], _share(feed["records_share"]), level, *_short(f))


def _short(f: dict[str, Any] | None) -> tuple[str, ...]:
    if f is None:
        return ("more at every score", *6 * ("",))
    of_told = (f"{f['warned']} of {f['told']}", _interval(f["interval_of_told"]))
    return (_warned(f), _interval(f["interval"]), *of_told, _lead(f), f"{f['a_day_per_10000']:.2f}", _share(f["near_domain_share"]))  # fmt: skip


def _kinds(report: dict[str, Any]) -> Iterable[str]:
    yield "## By kind of fraud\n"
    yield "Live, all levels.\n"
    for name, way, card in _cards(report):
        if way == WAYS["live"]:
            kinds = card["levels"]["notice"]["by_kind"]
            yield f"- {name}: " + ", ".join(f"{kind} {warned} of {of}" for kind, (warned, of) in kinds.items())
    yield ""
    yield "Records: " + ", ".join(f"town {town['seed']} {town['written']:,}" for town in report["towns"]) + "."


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def _warned(f: dict[str, Any]) -> str:
    return f"{f['warned']} of {f['of']}"


def _right(f: dict[str, Any]) -> tuple[str, str, str]:
    """Share, interval, and the share of large losses alone."""
    return (
        _share(f["precision_at_true_rates"], 2), _interval(f["precision_interval"], 2), _share(f["large_precision_at_true_rates"], 2),
    )  # fmt: skip


def _interval(both: tuple[float, float], digits: int = 0) -> str:
    return f"{both[0]:.{digits}%} to {both[1]:.{digits}%}"


def _lead(f: dict[str, Any]) -> str:
    """Median, and its interval where there are enough to say."""
    if f["median_lead_min"] is None:
        return "–"
    among = " ({:.0f} to {:.0f})".format(*f["lead_interval"]) if f["lead_interval"] else ""
    return f"{f['median_lead_min']:.0f}{among} min"


def _share(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}%}"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
