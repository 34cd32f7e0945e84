"""The rule book: both rule tables and the whitelist as one value with a version (decision 0018)."""
