"""Misuse alarms: a table of rules over the audit, and the look through it that raises them (decision 0025)."""
