"""Entries in the audit for what is done at the terminal."""

import getpass
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from linewarden.config import load_settings
from linewarden.errors import ConfigError
from linewarden.store.ledger import Deed, Ledger

LEAST_PURPOSE = 4
"""Characters; 「案情核查」 is a purpose, "x" is none."""


def purpose_of(args: Namespace) -> str:
    """The --purpose of a look-up. Raises ConfigError when it says nothing."""
    purpose = (args.purpose or "").strip()
    if len(purpose) < LEAST_PURPOSE:
        raise ConfigError(f"--purpose {args.purpose!r} says nothing; write what the answer is for")
    return purpose


def put_on_record(
    folder: Path,
    args: Namespace,
    action: str,
    subject: str,
    *,
    purpose: str = "",
    detail: Mapping[str, str | int | bool | None],
) -> None:
    """Write into the audit of the installation whose data lie in `folder`. Raises StoreError when that fails: then the deed must not happen."""
    settings = load_settings(args.config)
    if args.folder is not None:  # that of another installation, such as the --out of a replay
        settings = settings.model_copy(update={"data": folder, "ledger_url": None})
    ledger = Ledger.open(settings.ledger, max_accounts=settings.max_accounts)
    try:
        deed = Deed(
            actor=f"console:{getpass.getuser()}", action=action, subject=subject, purpose=purpose, detail=detail
        )
        ledger.audit.append(deed, at=datetime.now(UTC))
    finally:
        ledger.close()
