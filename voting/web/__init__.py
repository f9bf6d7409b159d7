"""One room for each kind of person, and what these rooms share."""
