"""`linewarden challenger`: which learned model runs in shadow on the live platform, what became of it, and how it stands beside the table."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from linewarden.config import Settings, load_settings
from linewarden.errors import ConfigError, ModelError
from linewarden.learning.artefact import AGAIN, read_artefact
from linewarden.learning.standing import as_json, standing, text
from linewarden.main.challenger_shown import people_rows, people_text, setting_row, settings_text
from linewarden.main.command import Command
from linewarden.main.console import complain, say
from linewarden.main.identity import console, proven
from linewarden.main.on_record import purpose_of
from linewarden.main.past import span_of
from linewarden.main.today import open_ledger
from linewarden.main.truth import truth_argument, truth_of
from linewarden.model.challenger import ChallengerRun, Said
from linewarden.rulebook.steps import book_at
from linewarden.store.ledger import Deed, Ledger
from linewarden.warnings.facts import Facts
from linewarden.warnings.issue import instant


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    put = actions.add_parser("set", help="let a model run in shadow; a running platform follows it within a second")
    put.add_argument("artefact", type=Path, metavar="MODEL_DIR", help="the --out of `linewarden learn`")
    clear = actions.add_parser("clear", help="let no model run in shadow")
    for action in (put, clear):
        action.add_argument(
            "--as",
            dest="login",
            metavar="LOGIN",
            help="your account; its password is asked for, or read from standard input (default: the user at the terminal)",
        )
        action.add_argument("--reason", default="", metavar="TEXT", help="why; goes on record")
    actions.add_parser("show", help="which one runs, since when and by whom, what it cost, and those before")
    report = actions.add_parser("report", help="champion and challenger side by side: warnings, agreement, outcomes")
    report.add_argument(
        "--from", dest="since", metavar="DATE", help="warnings first raised from then on (default: since it runs)"
    )
    report.add_argument("--until", "--to", metavar="DATE", help="and before then (default: to its latest judgement)")
    report.add_argument("--setting", type=int, metavar="N", help="which setting (default: the one followed last)")
    truth_argument(report)
    report.add_argument(
        "--people",
        action="store_true",
        help="list those whom the challenger alone would have warned, masked; needs --purpose",
    )
    report.add_argument("--purpose", metavar="TEXT", help="of --people: what for; goes into the audit")
    for name in ("show", "report"):
        actions.choices[name].add_argument("--json", action="store_true", help="as JSON")
    for action in actions.choices.values():
        action.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """Do what was asked."""
    settings = load_settings(args.config)
    with open_ledger(settings) as ledger:
        ACTIONS[args.action](args, settings, ledger)
    return 0


def _set(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    artefact = read_artefact(args.artefact)
    model, book = artefact.model(), book_at(ledger)
    if model.table != book.persons:
        raise ModelError(
            f"model {args.artefact} was learned by another table than that of the rules in force, {book.version}: it would not see what it learned from; {AGAIN}"
        )
    model.chances_of([Facts((), ())])  # trees that break their library break this command, not the platform
    actor, is_account = _who(args, settings, ledger)
    setting = ledger.challengers.set(
        model.version, trees=artefact.trees, about=artefact.about, source=str(args.artefact.resolve()), reason=args.reason.strip(), actor=actor, at=_now(),
        is_account=is_account,
    )  # fmt: skip
    say(
        f"challenger {setting.version} is set by {actor} (setting {setting.serial}); a running platform follows it within a second; it changes no warning"
    )


def _clear(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    actor, is_account = _who(args, settings, ledger)
    setting = ledger.challengers.clear(reason=args.reason.strip(), actor=actor, at=_now(), is_account=is_account)
    say(f"no challenger runs any more, by {actor} (setting {setting.serial})")


def _show(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    rows = [setting_row(one, ledger.challenger_runs.find(one.serial)) for one in ledger.challengers.all()]
    say(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode() if args.json else settings_text(rows, settings.zone))


def _report(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    purpose = purpose_of(args) if args.people else ""
    if args.purpose and not args.people:
        raise ConfigError("--purpose is of --people; add it, or leave both out")
    truth, followed = truth_of(args, settings), _run(args, ledger)
    for row in truth.bad if truth is not None else ():
        complain(f"truth, line {row.line} kept out: {row.problem}")
    span, last = span_of(args, settings.zone), instant(followed.through_us) + timedelta(microseconds=1)
    said = list(ledger.challenger_runs.said(followed.serial, span.since or instant(0), span.until or last))
    began = min([followed.followed_at, *(one.first_at for one in said[:1])])  # a late record tells of earlier calls
    since = max(began, span.since or began)
    found = standing(said, since, max(span.until or last, since), truth)
    version = ledger.challengers.find(followed.serial).version
    people = _alone(said, ledger, f"challenger {version}", purpose) if args.people else None
    if args.json:
        listed = {} if people is None else {"people": people_rows(people)}
        told = {"challenger": version, "setting": followed.serial, **as_json(found), **listed}
        say(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    say(f"challenger {version} in shadow (setting {followed.serial}); no warning was changed\n{text(found)}")
    if people is not None:
        say(f"\n{people_text(people, settings.zone)}")


def _alone(said: list[Said], ledger: Ledger, subject: str, purpose: str) -> list[Said]:
    """Those of the challenger alone, the highest chance first; the audit comes before anybody sees them."""
    found = sorted((one for one in said if not one.champion), key=lambda one: (-one.challenger_score, one.warning_id))
    deed = Deed(
        actor=console(), action="challenger.people", subject=subject, purpose=purpose, detail={"people": len(found)}
    )
    ledger.audit.append(deed, at=_now())
    return found


def _run(args: Namespace, ledger: Ledger) -> ChallengerRun:
    """The run that is asked for. Raises ModelError when there is none."""
    settings = [one.serial for one in ledger.challengers.all() if one.version is not None]
    runs = [ledger.challenger_runs.find(one) for one in settings if args.setting in {None, one}]
    found = next((one for one in reversed(runs) if one is not None), None)
    if found is None:
        raise ModelError(
            f"{'no challenger' if args.setting is None else f'no challenger of setting {args.setting}'} has run on the live platform yet: "
            "`linewarden challenger set MODEL_DIR` lets one, `linewarden challenger show` lists the settings"
        )
    return found


def _who(args: Namespace, settings: Settings, ledger: Ledger) -> tuple[str, bool]:
    """Who does it, and whether that is a named account."""
    return (console(), False) if args.login is None else (proven(ledger, args.login, settings).login, True)


def _now() -> datetime:
    return datetime.now(UTC)


ACTIONS: Mapping[str, Callable[[Namespace, Settings, Ledger], None]] = {
    "set": _set,
    "clear": _clear,
    "show": _show,
    "report": _report,
}

COMMAND = Command(arguments, run)
