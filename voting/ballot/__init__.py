"""Resolutions, the one gate through which every vote goes, paper, tally and outcome."""
