"""What we are measured against: each file is one program that does the same job on the same events, in an environment of its own.

`python -m benchmarks.peers.NAME …` does the job and prints one JSON line; `ask.py` runs it. Only `job.py`, `meter.py` and `plain.py` are
imported here by programs of other environments: they need nothing but psutil.
"""
