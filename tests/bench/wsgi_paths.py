"""The addresses that only the served application of the bench has."""

EMPTY = "/bench/empty"
STATEMENTS = "/bench/statements"
MEMORY = "/bench/memory"
LEAK = "/bench/leak"
