"""Frauds of the city with their ground truth, one file a kind. How they go is from published descriptions, not from any detector."""
