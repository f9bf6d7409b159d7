"""The command that says whether the clocks agree, and which is right where they do not."""

import click
from flask import current_app

from voting.cli.opening import ACTOR, database
from voting.database import writing
from voting.timekeeping.machines import doubts, settle_doubts, take_over


@click.command("clock")
@click.option("--follow", "right", flag_value="follow", help="The clock that is ahead or behind is right.")
@click.option("--keep", "right", flag_value="keep", help="The time by which the votes go on is right.")
def clock(right: str | None) -> None:
    """Say whether the clocks agree; where they do not, say which is right. The chair's console can, too."""
    with database() as session:
        steady = current_app.extensions["clock"]
        take_over(session, steady)
        click.echo(f"The votes go by {steady():%Y-%m-%d %H:%M:%S} UTC.")
        for one in doubts(session):
            click.echo(f"{one.name}: the clock of the {one.against} is {one.ahead:.0f} s ahead.")
        if right is not None:
            with writing(session):
                settle_doubts(session, follow=right == "follow", now=steady(), actor=ACTOR)
