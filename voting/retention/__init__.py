"""How long each kind of data about people is kept, and what has been forgotten."""
