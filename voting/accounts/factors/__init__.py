"""The second factor of the staff: what somebody has beside their code, and how they show it."""
