"""Arithmetic on whole Arrow columns: hashes and integer keys. No per-row Python."""

from linewarden.columns.hashing import hash_text, int_keys, mix, record_ids
from linewarden.columns.oddities import ODDITY_COLUMNS, oddities

__all__ = ["ODDITY_COLUMNS", "hash_text", "int_keys", "mix", "oddities", "record_ids"]
