"""Voting tablets of a venue: enrolled once, handed to one member at a time, locked in between."""
