"""The languages that members, pages and documents have, in the order in which they are offered."""

LANGUAGES = ("nl", "fr", "en", "de")
"""Codes as in ISO 639-1. Each has a catalogue of sentences, but English, in which they are written."""
