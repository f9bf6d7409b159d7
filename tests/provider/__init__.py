"""Providers of OpenID Connect: a real one, in a process of its own, and one that answers as a test wants."""
