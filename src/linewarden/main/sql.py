"""`linewarden store sql "SELECT …"`: a question over all records, on record before it is answered."""

import csv
import hashlib
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from linewarden.main.console import complain, say
from linewarden.main.on_record import purpose_of, put_on_record
from linewarden.store.records import RecordStore
from linewarden.store.sql import TABLE, SqlLimits, Table, check_sql

"""Characters; 「案情核查」 is a purpose, "x" is none."""

MOST_ROWS = 10_000
"""Of one answer; more is an export, which takes two persons (safeguards 4)."""

_LONG_DIGITS = re.compile(r"\d{5,}")


def arguments(parser: ArgumentParser) -> None:
    """What the action takes besides a folder."""
    parser.add_argument("sql", metavar="SQL", help=f"one SELECT over the table `{TABLE}`")
    parser.add_argument("--purpose", required=True, metavar="TEXT", help="why; goes into the audit with the question")
    parser.add_argument("--unmask", action="store_true", help="whole numbers; the audit says so")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="comma-separated values")
    shape.add_argument("--json", action="store_true", help="an object a line")
    parser.add_argument("--rows", type=_rows, default=1000, metavar="N", help=f"at most so many, up to {MOST_ROWS:,}")
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S", help="give up after so long")
    parser.add_argument("--memory-mb", type=int, default=1024, metavar="MB", help="give up beyond so much memory")


def ask(folder: Path, args: Namespace) -> int:
    """Put the question on record, then answer it."""
    purpose = purpose_of(args)
    check_sql(args.sql)
    limits = SqlLimits(
        seconds=args.seconds, memory_bytes=args.memory_mb << 20, rows=args.rows, is_masked=not args.unmask
    )
    detail = {
        "sql": _LONG_DIGITS.sub("#", args.sql)[:500],  # the audit holds no numbers
        "sha256": hashlib.sha256(args.sql.encode()).hexdigest(),
        "is_unmasked": args.unmask,
        "rows": args.rows,
    }
    with RecordStore.open(folder, is_read_only=True) as store:
        put_on_record(folder, args, "store.sql", TABLE, purpose=purpose, detail=detail)
        answer = store.sql(args.sql, limits)
    _show(answer, args)
    if answer.has_more:
        complain(f"there are more rows than the {args.rows:,} shown; ask for less, or raise --rows")
    return 0


def _show(answer: Table, args: Namespace) -> None:
    if args.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([answer.columns, *answer.rows])
    elif args.json:
        for row in answer.rows:
            say(orjson.dumps(dict(zip(answer.columns, row, strict=True)), default=str).decode())
    else:
        table = RichTable(*answer.columns)
        for row in answer.rows:
            table.add_row(*map(_text, row))
        Console(width=None if sys.stdout.isatty() else 1000).print(table)


def _text(value: Any) -> Text:  # noqa: ANN401 - whatever SQL gives
    return Text("" if value is None else str(value))


def _rows(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_ROWS:
        raise ArgumentTypeError(f"{text!r} is not between 1 and {MOST_ROWS}")
    return int(text)
