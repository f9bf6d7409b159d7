"""The addresses that only the served application of the bench has."""

EMPTY = "/bench/empty"
STATEMENTS = "/bench/statements"
LONGEST = "/bench/longest"
MEMORY = "/bench/memory"
LEAK = "/bench/leak"
