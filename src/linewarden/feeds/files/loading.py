"""Field maps from TOML; a key that does not exist is an error that names it."""

import tomllib
from collections.abc import Set as AbstractSet
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from linewarden.errors import ConfigError
from linewarden.feeds.files.durations import UNIT_MS
from linewarden.feeds.files.layout import FIELDS, READS, Answered, FieldMap, Header, Kind, Source
from linewarden.feeds.files.times import DATE_ORDERS
from linewarden.model.cdr import Route, Service

Choice = TypeVar("Choice", bound=StrEnum)

_TOP = {
    "name": str,
    "title": str,
    "kind": str,
    "header": str,
    "columns": list,
    "least_columns": int,
    "delimiter": str,
    "encoding": str,
    "types_row": bool,
    "zone": str,
    "date_order": str,
    "problem": str,
    "call": dict,
    "fields": dict,
    "words": dict,
    "own_labels": list,
}
_CALL = {"answered": str, "answered_words": list}
_SOURCE = {"from": (str, list), "unit": str, "empty": list, "read": str, "constant": str}
_WORDS: dict[str, tuple[str, ...]] = {
    "service": tuple(Service),
    "direction": ("out", "in"),
    "release_cause": (),
    "route": tuple(route.name.lower() for route in Route),
}


def map_names() -> list[str]:
    """Names of the maps that come with the product, sorted."""
    return sorted(entry.name[:-5] for entry in _folder().iterdir() if entry.name.endswith(".toml"))


def load_map(name_or_path: str | Path) -> FieldMap:
    """The map of a shipped layout by name, or of a TOML file by path; raises ConfigError that says what is wrong where."""
    name = str(name_or_path)
    if isinstance(name_or_path, str) and name in map_names():
        return parse_map((_folder() / f"{name}.toml").read_text("utf-8"), where=name)
    path = Path(name_or_path)
    if not path.is_file():
        raise ConfigError(f"field map {name!r} is neither a file nor one of {', '.join(map_names())}")
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(f"field map {path}: cannot be read as UTF-8 text: {err}") from err
    return parse_map(text, where=str(path))


def parse_map(text: str, *, where: str) -> FieldMap:
    """The map that a TOML text describes; `where` names it in errors."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise ConfigError(f"field map {where}: not TOML: {err}") from err
    _check_keys(raw, _TOP, where)
    call = raw.get("call", {})
    _check_keys(call, _CALL, f"{where}, [call]")
    layout = FieldMap(
        name=raw.get("name", Path(where).stem),
        title=raw.get("title", ""),
        sources={key: _source(key, value, where) for key, value in raw.get("fields", {}).items()},
        kind=_choice(Kind, raw.get("kind", "table"), "kind", where),
        header=_choice(Header, raw.get("header", "yes"), "header", where),
        columns=_texts(raw.get("columns", []), "columns", where),
        least_columns=raw.get("least_columns", 0),
        delimiter=raw.get("delimiter", ""),
        encoding=raw.get("encoding", ""),
        types_row=raw.get("types_row", False),
        zone=raw.get("zone", ""),
        date_order=raw.get("date_order", "ymd"),
        answered=_choice(Answered, call.get("answered", "answer-time"), "answered", where),
        answered_words=_texts(call.get("answered_words", []), "answered_words", where),
        own_labels=_texts(raw.get("own_labels", []), "own_labels", where),
        words={key: _words(key, value, where) for key, value in raw.get("words", {}).items()},
        problem=raw.get("problem", ""),
    )
    _check_values(layout, where)
    return layout


def _folder() -> Traversable:
    return resources.files("linewarden.feeds") / "maps"


def _check_keys(raw: dict[str, Any], known: dict[str, Any], where: str) -> None:
    for key, value in raw.items():
        if key not in known:
            raise ConfigError(f"field map {where}: key {key!r} does not exist; there are {', '.join(known)}")
        if not isinstance(value, known[key]) or (known[key] is int and isinstance(value, bool)):
            raise ConfigError(f"field map {where}: {key} = {value!r} is of the wrong type")


def _choice(kind: type[Choice], value: str, key: str, where: str) -> Choice:
    if value not in list(kind):
        raise ConfigError(f"field map {where}: {key} = {value!r}; choose one of {', '.join(kind)}")
    return kind(value)


def _texts(values: list[Any], key: str, where: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise ConfigError(f"field map {where}: {key} must list texts, not {values!r}")
    return tuple(values)


def _source(key: str, value: object, where: str) -> Source:
    place = f"{where}, fields.{key}"
    if key not in FIELDS:
        raise ConfigError(f"field map {where}: field {key!r} does not exist; there are {', '.join(FIELDS)}")
    raw: dict[str, Any] = value if isinstance(value, dict) else {"from": value}
    _check_keys(raw, _SOURCE, place)
    names = raw.get("from", [])
    source = Source(
        names=_texts([names] if isinstance(names, str) else names, "from", place),
        unit=raw.get("unit", "s"),
        empty=_texts(raw.get("empty", []), "empty", place),
        read=raw.get("read", ""),
        constant=raw.get("constant", ""),
    )
    if source.unit not in UNIT_MS:
        raise ConfigError(f"field map {place}: unit = {source.unit!r}; choose one of {', '.join(UNIT_MS)}")
    if source.read and source.read not in READS:
        raise ConfigError(f"field map {place}: read = {source.read!r}; choose one of {', '.join(READS)}")
    if bool(source.names) == bool(source.constant):
        raise ConfigError(f"field map {place}: give either from or constant")
    return source


def _words(key: str, table: object, where: str) -> dict[str, str]:
    if key not in _WORDS:
        raise ConfigError(f"field map {where}: [words.{key}] does not exist; there are {', '.join(_WORDS)}")
    if not isinstance(table, dict):
        raise ConfigError(f"field map {where}: words.{key} must be a table")
    words = {str(word): str(meaning) for word, meaning in table.items()}
    for word, meaning in words.items():
        if (_WORDS[key] and meaning not in _WORDS[key]) or (key == "release_cause" and not meaning.isdigit()):
            allowed = ", ".join(_WORDS[key]) or "a number"
            raise ConfigError(f"field map {where}: words.{key}.{word} = {meaning!r}; must be {allowed}")
    return words


def _check_values(layout: FieldMap, where: str) -> None:
    has = layout.sources.keys()
    if len(layout.delimiter.encode()) > 1 or layout.delimiter in {'"', "\n", "\r"}:
        raise ConfigError(f"field map {where}: delimiter = {layout.delimiter!r} must be one ASCII character")
    if layout.date_order not in DATE_ORDERS:
        raise ConfigError(
            f"field map {where}: date_order = {layout.date_order!r}; choose one of {', '.join(DATE_ORDERS)}"
        )
    if layout.encoding:
        _check_encoding(layout.encoding, where)
    if layout.zone:
        _check_zone(layout.zone, where)
    if layout.header is Header.NO and not layout.columns and layout.kind is Kind.TABLE:
        raise ConfigError(f'field map {where}: header = "no" needs columns, the names by position')
    if layout.answered is Answered.WORD and not ({"disposition"} <= has and layout.answered_words):
        raise ConfigError(f"field map {where}: answered = 'disposition' needs fields.disposition and answered_words")
    if layout.answered is Answered.END_MINUS_TALK and not ("talk" in has and {"ended_at", "total"} & has):
        raise ConfigError(
            f"field map {where}: answered = 'end-minus-talk' needs fields.talk, and fields.ended_at or total"
        )
    if layout.answered is Answered.TALK and "talk" not in has:
        raise ConfigError(f"field map {where}: answered = 'start-and-talk' needs fields.talk")
    if not layout.problem:
        _check_essentials(has, where)


def _check_essentials(has: AbstractSet[str], where: str) -> None:
    if not ("setup_at" in has or {"setup_date", "setup_time"} <= has):
        raise ConfigError(f"field map {where}: fields.setup_at (or setup_date with setup_time) is missing")
    if not ({"cli", "called"} <= has or {"peer", "direction"} <= has):
        raise ConfigError(f"field map {where}: fields.cli and called (or own, peer and direction) are missing")


def _check_encoding(encoding: str, where: str) -> None:
    try:
        "".encode(encoding)
    except LookupError as err:
        raise ConfigError(
            f"field map {where}: encoding = {encoding!r} is unknown; write utf-8, gb18030 or utf-16"
        ) from err


def _check_zone(zone: str, where: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as err:
        raise ConfigError(
            f"field map {where}: zone = {zone!r} is no IANA time zone; write UTC or Asia/Shanghai"
        ) from err
