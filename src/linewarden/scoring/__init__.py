"""Feature values to a risk of the calling side, with reasons. Rules are rows of a table (`rules.RULES`)."""
