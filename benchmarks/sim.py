"""How fast the synthetic city is made and written, whole data sets with twenty times as much fraud included. Prints one JSON object: records a second of CPU time, and memory.

    python benchmarks/sim.py [--people 200000] [--hours 3]

CPU seconds and not wall seconds: the figure is of one core, whatever else the machine does. No peer makes such data.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from linewarden.sim import START, City, Layout, write_dataset
from linewarden.sim.calls import Calls, Medium
from linewarden.sim.writers.hep import packet
from linewarden.sim.writers.records import content
from linewarden.sim.writers.sip import dialog, sip_calls


def main() -> None:
    """Measure generation alone, with each file layout, and the making of signalling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--hours", type=int, default=3)
    args = parser.parse_args()
    began_s = time.process_time()
    city = City(1, people=args.people)
    built_s = time.process_time() - began_s
    blocks = list(_blocks(city, args.hours))

    def generated() -> int:
        return sum(block.size for block in _blocks(city, args.hours))

    def data_set() -> int:
        with tempfile.TemporaryDirectory() as folder:
            return write_dataset(Path(folder), 1, args.people, args.hours, fraud_factor=20.0).records

    def written(layout: Layout) -> int:
        return sum(block.size for block in blocks if content(block, city.names, layout))

    def signalled() -> int:
        voip = (block[block["medium"] == Medium.SIP] for block in blocks)
        return sum(
            len(packet(message)) > 0
            for block in voip
            for call in sip_calls(block, city.names)
            for message in dialog(call)
        )

    figures = {
        "people": args.people,
        "hours": args.hours,
        "records": sum(block.size for block in blocks),
        "build_s": round(built_s, 2),
        "generated_per_cpu_s": _rate(generated),
        "data_set_per_cpu_s": _rate(data_set),
        "csv_rows_per_cpu_s": _rate(lambda: written(Layout.LINEWARDEN)),
        "sheet_rows_per_cpu_s": _rate(lambda: written(Layout.HUADAN)),
        "hep_packets_per_cpu_s": _rate(signalled),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(figures))


def _blocks(city: City, hours: int) -> Iterator[Calls]:
    return city.blocks(START, START + timedelta(hours=hours))


def _rate(work: Callable[[], int]) -> int:
    began_s = time.process_time()
    done = work()
    return round(done / (time.process_time() - began_s))


if __name__ == "__main__":
    main()
