"""Alembic environment and migrations of the ledger, shipped inside the package."""
