"""Today's rules beside changed ones: what their warnings are worth, as JSON and as text."""

from dataclasses import dataclass
from typing import Any

from linewarden.history.comparison import CHANGED, TODAY
from linewarden.history.dispositions import MOST_TOLD
from linewarden.history.worth import MINUTES, Frame, Share, Worth
from linewarden.model.warning import Level

_NAME, _CELL = 34, 18


@dataclass(frozen=True, slots=True)
class Worths:
    """One or two runs over the same records: today's, and that of the changed rules."""

    frame: Frame
    runs: tuple[Worth, ...]

    @property
    def titled(self) -> dict[str, Worth]:
        """By name."""
        return dict(zip((TODAY, CHANGED), self.runs, strict=False))

    def to_json(self) -> dict[str, Any]:
        """Counts and shares; no telephone numbers but those of the whitelist."""
        told: dict[str, Any] = {
            "from": self.frame.since.isoformat(),
            "until": self.frame.until.isoformat(),
            "days": self.frame.days,
            "capacity": self.frame.capacity,
            "minutes": {level.value: minutes for level, minutes in MINUTES.items()},
            **{title: _run_json(run) for title, run in self.titled.items()},
        }
        if len(self.runs) == 2:
            told["difference"] = self._difference()
        if self.frame.truth is not None:
            bad = self.frame.truth.bad
            told["truth"] = {
                "people": len(self.frame.truth.people),
                "bad_rows": len(bad),
                "bad": [{"line": row.line, "problem": row.problem} for row in bad],
            }
        return told

    def _difference(self) -> dict[str, Any]:
        today, changed = self.runs
        told: dict[str, Any] = {
            "persons_only_today": len(today.people - changed.people),
            "persons_only_changed": len(changed.people - today.people),
            "warnings": {level.value: changed.warnings[level] - today.warnings[level] for level in Level},
            "hours": round(changed.hours - today.hours, 2),
        }
        if today.caught:
            before, after = (run.caught[Level.NOTICE].in_time for run in self.runs)
            told |= {"victims_only_today": len(before - after), "victims_only_changed": len(after - before)}
        return told

    def text(self) -> str:
        """A table for people."""
        runs, capacity = self.runs, self.frame.capacity
        lines = [
            _line(f"warnings over {self.frame.days} days", list(self.titled)),
            *(_line(level.value, [f"{run.warnings[level]:,}" for run in runs]) for level in Level),
            _line("a day", [f"{run.a_day:,.1f}" for run in runs]),
            _line("persons", [f"{len(run.people):,}" for run in runs]),
            _line("officer-hours", [f"{run.hours:,.1f}" for run in runs]),
            _line(f"worked on, {capacity:,} a day at most", [f"{run.within_capacity:,}" for run in runs]),
        ]
        if self.frame.truth is not None:
            lines += self._truth_lines()
        return "\n".join([*lines, *self._difference_lines()])

    def _truth_lines(self) -> list[str]:
        assert self.frame.truth is not None
        runs, bad = self.runs, self.frame.truth.bad
        lines = [
            _line("precision", [_percent(run.precision) for run in runs]),
            _line("precision of those worked on", [_percent(run.precision_within) for run in runs]),
            *(
                _line(f"victims in time, {level.value} or more", [_caught(run, level) for run in runs])
                for level in Level
            ),
            _line("median lead", [_lead(run.caught[Level.NOTICE].median_lead_s) for run in runs]),
            *(f"truth, line {row.line} kept out: {row.problem}" for row in bad[:MOST_TOLD]),
        ]
        return lines + (
            [f"truth: {len(bad) - MOST_TOLD} more rows kept out, --json has them all"] if len(bad) > MOST_TOLD else []
        )

    def _difference_lines(self) -> list[str]:
        if len(self.runs) < 2:
            return []
        told = self._difference()
        pairs = [
            ("persons warned", "persons"),
            *([("victims warned in time", "victims")] if self.runs[0].caught else []),
        ]
        return [
            f"{words} by today's rules only: {told[f'{key}_only_today']:,}, by the changed only: {told[f'{key}_only_changed']:,}"
            for words, key in pairs
        ]


def _line(name: str, cells: list[str]) -> str:
    return f"{name:<{_NAME}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def _run_json(run: Worth) -> dict[str, Any]:
    told: dict[str, Any] = {
        "version": run.version,
        "warnings": {level.value: count for level, count in run.warnings.items()},
        "persons": {level.value: count for level, count in run.persons.items()},
        "persons_in_all": len(run.people),
        "warnings_a_day": round(run.a_day, 2),
        "officer_hours": round(run.hours, 2),
        "worked_on": run.within_capacity,
        "silenced": run.silenced,
        "precision": run.precision.to_json(),
        "precision_worked_on": run.precision_within.to_json(),
    }
    if run.caught:
        told["victims"] = {
            level.value: {
                "in_time": len(caught.in_time),
                "missed": caught.of - len(caught.in_time),
                "share": Share(len(caught.in_time), caught.of).to_json(),
                "median_lead_s": caught.median_lead_s,
            }
            for level, caught in run.caught.items()
        }
    return told


def _percent(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.value:.0%} ({low:.0%}-{high:.0%})"


def _caught(run: Worth, level: Level) -> str:
    caught = run.caught[level]
    return f"{len(caught.in_time):,} of {caught.of:,}"


def _lead(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds / 60:,.0f} min"
