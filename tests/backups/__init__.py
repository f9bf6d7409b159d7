"""Backups: taken while votes are cast, refused where they are not whole, and restored."""
