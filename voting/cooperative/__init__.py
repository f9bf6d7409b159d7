"""The cooperative itself: entered once, and named wherever it speaks."""
