"""Memory of this process."""

import resource


def peak_rss_mb() -> int:
    """Largest resident size so far, in MB (10^6 bytes). Linux counts in KiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
