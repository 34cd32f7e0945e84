"""Scores to warnings: one person, one warning that grows, with a grade, a cool-down and an end."""
