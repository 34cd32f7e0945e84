"""What a command is."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """What it takes and what it does."""

    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]  # exit code; may raise LinewardenError (exit code 2)
