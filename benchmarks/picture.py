"""Pictures of the results: `python -m benchmarks.picture [--results DIR] [--out DIR]` writes docs/pictures/performance-*.svg.

Bars on a logarithmic scale, ours in colour, the target as a line where there is one. Labels are Chinese and English; colours follow the
reader's light or dark theme. A picture whose results are missing, or are of an older layout, is left as it is and named.
"""

import argparse
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PICTURES = HERE.parent / "docs" / "pictures"

WIDTH, LABELS, NUMBERS, LINE = 860, 250, 90, 30
TOP, BOTTOM = 64, 34
STYLE = """
text { font: 14px "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; fill: #1f2933 }
.title { font-size: 17px; font-weight: 600 } .small { font-size: 12px; fill: #5a6673 }
.ours { fill: #0b7285 } .peer { fill: #9aa5b1 } .target { stroke: #c2410c; stroke-width: 2; stroke-dasharray: 5 4 } .told { fill: #c2410c }
.ground { fill: #ffffff } .number { paint-order: stroke; stroke: #ffffff; stroke-width: 5px }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e7eb } .small { fill: #9aa5b1 } .ours { fill: #3bc9db } .peer { fill: #616e7c } .ground { fill: #0d1117 } .number { stroke: #0d1117 }
  .target { stroke: #ff922b } .told { fill: #ff922b }
}"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One measured value."""

    label: str
    value: float
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Some bars of one unit. `target` stands in the same unit."""

    zh: str
    en: str
    unit: str
    bars: tuple[Bar, ...]
    target: float | None = None


def features(results: dict[str, Any]) -> Picture:
    """Events through the reference job."""
    found = results["features"]["caller"]["programs"]
    bars = [Bar(NAMES[name], one["per_cpu_s"], name == "ours") for name, one in found.items() if isinstance(one, dict)]
    bars.append(
        Bar(
            "守线，全部特征 ours, all features",
            results["features"]["all"]["programs"]["ours"]["per_cpu_s"],
            is_ours=True,
        )
    )
    return Picture("特征引擎：每秒处理器时间的话单数", "features: calls a second of processor time", "", tuple(bars))


def backfill(results: dict[str, Any]) -> Picture:
    """History by wall clock."""
    found = results["backfill"]
    bars = [
        Bar(NAMES[name], one["wall_s"], name == "ours")
        for name, one in found["programs"].items()
        if isinstance(one, dict)
    ]
    zh, en = f"历史回算 {found['rows']:,} 条话单，双核用时", f"features of {found['rows']:,} past calls, two cores"
    return Picture(zh, en, "s", tuple(bars))


def lookups(results: dict[str, Any]) -> Picture:
    """Medians of each kind of lookup, ours and the peers'."""
    bars = []
    for kind, one in results["store"]["lookups"].items():
        bars.append(Bar(f"{KINDS.get(kind, kind)} {kind}", one["p50_ms"], is_ours=True))
        bars += [
            Bar(f"… {NAMES[peer]}", one[f"{peer}_p50_ms"]) for peer in ("duckdb", "lance") if f"{peer}_p50_ms" in one
        ]
    zh, en = (
        f"查询中位用时，{results['store']['rows']:,} 条",
        f"median time of a lookup among {results['store']['rows']:,} records",
    )
    return Picture(zh, en, "ms", tuple(bars), target=2)


def live(results: dict[str, Any]) -> Picture:
    """From file to officer."""
    bars = []
    for one in (results["live"], results["live"]["at_five_times_the_rate"]):
        rate, took = one["records_per_s"], one["file_to_stream_ms"]
        bars += [Bar(f"{share}，{rate:,} 条/秒 records/s", took[share], is_ours=True) for share in ("p50", "p99")]
    return Picture(
        "从话单到预警的用时",
        "from the record's file to the warning on the officer's screen",
        "ms",
        tuple(bars),
        target=100,
    )


def recovery(results: dict[str, Any]) -> Picture:
    """Seconds after a restart."""
    found = results["recovery"]
    bars = (
        Bar("有快照 with a snapshot", found["with_snapshot_s"], is_ours=True),
        Bar("无快照 without", found["whole_replay_s"]),
    )
    return Picture(
        f"重启恢复用时，{found['records']:,} 条话单",
        f"recovery after a restart, {found['records']:,} records",
        "s",
        bars,
    )


def cluster(results: dict[str, Any]) -> Picture:
    """Throughput of the live clusters."""
    names = {
        "ours": "守线自有分片 our shards (290 values)",
        "ray": "Ray + 守线 our kernel (290)",
        "flink": "Flink SQL (16)",
        "spark": "Spark (16)",
    }
    bars = []
    for name, label in names.items():
        one = results["cluster"][name]
        if isinstance(one, dict):
            bars.append(Bar(label.replace("290", str(one["values_an_event"])), one["per_wall_s"], name == "ours"))
    return Picture(
        "两个工作进程的集群，每秒话单数（每条的特征数）",
        "clusters of two workers: calls a second (values a call)",
        "",
        tuple(bars),
    )


def limit(results: dict[str, Any]) -> Picture:
    """Where the kernel is within the limit of memory."""
    bars = []
    for told, name in (
        ("caller_only", "仅主叫 the caller only"),
        ("numbers_only", "仅号码 numbers only"),
        ("all_subjects", "九类主体 nine subjects"),
    ):
        one = results["limit"]["kernel"][told]
        bars += [
            Bar(f"内存极限 limit: {name}", one["bound_events_per_s"]),
            Bar(f"守线 ours: {name}", one["events_per_cpu_s"], is_ours=True),
        ]
    return Picture(
        "距内存随机访问极限",
        "distance from the limit of random memory access, events a second of one core",
        "",
        tuple(bars),
    )


def memory(results: dict[str, Any]) -> Picture:
    """The engine's memory of a city's week."""
    found = results["city_week"]
    bars = [
        Bar(name, found[told]["whole_city"]["engine_gb"], is_ours=True)
        for told, name in (("numbers_only", "仅号码 numbers only"), ("all_subjects", "九类主体 nine subjects"))
    ]
    return Picture(
        "全市一周在内存中",
        "a city's week in memory, extrapolated from two smaller cities",
        "GB",
        tuple(bars),
        target=12,
    )


NAMES = {
    "ours": "守线 Linewarden",
    "duckdb": "DuckDB",
    "duckdb_micro_batches": "DuckDB 微批 micro-batches",
    "duckdb_whole": "DuckDB 一次查询 one query",
    "flink_sql": "Flink SQL",
    "bytewax": "Bytewax",
    "python_dicts": "Python",
    "chdb": "chDB (ClickHouse)",
    "lance": "Lance",
}
KINDS = {
    "number": "号码",
    "prefix": "前缀",
    "suffix": "尾号",
    "imei": "终端",
    "imsi": "SIM卡",
    "cell": "小区",
    "ip": "地址",
    "trunk": "中继",
    "number, time": "号码＋时间",
    "trunk, time": "中继＋时间",
    "number, cell, time": "号码＋小区＋时间",
    "two numbers": "两个号码",
    "prefix, trunk": "前缀＋中继",
}
ALL: dict[str, Callable[[dict[str, Any]], Picture]] = {
    "features": features,
    "limit": limit,
    "memory": memory,
    "backfill": backfill,
    "lookups": lookups,
    "live": live,
    "recovery": recovery,
    "cluster": cluster,
}


def svg(picture: Picture) -> str:
    """The picture as a document of its own."""
    height = TOP + LINE * len(picture.bars) + BOTTOM
    values = [bar.value for bar in picture.bars if bar.value > 0] + ([picture.target] if picture.target else [])
    low, high = math.floor(math.log10(min(values)) - 0.3), math.log10(max(values))
    room = WIDTH - LABELS - NUMBERS

    def place(value: float) -> float:
        return LABELS + room * max(0.0, math.log10(value) - low) / (high - low) if value > 0 else LABELS

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(picture.en)}">',
        f'<style>{STYLE}</style><rect class="ground" width="{WIDTH}" height="{height}" rx="6"/>',
        f'<text class="title" x="16" y="28">{escape(picture.zh)}</text><text class="small" x="16" y="48">{escape(picture.en)}</text>',
    ]
    numbers: list[str] = []  # on top of the line of the target
    for row, bar in enumerate(picture.bars):
        y = TOP + LINE * row
        end, kind = place(bar.value), "ours" if bar.is_ours else "peer"
        parts.append(f'<text x="{LABELS - 10}" y="{y + 18}" text-anchor="end">{escape(bar.label)}</text>')
        parts.append(
            f'<rect class="{kind}" x="{LABELS}" y="{y + 4}" width="{max(end - LABELS, 1):.1f}" height="{LINE - 10}" rx="3"/>'
        )
        numbers.append(f'<text class="number" x="{end + 8:.1f}" y="{y + 18}">{shown(bar.value)} {picture.unit}</text>')
    if picture.target:
        x, end_y = place(picture.target), height - BOTTOM
        parts.append(f'<line class="target" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 4}" y2="{end_y}"/>')
        parts.append(
            f'<text class="small told" x="{x + 4:.1f}" y="{end_y + 16}">目标 target {shown(picture.target)} {picture.unit}</text>'
        )
    parts += numbers
    parts.append(f'<text class="small" x="16" y="{height - 10}">对数刻度 logarithmic scale</text></svg>\n')
    return "\n".join(parts)


def shown(value: float) -> str:
    """Three digits, or whole thousands."""
    return f"{round(value, -2):,.0f}" if value >= 10_000 else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def read(folder: Path) -> dict[str, Any]:
    """The figures of each benchmark by name."""
    return {path.stem: json.loads(path.read_text("utf-8"))["figures"] for path in sorted(folder.glob("*.json"))}


def main() -> None:
    """Write what can be drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--out", type=Path, default=PICTURES)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    results = read(asked.results)
    for name, make in ALL.items():
        try:
            picture = make(results)
        except (KeyError, TypeError) as error:
            print(f"{name}: no picture, the results lack {error}")
            continue
        (asked.out / f"performance-{name}.svg").write_text(svg(picture), "utf-8")
        print(f"{name}: {asked.out}/performance-{name}.svg")


if __name__ == "__main__":
    main()
