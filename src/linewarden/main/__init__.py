"""The commands."""


def main() -> int:
    """Exit code of the command line."""
    return 0
