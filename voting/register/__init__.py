"""The register of members: who joined and left when, and its CSV."""
