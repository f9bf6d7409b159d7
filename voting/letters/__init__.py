"""Whole letters, with the link and code of the member they are for; written only when they are sent or
printed."""
