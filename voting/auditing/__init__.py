"""What an auditor holds against each other: the tables, the log, and what was kept outside."""
