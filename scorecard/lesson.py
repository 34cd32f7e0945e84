"""`python -m scorecard.lesson --seed 401 --out DIR`: a simulated town to learn from before there are outcomes of one's own.

Writes the town's records and `outcomes.csv`, what became of its people as officers would have noted it, for `linewarden replay` and
`linewarden learn`. Victims are those who paid; whoever believed and did not pay, and whom a one-ring call cost a call, is unknown and left out.
"""

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from scorecard.towns import Town
from scorecard.truth import BELIEVED, SMALL_LOSS, Victim, read_victims


def outcomes(told: Iterable[Victim]) -> list[tuple[str, str, str]]:
    """Number, outcome and time of the first loss of everybody whom gangs moved, by number."""
    rows: dict[int, tuple[str, str]] = {}
    for victim in told:
        if victim.outcome not in BELIEVED:
            continue
        is_loss = victim.loss_at is not None and victim.kind not in SMALL_LOSS
        lost_at = victim.loss_at.isoformat() if is_loss and victim.loss_at else ""
        known = rows.get(victim.called, ("", ""))[1]
        first = min((at for at in (known, lost_at) if at), default="")
        rows[victim.called] = ("victim" if first else "unknown", first)
    return [(f"+{number}", outcome, lost_at) for number, (outcome, lost_at) in sorted(rows.items())]


def main() -> None:
    """Write both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--factor", type=float, default=200.0, help="frauds are so many times as frequent as true ones")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    Town(asked.seed, asked.people, asked.days, asked.factor).write(asked.out)
    with (asked.out / "outcomes.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(("number", "outcome", "lost_at"))
        table.writerows(outcomes(read_victims(asked.out / "truth.jsonl")))


if __name__ == "__main__":
    main()
