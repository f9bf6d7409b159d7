"""Sealed ballots: encrypted to a key that keyholders made together, proven well formed, opened as a sum.

Values in, values out: the room knows no database, no clock, no request and nothing else of the house. Formats
and equations, and what is promised and what is not: docs/sealed.md. Nothing in the product calls it yet.
"""
