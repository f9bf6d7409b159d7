"""A recorded day, played through the application's own routes and held against what must come out."""
