"""Proofs of the ranked counts: published cases, an independent library, and properties."""
