"""The live stream: one reader of the change feed for all browsers."""
