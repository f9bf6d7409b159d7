"""The hash-chained log: whoever changes something says so here."""
