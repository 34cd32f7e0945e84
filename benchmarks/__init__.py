"""Ours against a peer on the same work in the same run; medians and ratios, memory stated."""
