"""Figures about a year and an assembly."""
