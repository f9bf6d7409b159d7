"""The room of the office: the secretary's register, set-up and reports."""
