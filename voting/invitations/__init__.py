"""Invitations to an assembly: by mail and on paper, reminders, and how far they have got."""
