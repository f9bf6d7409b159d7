"""Inviting: letters by mail and on paper, and their texts."""
