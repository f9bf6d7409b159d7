"""Who and what serves on the day: staff and displays."""
