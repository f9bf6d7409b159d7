"""Who can sign in, with what, and in which roles."""
