"""Arithmetic on whole Arrow columns: hashes and integer keys. No per-row Python."""

from linewarden.columns.hashing import hash_text, int_keys, mix, record_ids

__all__ = ["hash_text", "int_keys", "mix", "record_ids"]
