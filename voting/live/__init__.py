"""What changed, told to every open screen."""
