"""Two application machines and two of the database on one machine, in network namespaces; and what befalls
them."""
