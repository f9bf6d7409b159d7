"""What the halls are shown: their displays, what the chair puts on them, and live choices."""
