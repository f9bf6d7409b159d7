"""The member's room: my assembly, vote, proxy, receipt."""
