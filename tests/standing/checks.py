"""What must be in the database after everything that was acknowledged."""

from dataclasses import dataclass

import psycopg

from tests.standing.load import Acts

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """How many acknowledged acts are lost, and how many things are there twice or have no counterpart."""

    lost: int
    double: int


def check(connection: Connection, acts: Acts) -> Found:
    """Hold the database against what was acknowledged until now."""
    votes, arrivals = dict(acts.votes), dict(acts.arrivals)  # as they are before it is looked
    marks = {(row[0], row[1]): row[2] for row in connection.execute(PARTICIPATIONS)}
    scans = {row[0]: row[1] for row in connection.execute("SELECT nonce, member FROM check_in")}
    lost = sum(marks.get(key) != mark for key, mark in votes.items())
    lost += sum(scans.get(mark) != member for mark, member in arrivals.items())
    (unequal,) = connection.execute(UNEQUAL).fetchone() or (0,)
    (twice,) = connection.execute(TWICE).fetchone() or (0,)
    return Found(lost, int(str(unequal)) + int(str(twice)))


PARTICIPATIONS = "SELECT resolution_id, member, attempt FROM participation"
UNEQUAL = """
SELECT coalesce(sum(abs(coalesce(p.number, 0) - coalesce(e.number, 0))), 0) FROM
  (SELECT resolution_id, count(*) AS number FROM participation GROUP BY 1) p
  FULL JOIN (SELECT resolution_id, count(*) AS number FROM envelope GROUP BY 1) e USING (resolution_id)
"""
"""Participations without an envelope, and envelopes without a participation."""
TWICE = """
SELECT coalesce(sum(number - 1), 0) FROM
  (SELECT count(*) AS number FROM presence WHERE place = 'BRU' GROUP BY member HAVING count(*) > 1) twice
"""
"""Stays of one member at the hall beyond the one that they came for."""
