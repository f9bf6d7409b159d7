"""A whole synthetic year, as a demonstration and for rehearsals: invented people, real shape."""
