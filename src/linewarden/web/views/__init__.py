"""Model records to shapes: pure functions, masking included."""
