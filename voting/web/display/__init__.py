"""The room of the display: the screen in the hall."""
