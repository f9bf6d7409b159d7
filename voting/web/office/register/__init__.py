"""The register: searched, changed, brought in, and who looked at it."""
