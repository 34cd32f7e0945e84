"""Words to the person at the terminal: results go to standard output, everything else to standard error."""

import contextlib
import sys
from typing import TextIO, cast

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


def say(text: str = "") -> None:
    """A line of result."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """A line about what is wrong."""
    sys.stderr.write(f"linewarden: {text}\n")
    sys.stderr.flush()


def progress() -> Progress:
    """A bar on standard error; redirected, it is silent but for what the command says itself."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}% {task.fields[note]}"),
        TimeElapsedColumn(), TimeRemainingColumn(), console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip


class _LogStream:
    """Standard error that ends nothing: where the log's disk is full, lines wait or are lost, and the platform goes on."""

    def write(self, text: str) -> int:
        """As a text stream does."""
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """As a text stream does."""
        with contextlib.suppress(OSError):
            sys.stderr.flush()


def log_to_stderr() -> None:
    """Structured log lines, as text for people at a terminal and as JSON otherwise."""
    end: list[structlog.typing.Processor] = (
        [
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        ]  # the richer one prints variables, numbers among them
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), *end],
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _LogStream())),
    )
