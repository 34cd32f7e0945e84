"""Windows of a day and a week in few bytes: counts by panes of time, counterparties by fingerprints.

What a value means and how far it may be from the exact one stands in `panes` and `parties`. A subject costs some 100 to 250 bytes
(`light`) until it is busy enough to earn 3 KB and more (`heavy`); nobody sees the difference in the values, but for more than
`parties.MOST` counterparties.
"""
