"""Practice votes: on something harmless, outside the record."""
