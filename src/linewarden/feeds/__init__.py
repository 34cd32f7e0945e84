"""Carrier feeds: files and signalling in, blocks of canonical records out. Bad rows become `Reject`s, never errors."""
