"""Which column probably is which field, by its name and its values."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cmp_to_key
from itertools import pairwise

import numpy as np

from linewarden.feeds.files.durations import read_duration
from linewarden.feeds.files.header import header_key
from linewarden.feeds.files.loading import load_map, map_names
from linewarden.feeds.files.profile import ZONE, Profile
from linewarden.feeds.files.times import NOT_ONE, read_time

ENGLISH: dict[str, tuple[str, ...]] = {
    "call_id": ("callid", "calluuid", "recordid", "cdrid", "id", "uniqueid", "callreference", "sessionid", "correlationid"),
    "cli": ("caller", "calling", "callingnumber", "callernumber", "callerid", "anumber", "apartynumber", "aparty", "from", "source",
            "src", "origin", "originator", "msisdna", "ani", "clinumber", "fromnumber", "callingparty", "numbera"),
    "called": ("callee", "callednumber", "calleenumber", "bnumber", "bpartynumber", "bparty", "to", "destination", "dst", "dest", "dnis",
               "dialednumber", "dialled", "msisdnb", "tonumber", "calledparty", "receiver", "numberb", "calledid"),
    "own": ("msisdn", "subscriber", "subscribernumber", "servednumber", "ownnumber"),
    "peer": ("othernumber", "othernum", "correspondent", "correspondentid", "counterparty", "otherparty", "peernumber"),
    "direction": ("direction", "calldirection", "calltype", "inout"),
    "setup_at": ("start", "starttime", "begintime", "setuptime", "datetime", "timestamp", "calltime", "calldate", "startdatetime",
                 "seizuretime", "invitetime", "initiated", "connectdatetime", "eventtime", "startedat"),
    "setup_date": ("date", "startdate", "calldate"),
    "setup_time": ("time", "starttime", "timeofday"),
    "answered_at": ("answertime", "answer", "connecttime", "answered", "connected", "pickuptime", "answerdatetime", "answeredat"),
    "ended_at": ("end", "endtime", "stoptime", "disconnecttime", "releasetime", "hanguptime", "enddatetime", "stop", "finished",
                 "endedat"),
    "talk": ("duration", "billsec", "talktime", "callduration", "seconds", "billableseconds", "conversationtime", "durations",
             "durationseconds", "measure", "chargeableduration", "talkduration"),
    "total": ("totalduration", "totaltime", "elapsed", "fullduration"),
    "disposition": ("disposition", "status", "callstatus", "result", "answeredflag"),
    "service": ("service", "servicetype", "interaction", "usagetype", "eventtype"),
    "release_cause": ("releasecause", "cause", "hangupcause", "causecode", "q850", "disconnectcause", "terminationcause"),
    "route": ("route", "callroute", "routetype", "routeclass", "callorigin", "isinternational", "路由", "路由类型", "来话类型", "国内国际",
              "国际国内", "国内国际标志"),
    "trunk_in": ("trunkin", "intrunk", "incomingtrunk", "ingresstrunk", "trunkgroupin", "sourcetrunk"),
    "trunk_out": ("trunkout", "outtrunk", "outgoingtrunk", "egresstrunk", "trunkgroupout", "destinationtrunk"),
    "source_ip": ("sourceip", "ip", "srcip", "ipaddress", "remoteip", "peerip", "clientip", "originip"),
    "user_agent": ("useragent", "ua", "agent"),
    "codec": ("codec",),
    "cell": ("cell", "cellid", "antenna", "antennaid", "bts", "site", "siteid", "cgi", "ecgi", "location"),
    "lac": ("lac", "tac"),
    "imei": ("imei", "deviceid", "handset", "imeinumber"),
    "imsi": ("imsi", "sim", "simnumber"),
    "roaming": ("roaming", "roamingnetwork", "visitednetwork"),
}  # fmt: skip
"""Column names of the world, as `header_key` writes them, besides those of the shipped maps."""

_VALUES: dict[str, str] = {
    "cli": "phone", "called": "phone", "own": "phone", "peer": "phone", "direction": "direction", "setup_at": "time",
    "setup_date": "date", "setup_time": "clock", "answered_at": "time", "ended_at": "time", "talk": "duration", "total": "duration",
    "disposition": "disposition", "source_ip": "ip", "imei": "imei", "imsi": "imsi", "cell": "cell", "lac": "cell", "call_id": "ident",
    "route": "route",
}  # fmt: skip
"""The share of `Profile` that speaks for a field."""

_NEEDS_VALUES = frozenset({"cli", "called", "own", "peer", "direction", "setup_at", "setup_date", "setup_time", "answered_at", "ended_at",
                           "talk", "total", "source_ip", "imei", "imsi", "route"})  # fmt: skip
_PSEUDONYMS = frozenset({"cli", "called", "own", "peer"})
_BY_VALUES_ALONE = 0.6  # weight of values where no name speaks
_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """One field's column with how sure that is, and why."""

    column: int
    confidence: float
    why: str


@cache
def _names() -> dict[str, frozenset[str]]:
    known = {field: set(names) for field, names in ENGLISH.items()}
    for name in map_names():
        for field, source in load_map(name).sources.items():
            known.setdefault(field, set()).update(header_key(alias) for alias in source.names)
    return {field: frozenset(names) for field, names in known.items()}


def name_score(name: str, field: str) -> float:
    """How much a column's name speaks for a field: 1 the very name, 0.6 contains one of at least two Chinese or five other letters."""
    key = header_key(name)
    aliases = _names()[field]
    if key in aliases:
        return 1.0
    return 0.6 if any((len(a) >= 2 if not a.isascii() else len(a) >= 5) and a in key for a in aliases) else 0.0


def guesses(names: Sequence[str], profiles: Sequence[Profile], columns: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """The columns of the fields, the surest first taken; `names` are empty where the file names none."""
    found = _by_names(names, profiles)
    _add_numbers(found, profiles)
    _add_times(found, profiles, columns)
    _add_durations(found, profiles, columns)
    _add_plain(found, profiles)
    return found


def _by_names(names: Sequence[str], profiles: Sequence[Profile]) -> dict[str, Guess]:
    scored = []
    for field in ENGLISH:
        for column, name in enumerate(names):
            by_name = name_score(name, field)
            by_value = getattr(profiles[column], _VALUES[field]) if field in _VALUES else 0.0
            if by_name == 1 and field in _PSEUDONYMS and profiles[column].time < 0.5:  # numbers may be pseudonyms
                by_value = max(by_value, _LEAST)
            is_empty = profiles[column].filled == 0
            if by_name and (field not in _NEEDS_VALUES or by_value >= _LEAST or is_empty):
                sure = by_name * (0.75 + 0.25 * (by_value if field in _VALUES else 0.5))
                scored.append((sure, by_value, field, column))
    found: dict[str, Guess] = {}
    used: dict[int, str] = {}
    for sure, _, field, column in sorted(scored, key=lambda entry: (-entry[0], -entry[1])):
        if field in found or (column in used and {used[column], field} != {"service", "direction"}):
            continue
        used[column] = field
        found[field] = Guess(column, round(sure, 2), "by its name and values" if field in _VALUES else "by its name")
    return _consistent(found)


def _consistent(found: dict[str, Guess]) -> dict[str, Guess]:
    """Drops the form that the sheet has not: a subscriber's sheet, or caller and called."""
    if {"cli", "called"} <= found.keys():
        drop = {"own", "peer"}
    elif {"peer", "direction"} <= found.keys():
        drop = {"cli", "called"}
    else:
        drop = set[str]()
    if "setup_at" in found:
        drop |= {"setup_date", "setup_time"}
    return {field: guess for field, guess in found.items() if field not in drop}


def _free(found: dict[str, Guess], profiles: Sequence[Profile]) -> list[int]:
    used = {guess.column for guess in found.values()}
    return [column for column in range(len(profiles)) if column not in used and profiles[column].filled > 0]


def _add_numbers(found: dict[str, Guess], profiles: Sequence[Profile]) -> None:
    """Calling and called number by their values: of two columns of numbers the first is taken for the caller."""
    for field, kind in (("imsi", "imsi"), ("imei", "imei"), ("source_ip", "ip")):
        best = max(_free(found, profiles), key=lambda column: getattr(profiles[column], kind), default=None)
        if field not in found and best is not None and getattr(profiles[best], kind) >= 0.9:
            found[field] = Guess(best, round(0.9 * getattr(profiles[best], kind), 2), "by its values")
    wanted = ["own"] if {"peer", "direction"} <= found.keys() else ["cli", "called"]
    for field in wanted:
        free = [
            c
            for c in _free(found, profiles)
            if profiles[c].phone >= 0.7 and profiles[c].time < 0.5 and _is_long(profiles[c])
        ]
        if field not in found and free:
            found[field] = Guess(
                free[0], round(_BY_VALUES_ALONE * profiles[free[0]].phone, 2), "by its values and place: CONFIRM"
            )


def _is_long(shares: Profile) -> bool:
    """False for columns of short counts, which durations and causes are."""
    return shares.duration < 1 or shares.phone > shares.duration or shares.distinct > 0.5


def _add_times(found: dict[str, Guess], profiles: Sequence[Profile], columns: Sequence[Sequence[str]]) -> None:
    """Setup, answer and end by the order of their values; a date and a time of day where no column holds both."""
    free = [column for column in _free(found, profiles) if profiles[column].time >= 0.8]
    if "setup_at" in found or "setup_date" in found or not free:
        free_kind = {
            kind: [c for c in _free(found, profiles) if getattr(profiles[c], kind) >= 0.8] for kind in ("date", "clock")
        }
        if not {"setup_at", "setup_date"} & found.keys() and free_kind["date"] and free_kind["clock"]:
            found["setup_date"] = Guess(free_kind["date"][0], _BY_VALUES_ALONE, "by its values")
            found["setup_time"] = Guess(free_kind["clock"][0], _BY_VALUES_ALONE, "by its values")
        return

    def gap_us(later: int, earlier: int) -> int:
        return _gap_us(columns, profiles, earlier, later)

    ranked = sorted(free, key=cmp_to_key(gap_us))
    fields = (
        ("setup_at",)
        if len(ranked) == 1
        else ("setup_at", "ended_at")
        if len(ranked) == 2
        else ("setup_at", "answered_at", "ended_at")
    )
    picked = ranked[:2] + ranked[-1:] if len(ranked) > 2 else ranked
    for field, column in zip(fields, picked, strict=True):
        if field not in found:
            found[field] = Guess(column, round(0.7 * profiles[column].time, 2), "by the order of its values")


def _gap_us(columns: Sequence[Sequence[str]], profiles: Sequence[Profile], earlier: int, later: int) -> int:
    """Microseconds from one column's times to another's, by the rows that have both."""
    pairs = [
        (read_time(a, ZONE, profiles[earlier].order), read_time(b, ZONE, profiles[later].order))
        for a, b in zip(columns[earlier], columns[later], strict=True)
    ]
    return sum(b - a for a, b in pairs if a > NOT_ONE and b > NOT_ONE) or later - earlier


def _add_durations(found: dict[str, Guess], profiles: Sequence[Profile], columns: Sequence[Sequence[str]]) -> None:
    """Talk time by its values; of two columns of durations the longer is the total."""
    if "talk" in found or {"answered_at", "ended_at"} <= found.keys():
        return
    free = [
        c
        for c in _free(found, profiles)
        if profiles[c].duration >= 0.9 and profiles[c].time < 0.5 and profiles[c].distinct > 0.02
    ]
    ranked = sorted(free, key=lambda column: _seconds(columns[column]), reverse=True)
    ranked = [column for column in ranked if _seconds(columns[column]) < 7200 and not _is_counter(columns[column])]
    if ranked:
        talk = ranked[1] if len(ranked) > 1 and _is_never_longer(columns[ranked[1]], columns[ranked[0]]) else ranked[0]
        found["talk"] = Guess(talk, round(_BY_VALUES_ALONE * profiles[talk].duration, 2), "by its values: CONFIRM")
        if talk != ranked[0] and "total" not in found:
            found["total"] = Guess(ranked[0], _LEAST, "by its values, never shorter than the talk: CONFIRM")


def _seconds(values: Sequence[str]) -> float:
    read = [read_duration(value, "s") / 1000 for value in values if value.strip()]
    return float(np.mean([value for value in read if value >= 0] or [0.0]))


def is_talk_whole(found: dict[str, Guess], columns: Sequence[Sequence[str]], order: str) -> bool:
    """True when the duration is end - start in every row, to the second: then it cannot be told from talk with ringing."""
    start, end, talk = (columns[found[name].column] for name in ("setup_at", "ended_at", "talk"))
    read = [
        (read_time(a, ZONE, order), read_time(b, ZONE, order), read_duration(c, "s"))
        for a, b, c in zip(start, end, talk, strict=True)
    ]
    told = [(a, b, c) for a, b, c in read if a > NOT_ONE and b > NOT_ONE and c >= 0]
    return all(abs((b - a) // 1000 - c) <= 1000 for a, b, c in told)


def _is_counter(values: Sequence[str]) -> bool:
    """True for row numbers."""
    return all(b.isdigit() and a.isdigit() and int(b) == int(a) + 1 for a, b in pairwise(values[:50]))


def _is_never_longer(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    pairs = [
        (read_duration(a, "s"), read_duration(b, "s"))
        for a, b in zip(shorter, longer, strict=True)
        if a.strip() and b.strip()
    ]
    return bool(pairs) and all(a <= b for a, b in pairs)


def _add_plain(found: dict[str, Guess], profiles: Sequence[Profile]) -> None:
    """Fields that their values alone give away."""
    for field, kind in (("direction", "direction"), ("disposition", "disposition"), ("route", "route")):
        best = max(_free(found, profiles), key=lambda column: getattr(profiles[column], kind), default=None)
        if field not in found and best is not None and getattr(profiles[best], kind) >= 0.9:
            why = "by its values: CONFIRM" if field == "route" else "by its values"  # the tariff has the same words
            found[field] = Guess(best, _BY_VALUES_ALONE, why)
