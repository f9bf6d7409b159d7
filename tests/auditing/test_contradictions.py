"""Whoever changes the tables, with the triggers out of the way, is found: each change is named in a
sentence."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.auditing.attacker import change
from tests.ballot.meeting import step, vote_online
from tests.gate.crowd import attempt
from tests.privacy.lived import live
from tests.world import MEETING, World
from voting.assembly.incidents import end_incident, note_incident
from voting.assembly.models import Assembly
from voting.audit.chain import digest, verify
from voting.auditing.contradictions import contradictions
from voting.ballot.life import annul_resolution
from voting.ballot.models import Resolution, Result
from voting.ballot.roll_corrections import remove_from_roll
from voting.database import writing
from voting.discussion.declarations import note_declaration
from voting.extensions import db

TAMPERINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "a participation added": (
        (
            "INSERT INTO participation (resolution_id, member, channel, cast_at) "
            "VALUES (1, '30', 'online', '2025-06-17 08:00:00')",
            "INSERT INTO deposit (resolution_id, key, channel) "
            "SELECT 1, key, 'online' FROM deposit WHERE resolution_id = 2 AND channel = 'online' LIMIT 1",
        ),
        "a participation was added, removed or changed",
    ),
    "a participation removed": (
        ("DELETE FROM participation WHERE resolution_id = 1 AND member = '9'",),
        "online: 9 have voted, and 10 ballots were put in",
    ),
    "a participation in another's name": (
        ("UPDATE participation SET member = '30' WHERE resolution_id = 1 AND member = '9'",),
        "a participation was added, removed or changed",
    ),
    "a participation of a stranger": (
        ("UPDATE participation SET member = '41' WHERE resolution_id = 4 AND member = '9'",),
        "member 41 has a participation and no line on the roll",
    ),
    "a participation by another channel": (
        ("UPDATE participation SET channel = 'advance' WHERE resolution_id = 1 AND member = '9'",),
        "a participation was added, removed or changed",
    ),
    "a vote by another holder": (
        ("UPDATE participation SET holder = '3' WHERE resolution_id = 1 AND member = '20'",),
        "who voted for whom by proxy",
    ),
    "a ballot's choice": (
        (
            "UPDATE ballot SET choice = 'against' WHERE resolution_id = 1 AND key = "
            "(SELECT min(key) FROM ballot WHERE resolution_id = 1)",
        ),
        "resolution 1: the ballots are not those that were sealed",
    ),
    "a ballot added, with all that belongs to it": (
        (
            "INSERT INTO ballot (resolution_id, key, choice) "
            "SELECT 1, key, 'for' FROM ballot WHERE resolution_id = 2 LIMIT 1",
            "INSERT INTO deposit (resolution_id, key, channel) "
            "SELECT 1, key, 'online' FROM deposit WHERE resolution_id = 2 AND channel = 'online' LIMIT 1",
            "INSERT INTO participation (resolution_id, member, channel, cast_at) "
            "VALUES (1, '30', 'online', '2025-06-17 08:00:00')",
        ),
        "resolution 1: the ballots are not those that were sealed",
    ),
    "a ballot removed": (
        (
            "DELETE FROM ballot WHERE resolution_id = 1 AND key = "
            "(SELECT min(key) FROM ballot WHERE resolution_id = 1)",
        ),
        "resolution 1: the ballots are not those that were sealed",
    ),
    "ballots swapped between resolutions": (
        (
            "UPDATE ballot SET resolution_id = 4 WHERE resolution_id = 3 AND key = "
            "(SELECT min(key) FROM ballot WHERE resolution_id = 3)",
            "UPDATE ballot SET resolution_id = 3 WHERE resolution_id = 4 AND key = "
            "(SELECT max(key) FROM ballot WHERE resolution_id = 4)",
        ),
        "resolution 3: the ballots are not those that were sealed",
    ),
    "a ballot of an annulled vote": (
        (
            "UPDATE ballot SET choice = 'against' WHERE resolution_id = 4 AND key = "
            "(SELECT min(key) FROM ballot WHERE resolution_id = 4)",
        ),
        "resolution 4: the ballots are not those that were sealed",
    ),
    "a deposit removed": (
        (
            "DELETE FROM deposit WHERE resolution_id = 1 AND key = "
            "(SELECT min(key) FROM deposit WHERE resolution_id = 1 AND channel = 'venue')",
        ),
        "venue BRU: 3 have voted, and 2 ballots were put in",
    ),
    "a deposit in another hall": (
        (
            "UPDATE deposit SET venue = 'LIE' WHERE resolution_id = 1 AND key = "
            "(SELECT min(key) FROM deposit WHERE resolution_id = 1 AND channel = 'venue')",
        ),
        "venue LIE: 0 have voted, and 1 ballots were put in",
    ),
    "a line of the roll added": (
        (
            "INSERT INTO roll_entry (assembly_id, member, category, municipality, language, age) "
            "SELECT assembly_id, '41', category, municipality, language, age FROM roll_entry "
            "WHERE member = '1'",
        ),
        "the roll is not the one that was frozen",
    ),
    "a line of the roll removed": (
        ("DELETE FROM roll_entry WHERE member = '40'",),
        "the roll is not the one that was frozen",
    ),
    "a category on the roll": (
        ("UPDATE roll_entry SET category = 'B' WHERE member = '40'",),
        "the roll is not the one that was frozen",
    ),
    "the roll and its hash": (
        ("UPDATE assembly SET roll_hash = 'f'",),
        "the hash of the roll is not the one that was logged",
    ),
    "the number entitled": (("UPDATE assembly SET entitled = 7",), "by the log it is 39"),
    "a correction of the roll": (
        ("UPDATE roll_correction SET reason = 'none'",),
        "correction 1 of the roll is not the one of entry",
    ),
    "a correction removed": (("DELETE FROM roll_correction",), "the log tells of 1"),
    "a majority": (
        ("UPDATE resolution SET majority = '1/100' WHERE id = 4",),
        "resolution 4: the rules are not those that were frozen",
    ),
    "a candidate's name": (
        ("UPDATE resolution SET options = replace(CAST(options AS TEXT), 'Bob', 'Dan') AS_JSON",),
        "resolution 2: the rules are not those that were frozen",
    ),
    "rules that are no longer frozen": (
        ("UPDATE resolution SET rules_hash = NULL WHERE id = 1",),
        "resolution 1: the hash of the rules is not the one that was logged",
    ),
    "a state": (
        ("UPDATE resolution SET state = 'annulled' WHERE id = 1",),
        "it is annulled in the table, announced in the log",
    ),
    "a moment": (
        ("UPDATE resolution SET closed_at = '2025-06-17 09:00:00' WHERE id = 1",),
        "it became closed at 2025-06-17 09:00:00",
    ),
    "a resolution removed": (
        ("DELETE FROM resolution WHERE id = 4",),
        "resolution 4 (round 1) is in the log and not in the table",
    ),
    "a count of those present": (
        ("UPDATE resolution SET present_or_represented = 39 WHERE id = 1",),
        "(present_or_represented) is not what the log says",
    ),
    "a count of those present by class": (
        ('UPDATE resolution SET present_by_class = \'{"A": 39, "B": 0, "C": 0}\' WHERE id = 1',),
        "(present_by_class) is not what the log says",
    ),
    "a result": (
        ("UPDATE result SET content = replace(CAST(content AS TEXT), 'adopted', 'rejected') AS_JSON",),
        "the result is not the one that was announced: its hash differs",
    ),
    "a result removed": (
        ("DELETE FROM result WHERE resolution_id = 2",),
        "resolution 2: the result that was announced is missing",
    ),
    "a seal": (
        ("UPDATE resolution SET ballots_hash = NULL WHERE id = 1",),
        "the seal of the ballots is not the one in the log",
    ),
    "a paper sheet": (
        ('UPDATE paper_sheet SET cells = \'{"for": 0, "against": 1, "abstain": 0}\'',),
        "a sheet of a teller (venue BRU) is not as the log tells of it",
    ),
    "a paper sheet removed": (
        ("DELETE FROM paper_sheet WHERE account_id = 2",),
        "the sheet of a teller of entry",
    ),
    "the name under a reconciliation": (
        ("UPDATE signed_reconciliation SET name = 'Somebody Else'",),
        "a signed reconciliation (venue BRU) is not as the log tells of it",
    ),
    "the figures of a reconciliation": (
        ("UPDATE signed_reconciliation SET figures = '{}'",),
        "the signed figures of BRU are not those that were signed",
    ),
    "a reconciliation removed": (
        ("DELETE FROM signed_reconciliation",),
        "the signed reconciliation of entry",
    ),
    "a scan of somebody else": (
        ("UPDATE check_in SET member = '30' WHERE nonce = 'nonce-007'",),
        "a scan at LIE is not as entry",
    ),
    "a pass that nobody has shown": (
        ("UPDATE check_in SET by_pass = true WHERE nonce = 'nonce-007'",),
        "a scan at LIE is not as entry",
    ),
    "a scan removed": (
        ("DELETE FROM check_in WHERE nonce = 'nonce-007'",),
        "of the log is missing",
    ),
    "a scan added": (
        (
            "INSERT INTO check_in (nonce, assembly_id, member, venue, at, account_id, answer, kind) "
            "VALUES ('new', 1, '30', 'LIE', '2025-06-17 08:00:00', 1, 'welcome', 'in')",
        ),
        "a scan at LIE is not in the log",
    ),
    "a stay added": (
        (
            "INSERT INTO presence (id, assembly_id, member, place, since) "
            "VALUES (1000, 1, '30', 'BRU', '2025-06-17 08:00:00')",
        ),
        "a stay of member 30 at BRU begins with nothing",
    ),
    "a stay removed": (
        ("DELETE FROM presence WHERE member = '7'",),
        "member 7 was let in at LIE, and has no stay there",
    ),
    "a stay at a distance removed": (
        ("DELETE FROM open_page", "DELETE FROM presence WHERE member = '9'"),
        "the stay of entry",
    ),
    "a stay ended": (
        ("UPDATE presence SET until = '2025-06-17 08:30:00' WHERE member = '7'",),
        "a stay of member 7 at LIE ends with nothing",
    ),
    "a proxy to another holder": (
        ("UPDATE proxy SET holder = '30' WHERE grantor = '22'",),
        "of member 22 is not as the log tells of it",
    ),
    "a proxy on paper to another holder": (
        ("UPDATE proxy SET holder = '30' WHERE grantor = '21'",),
        "of member 21 is to another holder, or for something else",
    ),
    "the instructions of a proxy": (
        ("UPDATE proxy SET instructions = 'against' WHERE grantor = '22'",),
        "of member 22 is to another holder, or for something else",
    ),
    "a proxy for one point alone": (
        ("INSERT INTO proxy_point (proxy_id, number) SELECT id, '1' FROM proxy WHERE grantor = '22'",),
        "of member 22 is to another holder, or for something else",
    ),
    "a proxy withdrawn": (
        ("UPDATE proxy SET withdrawn_at = '2025-06-17 08:30:00' WHERE grantor = '22'",),
        "of member 22 is not as the log tells of it",
    ),
    "a proxy removed": (
        ("DELETE FROM proxy WHERE grantor = '22'",),
        "which the log tells of, is missing",
    ),
    "a proxy added": (
        (
            "INSERT INTO proxy (id, assembly_id, grantor, holder, granted_at, accepted_at) "
            "VALUES (1000, 1, '30', '31', '2025-06-17 08:00:00', '2025-06-17 08:00:00')",
        ),
        "proxy 1000 of member 30 is not as the log tells of it",
    ),
    "the paper of a proxy": (
        ("UPDATE proxy_document SET content = (SELECT key FROM ballot LIMIT 1)",),
        "its paper is not the one that was entered",
    ),
    "where a member lived": (
        ("UPDATE roll_entry SET municipality = 'Luik' WHERE member = '30'",),
        "what divides the roll into groups is not as it was frozen",
    ),
    "the words of an incident": (
        ("UPDATE incident SET text = 'nothing'",),
        "incident 1 is not as entry",
    ),
    "an incident removed": (
        ("DELETE FROM incident_end", "DELETE FROM incident"),
        "assembly 1: incident 1, of entry",
    ),
    "an incident added": (
        (
            "INSERT INTO incident (id, assembly_id, happened_at, text, noted_at, account_id) "
            "VALUES (1000, 1, '2025-06-17 08:00:00', 'dark', '2025-06-17 08:00:00', 1)",
        ),
        "incident 1000 is not in the log",
    ),
    "the end of an incident": (
        ("UPDATE incident_end SET ended_at = '2025-06-17 07:59:00'",),
        "end of incident 1 is not as entry",
    ),
    "a declaration of somebody else": (
        ("UPDATE declaration SET member = '30'",),
        "declaration 1 is not as entry",
    ),
    "the words of a declaration": (
        ("UPDATE declaration SET text = 'I agree'",),
        "declaration 1 is not as entry",
    ),
    "an entry of the log": (
        ("UPDATE audit_entry SET actor = 'nobody' WHERE action = 'resolution.closed'",),
        "has been changed",
    ),
    "the end of the log": (
        ("DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",),
        "but its head says",
    ),
}


@pytest.fixture
def lived(world: World) -> World:
    """An assembly with votes of all channels; the last one is annulled while it is open, and somebody is
    taken off the roll."""
    live(world)
    four = world.resolutions["4"]
    with world.app.app_context():
        assert step(four, "open") == "ok"
        vote_online(four, range(9, 19))
        assert attempt(annul_resolution, four, "the line was cut", now=MEETING, actor="test") == "ok"
        with writing(db.session()) as session:
            assembly = session.get_one(Assembly, world.assembly_id)
            dark = note_incident(session, assembly, MEETING, "LIE", "dark", now=MEETING, account_id=1)
            end_incident(session, assembly.id, dark, MEETING, now=MEETING, account_id=1)
            note_declaration(session, assembly, "7", MEETING, "I object", now=MEETING, account_id=1)
        gone = (world.assembly_id, "38", "had left")
        assert attempt(remove_from_roll, *gone, now=MEETING, account_id=1) == "ok"
    return world


def found(session: Session) -> list[str]:
    """Every fault of chain and tables."""
    return [*verify(session)[1], *contradictions(session)]


def test_what_nobody_changed_does_not_contradict_itself(lived: World) -> None:
    with lived.app.app_context():
        assert found(db.session()) == []


def test_each_change_is_found_and_named(lived: World, subtests: pytest.Subtests) -> None:
    """Each in a transaction that is rolled back."""
    with lived.app.app_context():
        for name, (statements, sentence) in TAMPERINGS.items():
            with subtests.test(name), writing(db.session()) as session:
                change(session, *statements)
                said = found(session)
                session.rollback()
                assert any(sentence in one for one in said), said
        assert found(db.session()) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    {
        "DELETE FROM envelope WHERE key = (SELECT min(key) FROM envelope)": "and 9 envelopes wait",
        "DELETE FROM deposit WHERE resolution_id = 1": "online: 10 have voted, and 0 ballots were put in",
        "DELETE FROM participation WHERE member = '9'": "online: 9 have voted, and 10 ballots were put in",
    }.items(),
)
def test_a_vote_that_is_open_does_not_contradict_itself_until_it_is_changed(
    world: World, statement: str, sentence: str
) -> None:
    one = world.resolutions["1"]
    with world.app.app_context():
        assert step(one, "open") == "ok"
        vote_online(one, range(9, 19))
        assert found(db.session()) == []
        with writing(db.session()) as session:
            change(session, statement)
            said = found(session)
            session.rollback()
    assert any(sentence in each for each in said), said


def test_a_result_with_a_fresh_hash_is_found_by_the_log_and_by_counting(lived: World) -> None:
    one = lived.resolutions["1"]
    with lived.app.app_context():
        content = db.session.get_one(Result, one).content | {"outcome": "rejected"}
        with writing(db.session()) as session:
            change(session, "DELETE FROM result WHERE resolution_id = 1")
            session.add(Result(resolution_id=one, content=content, content_hash=digest(content)))
            session.flush()
            said = found(session)
            session.rollback()
    assert any("the hash of the result is not the one in the log" in each for each in said), said
    assert any("outcome: announced rejected, counted again adopted" in each for each in said), said


def test_what_is_sealed_is_not_counted_once_a_ballot_has_changed(lived: World) -> None:
    """A closed vote: the announcing refuses it."""
    four = lived.resolutions["4"]
    with lived.app.app_context():
        with writing(db.session()) as session:
            change(
                session,
                "UPDATE resolution SET state = 'closed' WHERE id = 4",
                "UPDATE ballot SET choice = 'against' WHERE resolution_id = 4 AND key = "
                "(SELECT min(key) FROM ballot WHERE resolution_id = 4)",
            )
        assert step(four, "announce") == "seal_broken"
        assert db.session.scalar(select(Resolution.state).where(Resolution.id == four)) == "closed"
