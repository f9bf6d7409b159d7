"""The discussion: who wants to speak, and questions in writing (WVV/CSA art. 6:75)."""
