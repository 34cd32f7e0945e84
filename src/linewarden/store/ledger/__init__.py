"""Rows with a life cycle: warnings, legal bases, accounts, sessions and the audit (decision 0003)."""

from linewarden.store.ledger.audit import Deed
from linewarden.store.ledger.book import Ledger
from linewarden.store.ledger.warnings import Change

__all__ = ["Change", "Deed", "Ledger"]
