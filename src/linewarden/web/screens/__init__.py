"""Routes, a file per screen. Each asks the guard, reads the ledger or the records, and answers with a shape."""
