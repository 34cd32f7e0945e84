"""What goes over the wire: one pydantic model a JSON object. Unknown keys are refused; times are UTC, ISO 8601 with Z."""
