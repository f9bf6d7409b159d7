"""Meetings with members, workshops, trainings and information sessions: when, where, and who came."""
