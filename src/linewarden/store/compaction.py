"""Which sealed ranges to make one of, and the rows of that one: a lookup visits every range, so few large ones are faster.

Size-tiered: ranges of about one size are merged when there are enough of them, so a row is written again about once a tier. Only
adjacent ranges are: what they hold together is again a range of blocks.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from linewarden.store.lake import Lake
from linewarden.store.merging import in_setup_order
from linewarden.store.parquet_files import ROW_GROUP_ROWS
from linewarden.store.progress import Progress
from linewarden.store.ranges import RangeRows, sorted_messages
from linewarden.store.seals import Seal
from linewarden.store.settings import StoreSettings
from linewarden.store.tail import MESSAGE_COST


def next_run(seals: Sequence[Seal], settings: StoreSettings, *, force: bool) -> tuple[Seal, ...]:
    """Adjacent ranges to merge next; none when there are too few. Forced, whichever together still make no more than `merged_rows`."""
    if force:
        return _first_run(seals, 2, settings.merged_rows, settings.merged_rows, as_many_as_fit=True)
    tiers = _tiers(settings)
    for most in tiers:
        run = _first_run(seals, settings.merge_ranges, most, settings.merged_rows, as_many_as_fit=False)
        if run:
            return run
    return _full_run(seals, tiers[-1], settings.merged_rows)


def merged(seals: Sequence[Seal], lake: Lake) -> RangeRows:
    """The rows of adjacent ranges as those of one. Raises StoreError when one is damaged."""
    progress = Progress()
    for seal in seals:
        progress.extend(seal.progress)
    rejects = [lake.read("rejects", seal) for seal in seals if seal.rejects is not None]
    return RangeRows(
        first=seals[0].first,
        last=seals[-1].last,
        generation=0,
        progress=progress,
        cdrs=in_setup_order([(lake.path("cdr", seal), seal.cdr.first_us) for seal in seals if seal.cdr is not None]),
        sip=_messages(seals, lake),
        rejects=pa.concat_tables(rejects) if rejects else None,
    )


def _tiers(settings: StoreSettings) -> list[int]:
    """The greatest weight of a range of each tier, smallest tier first; so many of one tier make no more than one of the next."""
    tiers = [settings.merged_rows // settings.merge_ranges]
    while tiers[0] >= settings.merge_ranges:
        tiers.insert(0, tiers[0] // settings.merge_ranges)
    return tiers


def _first_run(
    seals: Sequence[Seal], least: int, most_each: int, most_all: int, *, as_many_as_fit: bool
) -> tuple[Seal, ...]:
    """The oldest `least` adjacent ranges, or as many more as fit, of at most this weight each and all together."""
    run: list[Seal] = []
    for seal in seals:
        weight = _weight(seal)
        if weight > most_each or sum(map(_weight, run)) + weight > most_all:
            if len(run) >= least:
                break
            run = []
        if weight <= most_each:
            run.append(seal)
        if len(run) == least and not as_many_as_fit:
            break
    return tuple(run) if len(run) >= least else ()


def _full_run(seals: Sequence[Seal], least_each: int, most_all: int) -> tuple[Seal, ...]:
    """The oldest adjacent ranges above all tiers that are as many as fit into one: the next would be too much.

    Sealing takes whole blocks, so ranges weigh a little more than a tier has room for, and would otherwise stay as small as they are for ever.
    """
    run: list[Seal] = []
    for seal in seals:
        weight = _weight(seal)
        if weight <= least_each:
            run = []
        elif sum(map(_weight, run)) + weight <= most_all:
            run.append(seal)
        elif len(run) >= 2:
            break
        else:
            run = [seal]
    else:
        return ()
    return tuple(run)


def _weight(seal: Seal) -> int:
    """What a range weighs, in records."""
    cdrs, sip, rejects = (part.rows if part is not None else 0 for part in (seal.cdr, seal.sip, seal.rejects))
    return max(1, cdrs + MESSAGE_COST * sip + rejects)


def _messages(seals: Sequence[Seal], lake: Lake) -> Iterator[pa.RecordBatch]:
    """The messages of the ranges in batches of about a row group, so that few are in memory."""
    held: list[pa.Table] = []
    for seal in seals:
        if seal.sip is not None:
            held.append(lake.read("sip", seal))
        if sum(table.num_rows for table in held) >= ROW_GROUP_ROWS:
            yield sorted_messages(pa.concat_tables(held))
            held = []
    if held:
        yield sorted_messages(pa.concat_tables(held))
