"""Linewarden (守线): call records and signalling in, graded fraud warnings with reasons out."""

__version__ = "0.1.0"
