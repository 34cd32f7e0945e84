"""Calls as rows of a carrier's record file, in two layouts: our own CSV and a Chinese 话单 sheet. Truth columns never leave."""

from enum import StrEnum
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from linewarden.model.cdr import Route, Service
from linewarden.sim.calls import SECOND, Calls, Ints, Kind, Medium
from linewarden.sim.numbers import written
from linewarden.sim.people import Flags
from linewarden.sim.places import Names
from linewarden.sim.rhythm import LOCAL


class Layout(StrEnum):
    """Layouts of record files, by the name of the map that reads them."""

    LINEWARDEN = "linewarden"  # UTF-8, ISO 8601 UTC, all that is known
    HUADAN = "cn-huadan"  # GB18030, local time in whole seconds, what a 话单 sheet has


CSV_COLUMNS = (
    "call_id", "cli", "called", "setup_at", "answered_at", "ended_at", "service", "release_cause", "trunk_in", "trunk_out", "source_ip",
    "user_agent", "codec", "cell", "imei", "imsi", "roaming", "route",
)  # fmt: skip
SHEET_COLUMNS = (
    "话单编号",
    "主叫号码",
    "被叫号码",
    "通话开始时间",
    "通话时长(秒)",
    "呼叫类型",
    "入中继",
    "小区",
    "IMEI",
    "IMSI",
    "漫游地",
)
ENCODINGS = {Layout.LINEWARDEN: "utf-8", Layout.HUADAN: "gb18030"}

_SERVICES = pa.array([Service.VOICE, Service.SMS])
_DIRECTIONS = pa.array(["主叫", "短信发送"])
_ROUTES = pa.array([route.name.lower() for route in sorted(Route)])


def content(calls: Calls, names: Names, layout: Layout, *, with_header: bool = True) -> bytes:
    """The calls as a whole file, in the order given. Every text is plain: no comma, quote or line end occurs in any."""
    table = _sheet(calls, names) if layout is Layout.HUADAN else _canonical(calls, names)
    sink = BytesIO()
    csv.write_csv(table, sink, csv.WriteOptions(include_header=False, quoting_style="none"))
    head = ",".join(table.column_names) + "\n" if with_header else ""
    encoding = ENCODINGS[layout]
    body = sink.getvalue()
    return head.encode(encoding) + (body if encoding == "utf-8" else body.decode().encode(encoding))


def call_ids(calls: Calls) -> pa.Array:
    """The carriers' own ids of the calls: they say DEMO too."""
    return pc.binary_join_element_wise("DEMO", pa.array(calls["number"]).cast(pa.utf8()), "-")


def _canonical(calls: Calls, names: Names) -> pa.Table:
    is_sms = calls["service"] == Kind.SMS
    is_voip = calls["medium"] == Medium.SIP
    columns = [
        call_ids(calls),
        written(calls["cli"], calls["cli_form"]),
        written(calls["called"], calls["called_form"]),
        _iso(calls["setup_us"]),
        _iso(calls["answer_us"], calls["answer_us"] == 0),
        _iso(calls["end_us"]),
        _SERVICES.take(pa.array(calls["service"])),
        pa.array(calls["cause"], pa.int16(), mask=is_sms),
        _named(calls["trunk_in"], names.trunks),
        _named(calls["trunk_out"], names.trunks),
        _named(calls["source_ip"], names.source_ips),
        _named(calls["user_agent"], names.user_agents),
        _named(np.where(is_voip, calls["codec"], 0), names.codecs),
        _named(calls["cell"], names.cells),
        _digits(calls["imei"]),
        _digits(calls["imsi"]),
        _named(calls["roaming"], names.roaming),
        _ROUTES.take(pa.array(calls["route"])),
    ]
    return pa.table(dict(zip(CSV_COLUMNS, columns, strict=True)))


def _sheet(calls: Calls, names: Names) -> pa.Table:
    """A sheet tells the start of the talk and its length in whole seconds; of a call that nobody took, the setup and 0."""
    is_answered = calls["answer_us"] > 0
    start = np.where(is_answered, calls["answer_us"], calls["setup_us"])
    talk_s = np.where(is_answered, -(-(calls["end_us"] - calls["answer_us"]) // SECOND), 0)
    columns = [
        call_ids(calls),
        written(calls["cli"], calls["cli_form"]),
        written(calls["called"], calls["called_form"]),
        pa.array((start + LOCAL) // SECOND, pa.timestamp("s")).cast(pa.utf8()),
        pa.array(talk_s),
        _DIRECTIONS.take(pa.array(calls["service"])),
        _named(calls["trunk_in"], names.trunks),
        _named(calls["cell"], names.cells),
        _digits(calls["imei"]),
        _digits(calls["imsi"]),
        _named(calls["roaming"], names.roaming),
    ]
    return pa.table(dict(zip(SHEET_COLUMNS, columns, strict=True)))


def _named(index: Ints, texts: tuple[str, ...]) -> pa.Array:
    return pa.array(texts).take(pa.array(index))


def _digits(numbers: Ints) -> pa.Array:
    """15 digits, or nothing where there is none."""
    texts = pc.utf8_lpad(pa.array(numbers).cast(pa.utf8()), 15, "0")
    return pc.if_else(pa.array(numbers > 0), texts, "")


def _iso(at_us: Ints, is_absent: Flags | None = None) -> pa.Array:
    """ISO 8601 in UTC to the millisecond."""
    texts = pa.array(at_us // 1000, pa.timestamp("ms"), mask=is_absent).cast(pa.utf8())  # "2026-11-16 02:00:00.000"
    day, hour = pc.utf8_slice_codeunits(texts, 0, 10), pc.utf8_slice_codeunits(texts, 11, 23)
    return pc.binary_join_element_wise(pc.binary_join_element_wise(day, hour, "T"), "Z", "")
