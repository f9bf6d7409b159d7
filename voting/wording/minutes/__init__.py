"""The draft of the minutes in words."""
