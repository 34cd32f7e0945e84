"""`linewarden dissuasion`: how fast the desk is, and what became of people, for `learn` and `backtest`."""

import csv
import io
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linewarden.config import load_settings
from linewarden.dissuasion.act import Disposition
from linewarden.dissuasion.report import DeskReport, Times, desk_report
from linewarden.errors import ConfigError
from linewarden.history.dispositions import COLUMNS, Outcome
from linewarden.main.command import Command
from linewarden.main.console import say
from linewarden.main.identity import console
from linewarden.main.on_record import purpose_of
from linewarden.main.past import span_of
from linewarden.main.today import existing_ledger
from linewarden.store.durable import private_file
from linewarden.store.ledger import Deed
from linewarden.store.ledger.dissuasions import Closed

REPORTED = timedelta(days=7)
"""Without --from."""

SAYS: dict[Disposition, Outcome] = {
    Disposition.PREVENTED: Outcome.VICTIM,  # was being cheated, although the money stayed
    Disposition.LOST: Outcome.VICTIM,
    Disposition.FALSE_ALARM: Outcome.NOT_VICTIM,
    Disposition.NOT_REACHED: Outcome.UNKNOWN,
    Disposition.REFUSED: Outcome.UNKNOWN,
    Disposition.TOLD: Outcome.UNKNOWN,
}
"""What the detector learns from how a warning ended."""

_RANK = (Outcome.VICTIM, Outcome.NOT_VICTIM, Outcome.UNKNOWN)


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    report = actions.add_parser("report", help="times, missed limits and ends, by level and by station; counts only")
    report.add_argument(
        "--from", dest="since", metavar="DATE", help="warnings raised from then on (default: 7 days ago)"
    )
    report.add_argument("--until", "--to", metavar="DATE", help="warnings raised before then (default: now)")
    outcomes = actions.add_parser(
        "outcomes", help="what became of people whose warnings are closed, as `learn --truth` takes it; goes on record"
    )
    outcomes.add_argument("--out", type=Path, required=True, metavar="FILE", help="CSV; must not exist")
    outcomes.add_argument("--purpose", required=True, help="what it is for; into the audit")
    for action in (report, outcomes):
        action.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """Do it; says so."""
    return _ACTIONS[args.action](args)


def _report(args: Namespace) -> int:
    settings = load_settings(args.config)
    span, now = span_of(args, settings.zone), datetime.now(UTC)
    until = span.until or now
    since = span.since or until - REPORTED
    with existing_ledger(settings) as ledger:
        worked = ledger.dissuasions.worked(since, until)
    practice = settings.practice
    local = [each.astimezone(settings.zone).isoformat(timespec="minutes") for each in (since, until)]
    say(f"warnings raised from {local[0]} to {local[1]}")
    for line in report_lines(desk_report(worked, now, practice.stations, practice.limits)):
        say(line)
    return 0


def report_lines(report: DeskReport) -> Iterator[str]:
    """The report for people."""
    for level, one in report.levels.items():
        ends = ", ".join(f"{end} {count}" for end, count in sorted(one.dispositions.items())) or "none closed"
        kept = f"{one.in_time} of {one.warnings} kept every time limit"
        yield f"{level}: {kept}; taken {_told(one.taken)}; reached {_told(one.reached)}; {ends}"
    for station, visits in report.stations.items():
        yield f"{station}: asked {visits.asked}, waiting {visits.waiting}, late {visits.late}; there {_told(visits.visited)}"
    for cause, count in sorted(report.late_causes.items()):
        yield f"late because of {cause}: {count}"


def _told(times: Times) -> str:
    if not times.count:
        return "nobody yet"
    p50, p90, p95 = (timedelta(seconds=round(value)) for value in times.at_percentiles)
    return f"{times.count} (half within {p50}, 90 % {p90}, 95 % {p95})"


def _outcomes(args: Namespace) -> int:
    settings, purpose = load_settings(args.config), purpose_of(args)
    with existing_ledger(settings) as ledger:
        people = outcomes_of(ledger.dissuasions.closed())
        deed = Deed(
            actor=console(), action="dissuasion.outcomes", subject="closed warnings", purpose=purpose,
            detail={"people": len(people)},
        )  # fmt: skip
        ledger.audit.append(deed, at=datetime.now(UTC))
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(
        (f"+{number}", outcome, "" if lost_at is None else lost_at.isoformat())
        for number, (outcome, lost_at) in people.items()
    )
    try:
        with private_file(args.out) as out:
            out.write(text.getvalue().encode())
    except OSError as err:
        raise ConfigError(f"{args.out} cannot be written: {err.strerror}; name another file") from err
    count = "1 person" if len(people) == 1 else f"{len(people):,} people"
    say(f"{count} in {args.out}; next: linewarden learn --truth {args.out}")
    return 0


def outcomes_of(closed: Iterable[Closed]) -> dict[int, tuple[Outcome, datetime | None]]:
    """By number. Of somebody with several warnings: whoever was a victim once is one, lost at the earliest; a false alarm outweighs what is not known."""
    people: dict[int, tuple[Outcome, datetime | None]] = {}
    for one in closed:
        said = SAYS[one.disposition]
        outcome, lost_at = people.get(one.called, (said, None))
        losses = [at for at in (lost_at, one.lost_at) if at is not None]
        people[one.called] = (min(outcome, said, key=_RANK.index), min(losses, default=None))
    return dict(sorted(people.items()))


_ACTIONS: dict[str, Callable[[Namespace], int]] = {"report": _report, "outcomes": _outcomes}

COMMAND = Command(arguments, run)
