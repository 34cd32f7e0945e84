"""The only code that touches storage: records (spool, lake, lookup index) and the ledger."""
