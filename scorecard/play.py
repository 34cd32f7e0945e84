"""A town through the platform as a user would play it, and what is judged of it."""

import subprocess
import sys
from pathlib import Path

from linewarden.sim import INTERNATIONAL_TRUNKS
from scorecard.towns import Town

WARM_DAYS = 2
"""Neither judged nor learned from: who knows whom is not known yet."""

FITTED = (401, 402, 403, 404, 405)
"""Seeds of the towns that the steps and the trees of the called side were learned from."""

LESSONS = (901, 902, 903)
"""Seeds of the towns that LightGBM learns from. No town is judged that anything was learned from."""


def replayed(town: Town, folder: Path) -> int:
    """Write the town's records and play them; records written. Leaves `store` and `warnings.jsonl` in the folder."""
    written = town.write(folder)
    trunks = [part for trunk in INTERNATIONAL_TRUNKS for part in ("--international-trunk", trunk)]
    command = [sys.executable, "-m", "linewarden.main", "replay", str(folder / "records.csv"), "--map", "linewarden",
               "--out", str(folder / "store"), "--warnings", str(folder / "warnings.jsonl"), *trunks]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return written
