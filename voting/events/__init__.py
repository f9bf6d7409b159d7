"""Preparatory meetings, workshops and trainings: when, where, and who came."""
