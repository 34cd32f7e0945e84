"""A field map proposed from a file: TOML that can be used as it is, with how sure each line is as a comment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson
import tomlkit

from linewarden.errors import FeedError
from linewarden.feeds.files.decode import decoded
from linewarden.feeds.files.guess import Guess, guesses, is_talk_whole, name_score
from linewarden.feeds.files.header import ascii_safe, header_key, own_number
from linewarden.feeds.files.layout import Answered, Kind
from linewarden.feeds.files.limits import LIMITS
from linewarden.feeds.files.loading import load_map
from linewarden.feeds.files.objects import objects
from linewarden.feeds.files.profile import ROUTES, Profile, profile
from linewarden.feeds.files.sheet import sheets
from linewarden.feeds.files.table import DELIMITERS, Text, head_rows
from linewarden.feeds.files.unpack import Member, members, seal

_ROWS = 400
_SAMPLE_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file as columns."""

    kind: Kind
    delimiter: str
    names: tuple[str, ...]  # empty when no row names the columns
    columns: tuple[tuple[str, ...], ...]
    own: str = ""  # the subscriber's number that stands above the header


def propose_map(path: Path) -> str:
    """A map for the file as TOML. What is essential but not found is said in `problem`; raises FeedError when it is no table."""
    seal(path)
    sample = next(filter(None, map(_sample, members(path, LIMITS))), None)
    if sample is None or not sample.columns:
        raise FeedError(f"{path.name!r} holds no rows, so no map can be proposed; give a file with some records")
    profiles = [profile(column) for column in sample.columns]
    found = guesses(sample.names or [""] * len(profiles), profiles, sample.columns)
    return _toml(path, sample, profiles, found)


def _sample(member: Member) -> Sample | None:
    if member.workbook is not None:
        for cells in sheets(member.workbook, member.name):
            rows = list(islice(cells, _ROWS))
            if sum(1 for row in rows if len(row) >= 3) >= 1:
                return _of_rows(rows, "")
        return None
    assert member.stream is not None
    text = Text(decoded(member.stream, member.name))
    text.fill(_SAMPLE_BYTES)
    if not text.carry.strip():
        return None
    if text.carry.lstrip()[:1] in {b"{", b"["}:
        return _of_objects(text)
    tables = {delimiter: head_rows(text, delimiter, LIMITS, _ROWS) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda each: _evenness(tables[each]))
    if _evenness(tables[delimiter]) == (0.0, 0):
        raise FeedError(f"{member.name!r} is no table: its lines do not split evenly by comma, tab, semicolon or bar")
    return _of_rows(tables[delimiter], delimiter)


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Share of rows that have the most frequent width, and that width; nothing when it is below three."""
    widths = [len(row) for row in rows if row]
    common = max(set(widths), key=widths.count, default=0)
    return (round(widths.count(common) / len(widths), 1), common) if common >= 3 else (0.0, 0)


def _of_rows(rows: Sequence[Sequence[str]], delimiter: str) -> Sample:
    _, width = _evenness(rows)
    even = [row for row in rows if len(row) >= width > 0]
    if not even:
        return Sample(Kind.TABLE, delimiter, (), ())
    head = _header(even)
    body = even[head + 1 :]
    names = tuple(cell.strip() for cell in even[head][:width]) if head >= 0 else ()
    columns = tuple(tuple(row[column] for row in body) for column in range(width))
    above = rows[: rows.index(even[head])] if head >= 0 else ()
    return Sample(Kind.TABLE, delimiter, names, columns, own_number(above, _OWN_LABELS))


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Which row names the columns: it holds no number, time or address, or two names that maps know; -1 when none does."""
    for at, row in enumerate(rows[:30]):
        cells = [cell.strip() for cell in row if cell.strip()]
        known = sum(any(name_score(cell, field) == 1 for field in _NAMED) for cell in cells)
        has_values = any(any(char.isdigit() for char in cell) and header_key(cell).isdigit() for cell in cells)
        if known >= 2 or (at == 0 and len(cells) >= 3 and not has_values and _differs(cells, rows[1:])):
            return at
    return -1


_OWN_LABELS = load_map("cn-huadan").own_labels
_NAMED = (
    "cli",
    "called",
    "own",
    "peer",
    "direction",
    "setup_at",
    "setup_date",
    "setup_time",
    "ended_at",
    "talk",
    "imei",
    "imsi",
    "cell",
)


def _differs(cells: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """True when the rows below hold digits where the first row holds none."""
    digits = sum(any(char.isdigit() for char in cell) for row in body[:50] for cell in row)
    return digits > 0 and not any(any(char.isdigit() for char in cell) and len(cell) > 6 for cell in cells)


def _of_objects(text: Text) -> Sample:
    records = [_flat(raw) for raw in islice(objects(text, LIMITS), _ROWS)]
    names = tuple(dict.fromkeys(name for record in records for name in record))[: LIMITS.columns]
    return Sample(Kind.JSON, "", names, tuple(tuple(record.get(name, "") for record in records) for name in names))


def _flat(raw: bytes) -> dict[str, str]:
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return dict(_paths(record, "")) if isinstance(record, dict) else {}


def _paths(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for at, inner in enumerate(value[:2]):
            yield from _paths(inner, f"{path}.{at}")
    elif value is not None:
        yield path, str(int(value)) if isinstance(value, bool) else str(value)


def _toml(path: Path, sample: Sample, profiles: Sequence[Profile], found: dict[str, Guess]) -> str:
    problem = _problem(found, sample)
    orders = [profiles[found[name].column] for name in ("setup_at", "ended_at", "answered_at") if name in found]
    order = next((shares.order for shares in orders if shares.order != "ymd"), "ymd")
    answered, why = _answered(found, sample, order)
    lines = [
        f"# Proposed by map-feed from {ascii_safe(path.name)}; the numbers are confidences from 0 to 1. Check what says CONFIRM.",
        f"name = {_quoted(ascii_safe(path.name.split('.')[0]) or 'proposed')}",
        f'kind = "{sample.kind.value}"',
    ]
    if problem:
        lines += [
            f"# NOT USABLE YET: {problem}",
            f"problem = {_quoted(problem + '; add it under [fields] and delete this line')}",
        ]
    if sample.kind is Kind.TABLE:
        lines += _table_lines(sample)
    if "peer" in found:
        lines.append(f"own_labels = [{', '.join(map(_quoted, _OWN_LABELS))}]")
    if any(shares.is_ambiguous_date for shares in orders):
        lines.append("# CONFIRM: days and months could be swapped, no value tells")
    lines += [f'date_order = "{order}"', "", "[call]", f'answered = "{answered.value}" # {why}']
    if answered is Answered.WORD:
        lines.append('answered_words = ["ANSWERED", "answered", "answer", "OK", "接通", "已接"]')
    return "\n".join([*lines, "", "[fields]", *_field_lines(sample, profiles, found), *_word_lines(found), ""])


def _table_lines(sample: Sample) -> list[str]:
    lines = [f"delimiter = {_quoted(sample.delimiter)}"] if sample.delimiter else []
    if sample.names:
        return [*lines, 'header = "yes"']
    names = ", ".join(_quoted(f"column{at + 1}") for at in range(len(sample.columns)))
    return [*lines, 'header = "no" # no row names the columns', f"columns = [{names}]"]


def _field_lines(sample: Sample, profiles: Sequence[Profile], found: dict[str, Guess]) -> list[str]:
    lines = []
    for field, guess in found.items():
        name = _column_name(sample, guess.column)
        unit = _unit(field, sample, found)
        value = f'{{ from = {_quoted(name)}, unit = "{unit}" }}' if unit else _quoted(name)
        filled = (
            f", filled in {profiles[guess.column].filled:.0%} of the rows" if profiles[guess.column].filled < 1 else ""
        )
        lines.append(f"{field} = {value} # {guess.confidence:.2f} {guess.why}{filled}")
    used = {guess.column for guess in found.values()}
    unused = [ascii_safe(_column_name(sample, at)) for at in range(len(sample.columns)) if at not in used]
    return [*lines, *([f"# columns left over: {', '.join(unused)[:400]}"] if unused else [])]


def _column_name(sample: Sample, column: int) -> str:
    if not sample.names:
        return f"column{column + 1}"
    name = sample.names[column]
    keys = [header_key(each) for each in sample.names]
    is_clear = sample.kind is Kind.JSON or (header_key(name) and keys.index(header_key(name)) == column)
    return name if is_clear and not name.startswith("#") else f"#{column + 1}"


def _unit(field: str, sample: Sample, found: dict[str, Guess]) -> str:
    """The unit of a duration when it is not seconds, by its name."""
    if field not in {"talk", "total"} or not sample.names:
        return ""
    name = sample.names[found[field].column].casefold()
    if "毫秒" in name or name.endswith(("ms", "millis", "msec")):
        return "ms"
    return "min" if "分钟" in name or name.endswith(("min", "mins", "minutes")) else ""


def _answered(found: dict[str, Guess], sample: Sample, order: str) -> tuple[Answered, str]:
    """How the file tells that a call was answered."""
    if "answered_at" in found:
        return Answered.TIME, "it has an answer time"
    if {"ended_at", "talk"} <= found.keys() and not is_talk_whole(found, sample.columns, order):
        return Answered.END_MINUS_TALK, "some calls last longer than their duration, so the duration is the talk"
    if {"total", "talk"} <= found.keys():
        return Answered.END_MINUS_TALK, "it has a total and a talk duration"
    if "talk" in found:
        return Answered.TALK, "CONFIRM: the start is taken for the answer, and the duration for talk without ringing"
    return Answered.TIME, "nothing tells that a call was answered: all count as not answered"


def _word_lines(found: dict[str, Guess]) -> list[str]:
    lines = []
    if "service" in found:
        services = {
            "短信": "sms",
            "短消息": "sms",
            "sms": "sms",
            "text": "sms",
            "视频": "video",
            "呼转": "forwarded",
            "*": "voice",
        }
        lines += [
            "",
            "[words.service]",
            *(f"{_quoted(word)} = {_quoted(meaning)}" for word, meaning in services.items()),
        ]
    if "route" in found:
        lines += ["", "[words.route]", *(f"{_quoted(word)} = {_quoted(meaning)}" for word, meaning in ROUTES.items())]
    if "direction" not in found:
        return lines
    words = {"主叫": "out", "被叫": "in", "呼出": "out", "呼入": "in", "去电": "out", "来电": "in", "out": "out", "in": "in",
             "outgoing": "out", "incoming": "in", "MO": "out", "MT": "in", "MOC": "out", "MTC": "in"}  # fmt: skip
    return [
        *lines,
        "",
        "[words.direction]",
        *(f"{_quoted(word)} = {_quoted(meaning)}" for word, meaning in words.items()),
    ]


def _problem(found: dict[str, Guess], sample: Sample) -> str:
    """What a record needs and no column seems to hold; empty when all is there."""
    lacks = (
        []
        if "setup_at" in found or {"setup_date", "setup_time"} <= found.keys()
        else ["the time of the call (setup_at)"]
    )
    if {"peer", "direction"} <= found.keys():
        lacks += [] if "own" in found or sample.own else ["the subscriber's number (own)"]
    else:
        lacks += [
            f"the {what} number ({field})"
            for field, what in (("cli", "calling"), ("called", "called"))
            if field not in found
        ]
    return f"no column seems to hold {' and '.join(lacks)}" if lacks else ""


def _quoted(text: str) -> str:
    return tomlkit.item(text).as_string()
