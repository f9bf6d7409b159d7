"""What is kept of people and how long: a member's own data, and forgetting what is no longer needed."""
