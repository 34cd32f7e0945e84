"""What is learned from what became of people: trees that challenge the table in shadow, and changed steps of the table (decision 0020)."""
