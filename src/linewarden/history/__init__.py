"""What was known at every past call: features and scores over the whole record store, on this machine or on a Spark cluster.

Both engines run the same compiled kernel over the same stream, so they give the same numbers; a checksum proves it for every run.
"""
