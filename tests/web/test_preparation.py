"""Preparing an assembly in the browser: through the reading of a file, with its faults, and nothing else."""

import io
import re
import tomllib
from datetime import UTC, date, datetime

import pytest
from PIL import Image
from sqlalchemy import select

from tests.web.images import picture
from tests.world import ACTOR, ASSEMBLY, KEY, World
from voting.assembly.models import Assembly
from voting.ballot.checklist import Missing, Prepared, missing
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition, read_draft
from voting.ballot.draft import copy_for, definition_of
from voting.ballot.models import CandidatePicture, Resolution
from voting.ballot.pictures import SIDE
from voting.database import writing
from voting.errors import InvalidFile, Refused
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

MAIN = {
    "kind": "ordinary",
    "date": "2026-06-20",
    "record_date": "2026-06-05",
    "timezone": "Europe/Brussels",
    "title.nl": "Vergadering",
    "title.fr": "Assemblée",
    "proxies_per_holder": "2",
    "notice_days": "21",
    "opens": "2026-06-10T09:00",
    "closes": "2026-06-19T18:00",
}
MOTION = {
    "number": "1",
    "kind": "motion",
    "title.nl": "Statuten",
    "method": "for_against_abstain",
    "ballot": "secret",
    "advance": "yes",
    "tie_rule": "rejected",
    "rules": "statutes",
}
ELECTION = MOTION | {
    "number": "2",
    "kind": "election",
    "title.nl": "Bestuurders",
    "method": "per_candidate",
    "tie_rule": "second_round",
    "rules": "appointment",
    "seats": "2",
    "term_years": "4",
}


@pytest.fixture
def office(world: World) -> Browser:
    """The secretary at a fresh, empty assembly in 2026, some weeks before its record date."""
    world.clock.moment = datetime(2026, 5, 12, 8, tzinfo=UTC)
    secretary = world.person("secretary")
    answer = secretary.send("/office/assemblies", {"date": "2026-06-18", "kind": "ordinary"})
    assert answer_of(answer) == "ok"
    secretary.look("/office/preparation")
    return secretary


def draft(world: World, day: date = date(2026, 6, 18)) -> dict[str, object]:
    with world.app.app_context():
        assembly = db.session.scalars(select(Assembly).where(Assembly.date == day)).one()
        return definition_of(db.session(), assembly)


def test_what_the_browser_makes_is_what_a_file_would_make(world: World, office: Browser) -> None:
    office.look("/office/preparation/main")
    assert answer_of(office.send("/office/preparation/main", MAIN)) == "ok"
    hall = {"code": "BRU", "name.nl": "Brussel", "name.fr": "Bruxelles", "address": "Kaai 1"}
    assert answer_of(office.send("/office/preparation/venues/0", hall)) == "ok"
    entry = {"at": "2026-06-20T10:00", "text.nl": "Opening"}
    assert answer_of(office.send("/office/preparation/programme/0", entry)) == "ok"
    assert answer_of(office.send("/office/preparation/resolutions/0", MOTION)) == "ok"
    assert answer_of(office.send("/office/preparation/resolutions/0", ELECTION)) == "ok"
    file = """
kind = "ordinary"
date = 2026-06-20
record_date = 2026-06-05
timezone = "Europe/Brussels"
title = { nl = "Vergadering", fr = "Assemblée" }
proxies_per_holder = 2
notice_days = 21
advance_voting = { opens = 2026-06-10T09:00:00, closes = 2026-06-19T18:00:00 }
venues = [{ code = "BRU", name = { nl = "Brussel", fr = "Bruxelles" }, address = "Kaai 1" }]
programme = [{ at = 2026-06-20T10:00:00, text = { nl = "Opening" } }]
[[resolutions]]
number = "1"
kind = "motion"
title = { nl = "Statuten" }
method = "for_against_abstain"
template = "statutes"
[[resolutions]]
number = "2"
kind = "election"
title = { nl = "Bestuurders" }
method = "per_candidate"
template = "appointment"
seats = 2
candidates = []
"""
    made = read_draft(draft(world, date(2026, 6, 20)))
    faults = [("resolutions[2].candidates", "too_few")]
    with pytest.raises(InvalidFile) as invalid:
        read_definition(file.encode())
    assert [(fault.column, fault.code) for fault in invalid.value.faults] == faults, "a file is complete"
    assert made == read_draft(tomllib.loads(file))


def test_every_definition_survives_being_stored_and_read_again(world: World) -> None:
    definition, resolutions = read_definition(ASSEMBLY.encode())
    assert read_draft(draft(world, date(2025, 6, 17))) == (definition, resolutions)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date": "morgen"}, "date"),
        ({"record_date": "2026-07-01"}, "record_date"),
        ({"timezone": "Europe/Brussel"}, "timezone"),
        ({"title.nl": "", "title.fr": ""}, "title-nl"),
        ({"proxies_per_holder": "veel"}, "proxies_per_holder"),
        ({"closes": "2026-06-09T18:00"}, "closes"),
        ({"closes": ""}, "closes"),
        ({"proxies_close": "2027-01-01T00:00"}, "proxies_close"),
        ({"meeting_opens": "2027-01-01T09:00"}, "meeting_opens"),
        ({"notice_days": "1000"}, "notice_days"),
        ({"kind": "yearly"}, "kind"),
    ],
)
def test_faults_are_those_of_a_file_and_what_was_typed_stays(
    world: World, office: Browser, changes: dict[str, str], field: str
) -> None:
    before = draft(world)
    office.look("/office/preparation/main")
    answer = office.send("/office/preparation/main", MAIN | changes)
    assert (answer_of(answer), answer.status_code) == ("invalid_file", 422)
    assert re.search(f'<li><a href="#{field}">[^<]+</a>: ', answer.text)
    assert f' id="{field}"' in answer.text
    assert not re.search("whole_number|date_time|wrong", answer.text)
    assert 'value="21"' in answer.text or "notice_days" in changes
    assert draft(world) == before


def test_a_fault_names_its_field_as_the_form_does_and_leads_to_it(world: World, office: Browser) -> None:
    office.send("/office/preparation/resolutions/0", ELECTION)
    office.look("/office/preparation?lang=fr")
    motion = "?method=for_against_abstain"
    for path, way, fields, said in (
        ("venues/0", "", {"code": "B U"}, '<a href="#code">Code court</a>'),
        ("venues/0", "", {"code": "BRU"}, '<a href="#name-nl">Nom</a>'),
        ("programme/0", "", {"at": "tôt", "text.nl": "Opening"}, '<a href="#at">Quand</a>'),
        ("resolutions/0", motion, MOTION | {"number": ""}, '<a href="#number">Numéro à l’ordre du jour</a>'),
        ("resolutions/0", motion, MOTION | {"rules": "law"}, '<a href="#rules">'),
        ("resolutions/1", "", ELECTION | {"seats": "x"}, '<a href="#seats">Mandats</a>'),
    ):
        page = office.look(f"/office/preparation/{path}{way}")
        answer = office.send(f"/office/preparation/{path}", fields | {"was": office.field("was", "")})
        assert said in answer.text, (path, fields)
        target = re.search('<li><a href="#([^"]+)"', answer.text)
        assert target is not None
        assert f' id="{target[1]}"' in page.text, path
    office.look("/office/preparation/resolutions/1/candidates/0")
    taken = {"was": office.field("was", ""), "code": "c2", "name": "Bea", "groups": "women"}
    assert answer_of(office.send("/office/preparation/resolutions/1/candidates/0", taken)) == "ok"
    office.look("/office/preparation/resolutions/1")
    limits = {
        "limit_number.1": "1",
        "limit_group.1": "women",
        "limit_number.2": "1",
        "limit_group.2": "staff",
    }
    kept = ELECTION | limits | {"method": "scottish_stv", "was": office.field("was", "")}
    assert answer_of(office.send("/office/preparation/resolutions/1", kept)) == "ok"
    office.look("/office/preparation/resolutions/1/candidates/1")
    both = taken | {"groups": "women\r\nstaff", "was": office.field("was", "")}
    answer = office.send("/office/preparation/resolutions/1/candidates/1", both)
    said = '<a href="/office/preparation/resolutions/1#reserved">Résolution 1, Mandats réservés</a>'
    assert said in answer.text


def test_parts_are_changed_moved_and_taken_away_each_as_it_was_seen(world: World, office: Browser) -> None:
    for number in ("1", "2", "3"):
        assert (
            answer_of(office.send("/office/preparation/resolutions/0", MOTION | {"number": number})) == "ok"
        )
    assert answer_of(office.send("/office/preparation/resolutions/0", MOTION)) == "invalid_file"

    def was(position: int) -> dict[str, str]:
        page = office.look(f"/office/preparation/resolutions/{position}").text
        return {"was": page.split('name="was" value="')[1].split('"')[0]}

    seen = was(3)
    assert answer_of(office.send("/office/preparation/resolutions/3/up", seen)) == "ok"
    assert answer_of(office.send("/office/preparation/resolutions/3/up", seen)) == "changed_meanwhile"
    assert answer_of(office.send("/office/preparation/resolutions/1/remove", was(1))) == "ok"
    changed = (
        MOTION
        | {"number": "3", "rules": "own", "majority_share": "2/3", "majority_base": "for_against"}
        | was(1)
    )
    assert answer_of(office.send("/office/preparation/resolutions/1", changed)) == "ok"
    stored = draft(world)["resolutions"]
    assert isinstance(stored, list)
    assert [(item["number"], item["majority"]) for item in stored] == [("3", "2/3"), ("2", "3/4")]
    for path in ("resolutions/9", "halls/1", "resolutions/0/candidates/0", "resolutions/1/candidates/1"):
        assert answer_of(office.look(f"/office/preparation/{path}")) == "not_found"


def test_candidates_have_statements_and_pictures(world: World, office: Browser) -> None:
    office.send("/office/preparation/resolutions/0", ELECTION)
    path = "/office/preparation/resolutions/1/candidates"
    page = office.look(f"{path}/0").text
    was = page.split('name="was" value="')[1].split('"')[0]
    ann = {"code": "c1", "name": "Ann", "statement.nl": "Ik", "was": was, "outgoing": "yes"}
    assert answer_of(office.send(f"{path}/0", ann | {"picture": (picture(), "ann.png")})) == "ok"
    bob = {"code": "c2", "name": "Bob"}
    office.look(f"{path}/0")
    refused = office.send(f"{path}/0", bob | {"picture": (io.BytesIO(b"GIF89a"), "bob.gif")})
    assert answer_of(refused) == "invalid_file"
    assert 'value="Bob"' in refused.text
    assert answer_of(office.send(f"{path}/0", bob)) == "ok"
    with world.app.app_context():
        [kept] = db.session.scalars(select(CandidatePicture))
        [resolution] = db.session.scalars(
            select(Resolution).where(Resolution.assembly_id == kept.assembly_id)
        )
        first, second = resolution.options
        assert (first["name"], first["picture"], "picture" in second) == ("Ann", kept.sha256, False)
        name = kept.sha256
    shown = office.look(f"/office/preparation/pictures/{name}.jpg")
    assert shown.mimetype == "image/jpeg"
    assert max(Image.open(io.BytesIO(shown.data)).size) == SIDE
    assert answer_of(office.look(f"/office/preparation/pictures/{'0' * 64}.jpg")) == "not_found"
    assert answer_of(world.member(1).look(f"/assembly/pictures/{name}.jpg")) == "not_found"


def test_documents_come_and_go(world: World, office: Browser) -> None:
    sent = {"title.nl": "Verslag", "file.nl": (io.BytesIO(b"%PDF-1.7"), "v.pdf")}
    assert answer_of(office.send("/office/preparation/documents", sent)) == "ok"
    assert "Verslag" in office.look("/office/preparation").text
    wrong = {"title.nl": "Verslag", "file.fr": (io.BytesIO(b"MZ"), "v.pdf")}
    answer = office.send("/office/preparation/documents", wrong)
    assert answer_of(answer) == "invalid_file"
    assert '<a href="#document-file-fr">' in answer.text
    assert "“v.pdf”" in answer.text
    assert ' id="document-file-fr"' in answer.text
    assert 'name="title.nl" lang="nl" value="Verslag"' in answer.text
    assert answer_of(office.send("/office/preparation/documents", {"title.nl": "x"})) == "invalid_file"
    office.look("/office/preparation")
    assert answer_of(office.send("/office/preparation/documents/1/remove", {})) == "ok"
    assert answer_of(office.send("/office/preparation/documents/1/remove", {})) == "not_found"


def test_a_convened_assembly_stands(world: World) -> None:
    secretary = world.person("secretary")
    assert answer_of(secretary.look("/office/preparation")) == "ok"
    assert answer_of(secretary.look("/office/preparation/main")) == "already_frozen"
    assert answer_of(secretary.send("/office/preparation/main", MAIN)) == "already_frozen"
    assert answer_of(secretary.send("/office/preparation/venues/0", {"code": "X"})) == "already_frozen"


def test_dates_are_moved_and_the_year_in_the_title() -> None:
    values = {
        "date": date(2024, 2, 29),
        "record_date": date(2024, 2, 14),
        "title": {"nl": "AV 2024"},
        "programme": [],
        "second_call": True,
    }
    moved = copy_for(values, date(2025, 3, 6))
    assert (moved["record_date"], moved["title"]) == (date(2025, 2, 19), {"nl": "AV 2025"})
    assert moved["second_call"] is False
    assert values["second_call"] is True


def test_the_check_list_gets_shorter() -> None:
    nothing = Prepared(
        today=date(2026, 6, 1),
        day=date(2026, 5, 31),
        record_date=date(2026, 6, 5),
        last_day=date(2026, 5, 30),
        convened=False,
        invited=False,
        languages=frozenset({"nl", "fr"}),
        title={"nl": "x"},
        resolutions=(),
        venues=("BRU",),
        programme=0,
        documents=(frozenset({"nl"}),),
        advance=False,
        chairs=0,
        tellers=1,
        entitled={},
        proxies_per_holder=1,
        stream={},
    )
    found = dict(missing(nothing))
    assert next(iter(found)) is Missing.RESOLUTIONS
    assert found.keys() == set(Missing) - {
        *(Missing.VENUES, Missing.DOCUMENTS, Missing.INVITED),
        *(Missing.PLACEHOLDER_CANDIDATE, Missing.CANDIDATES_FEW, Missing.GROUP_EMPTY),
        *(Missing.RESOLUTION_LANGUAGES, Missing.RESOLUTION_TEXTS, Missing.STATEMENTS),
        *(Missing.CLASS_EMPTY, Missing.QUORUM_UNREACHABLE, Missing.MANY_PROXIES, Missing.MANDATE_RUNS),
        *(Missing.RESERVED_CONTRADICT, Missing.RESERVED_VACANT, Missing.TERMS_SERVED),
        *(Missing.STATUTES_TEXT, Missing.OBJECT_REPORT, Missing.NOTARY),
        *(Missing.SHARES_UNKNOWN, Missing.CLASS_SMALL, Missing.KEYS, Missing.CONTEXTS),
    }
    assert found[Missing.STEWARDS] == "BRU"
    both = {"nl": "x", "fr": "y"}
    everything = Prepared(
        today=date(2026, 5, 1),
        day=date(2026, 6, 18),
        record_date=date(2026, 4, 30),
        last_day=date(2026, 5, 30),
        convened=True,
        invited=True,
        languages=frozenset({"nl", "fr"}),
        title=both,
        resolutions=({"number": "1", "title": both, "text": both},),
        venues=("BRU",),
        programme=3,
        documents=(frozenset({"nl", "fr", "de"}),),
        advance=True,
        chairs=1,
        tellers=2,
        entitled={"A": 40},
        proxies_per_holder=1,
        stream={"nl": "https://player.example/", "fr": "https://player.example/"},
        stewards=frozenset({None}),
    )
    assert missing(everything) == []


def test_nothing_is_convened_without_resolutions_or_with_candidates_unnamed(
    world: World, office: Browser
) -> None:
    office.look("/office/convening")
    assert answer_of(office.send("/office/convene", {})) == "record_date_ahead"
    world.clock.moment = datetime(2026, 6, 10, 8, tzinfo=UTC)
    assert answer_of(office.send("/office/convene", {})) == "nothing_to_decide"
    office.look("/office/preparation")
    office.send("/office/preparation/resolutions/0", ELECTION)
    office.look("/office/convening")
    assert answer_of(office.send("/office/convene", {})) == "candidate_unnamed"
    with world.app.app_context():
        assembly = db.session.scalars(select(Assembly).where(Assembly.date == date(2026, 6, 18))).one()
        with pytest.raises(Refused), writing(db.session()) as session:
            convene(session, KEY.encode(), assembly.id, now=world.clock(), actor=ACTOR)
