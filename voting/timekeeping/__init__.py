"""Whether the clocks of the installation agree: those of its machines, with what has passed on each, and that
of the database."""
