"""Letters in full: who gets what text, with which link and code; made when they are sent or set on paper."""
