"""Keys: lost, wrong, on paper and back."""
