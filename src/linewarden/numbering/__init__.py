"""Telephone numbers: any written form → canonical number, its place, its owner if it is a public line, and how it is shown.

Rules and sources: docs/reference/numbers.md.
"""

from linewarden.numbering.column import NumberColumn, normalise_column
from linewarden.numbering.home import Home
from linewarden.numbering.scalar import describe, normalise
from linewarden.numbering.services import Category, Service, service_keys, service_of, services
from linewarden.numbering.shown import display, masked

__all__ = [
    "Category",
    "Home",
    "NumberColumn",
    "Service",
    "describe",
    "display",
    "masked",
    "normalise",
    "normalise_column",
    "service_keys",
    "service_of",
    "services",
]
