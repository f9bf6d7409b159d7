"""What comes from outside, changed in every way: it is read, or refused as we refuse."""
