"""Tables of everything that the city is made with, as Markdown: they stand in docs/reference/synthetic-city.md, and a test compares."""

from collections.abc import Iterable

from linewarden.sim.frauds.rate import FraudRate
from linewarden.sim.frauds.underworld import DEMO_RATES, REAL_RATES
from linewarden.sim.manners import MANNERS
from linewarden.sim.offices import TRADES
from linewarden.sim.parameters import PARAMETERS
from linewarden.sim.professions import PROFESSIONS


def tables() -> str:
    """All tables under their headings."""
    return "\n\n".join(
        (
            "### Rates",
            _table(
                ("name", "value", "unit", "what", "source"),
                ((p.name, p.value, p.unit, p.says, p.source) for p in PARAMETERS),
            ),
            "### Professions",
            _table(
                ("profession", "weekday rhythm", "weekend rhythm", "clients"),
                ((p.name, p.weekday, p.weekend or p.weekday, p.clients) for p in PROFESSIONS),
            ),
            "### Offices",
            _table(
                ("office", "per 100,000 residents", "calls a day", "manner", "lines", "clients", "source"),
                ((t.name, t.each, t.calls, t.manner, t.lines, t.clients or "anybody", t.source) for t in TRADES),
            ),
            "### How calls go",
            _table(
                (
                    "manner",
                    "answered",
                    "talk median s",
                    "talk σ",
                    "talk max s",
                    "cut within 9 s",
                    "ring median s",
                    "patience s",
                    "source",
                ),
                (
                    (
                        m.name,
                        m.answer_ratio,
                        m.talk_median_s,
                        m.talk_sigma,
                        m.talk_max_s,
                        m.cut_ratio,
                        m.ring_median_s,
                        m.patience_s,
                        m.source,
                    )
                    for m in MANNERS
                ),
            ),
            "### Frauds at true base rates",
            _rates(REAL_RATES),
            "### Frauds of the demonstration",
            _rates(DEMO_RATES),
        )
    )


def _rates(rates: tuple[FraudRate, ...]) -> str:
    return _table(
        (
            "kind",
            "campaigns per 100,000 residents and day",
            "hooked of those who answer or listen",
            "lost of the hooked",
            "rhythm",
            "source",
        ),
        ((r.kind.name.lower(), r.campaigns, r.hook_ratio, r.loss_ratio, r.rhythm, r.source) for r in rates),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
