"""Small changes to the pure rules, one at a time: the tests must notice each. ``make mutants`` runs it."""
