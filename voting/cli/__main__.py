"""``python -m voting.cli`` is the command ``voting``."""

from voting.cli import main

main(prog_name="voting")
