"""The yearly special report in words."""
