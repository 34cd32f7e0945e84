"""Numbers read per second of processor time: ours against `phonenumbers.parse` + `is_valid_number` on the same texts in the same run.

    python benchmarks/numbering.py [--rows 200000] [--runs 5]

Prints one JSON object: median rows per second of processor time of each, and how many times faster ours is, for clean mobile numbers and for a mix as a
city's feeds write it (seeded, every number drawn anew, so few texts repeat).
"""

import argparse
import gc
import json
import random
import statistics
import time
from collections.abc import Callable

import phonenumbers
import pyarrow as pa

from linewarden.numbering import Home, normalise, normalise_column

CHANGZHOU = Home("CN", "519", "常州")


def mobile(draw: random.Random) -> str:
    """A mainland mobile number."""
    return f"1{draw.choice(('38', '39', '50', '58', '86', '89', '33'))}{draw.randrange(10**8):08d}"


MIX: tuple[tuple[int, Callable[[random.Random], str]], ...] = (
    (40, mobile),
    (15, lambda draw: "86" + mobile(draw)),
    (10, lambda draw: "+86" + mobile(draw)),
    (5, lambda draw: "0086" + mobile(draw)),
    (8, lambda draw: f"0519{draw.randrange(80_000_000, 89_999_999)}"),
    (5, lambda draw: f"0519-{draw.randrange(80_000_000, 89_999_999)}"),
    (4, lambda draw: f"{draw.randrange(80_000_000, 89_999_999)}"),
    (5, lambda draw: draw.choice(("110", "12345", "95588", "10086", "96110", "4008001234", "120", "95533"))),
    (3, lambda draw: f"+1415555{draw.randrange(10_000):04d}"),
    (2, lambda draw: f"00852{draw.randrange(60_000_000, 69_999_999)}"),
    (3, lambda draw: draw.choice(("", "anonymous", "未知", "\\N"))),
)


def peer(text: str) -> bool:
    """What a program without our tables would do: parse as seen from China and ask whether the number is valid."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, "CN"))
    except phonenumbers.NumberParseException:
        return False


def rows_per_s(work: Callable[[list[str]], object], draws: list[list[str]]) -> float:
    """Median rows per CPU second over the draws but the first, which warms up; no text cache helps, as each draw is new."""
    speeds = []
    for texts in draws:
        gc.collect()
        began = time.process_time()
        work(texts)
        speeds.append(len(texts) / (time.process_time() - began))
    return statistics.median(speeds[1:])


def compare(draws: list[list[str]]) -> dict[str, float]:
    """Column, scalar and peer on the same texts; scalar and peer on the first tenth."""
    some = [texts[: len(texts) // 10] for texts in draws]
    columns = {id(texts): pa.array(texts) for texts in draws}
    ours = rows_per_s(lambda texts: normalise_column(columns[id(texts)], home=CHANGZHOU), draws)
    one_by_one = rows_per_s(lambda texts: [normalise(text, home=CHANGZHOU) for text in texts], some)
    theirs = rows_per_s(lambda texts: [peer(text) for text in texts], some)
    return {
        "column_rows_per_s": round(ours),
        "scalar_rows_per_s": round(one_by_one),
        "phonenumbers_rows_per_s": round(theirs),
        "column_ratio": round(ours / theirs, 1),
        "scalar_ratio": round(one_by_one / theirs, 2),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    draw = random.Random(519)
    weights, writers = zip(*MIX, strict=True)
    mixed = [[writer(draw) for writer in draw.choices(writers, weights, k=asked.rows)] for _ in range(asked.runs + 1)]
    clean = [[mobile(draw) for _ in range(asked.rows)] for _ in range(asked.runs + 1)]
    print(
        json.dumps({"rows": asked.rows, "runs": asked.runs, "clean_mobiles": compare(clean), "mixed": compare(mixed)})
    )


if __name__ == "__main__":
    main()
