"""The room of the api: the same, for machines."""
