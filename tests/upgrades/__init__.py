"""Upgrading: the schemas that there were, and what is refused on another one."""
