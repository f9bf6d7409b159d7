"""The room of the desk: check-in, paper ballots and tellers' sheets."""
