"""Frozen records and value types; no I/O. Stages exchange these and nothing else."""
