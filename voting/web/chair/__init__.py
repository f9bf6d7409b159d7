"""The room of the chair: run the meeting."""
