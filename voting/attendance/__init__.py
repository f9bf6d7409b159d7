"""Admission passes, check-in and presence."""
