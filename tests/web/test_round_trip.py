"""A file of which every key is used, brought in, and each form of its preparation sent as it is shown."""

import io
from datetime import date

from PIL import Image
from sqlalchemy import select

from tests.web.cards import led_to
from tests.web.test_preparation import draft
from tests.web.test_preparing_every_method import form_on
from tests.world import World
from voting.assembly.models import Assembly
from voting.ballot.definition import read_draft
from voting.ballot.methods import Method
from voting.extensions import db
from voting.rehearsal.browser import answer_of

DAY = date(2026, 6, 20)
HEAD = """
kind = "extraordinary"
date = 2026-06-20
record_date = 2026-06-05
timezone = "Europe/Lisbon"
title = { nl = "AV", fr = "AG", en = "GA", de = "GV" }
opens = 2026-06-20T09:30:10
proxies_per_holder = 3
proxies_close = 2026-06-19T12:30:15
questions_close = 2026-06-14T12:00:00
notice_days = 21
stream = { nl = "https://speler.example/nl?x=1", fr = "https://lecteur.example:8443/embed/AB-c_1" }
help = { nl = "Bel 02 000 00 00", de = "Rufen Sie 02 000 00 00 an" }
advance_voting = { opens = 2026-06-10T09:00:00, closes = 2026-06-19T18:00:00 }
venues = [
  { code = "BRU", name = { nl = "Brussel", fr = "Bruxelles" }, address = "Kaai 1, 1000 Brussel" },
  { code = "LIE", name = "Liège" },
]
programme = [
  { at = 2026-06-20T10:00:30, text = { nl = "Opening", fr = "Ouverture" } },
  { at = 2026-06-20T11:00:00, text = "Pauze" },
]
[[resolutions]]
number = "0.a"
kind = "point"
title = { nl = "Verslag" }
text = { nl = "Eén.\\n\\nTwee.", de = "Eins" }
[[resolutions]]
number = "1"
kind = "motion"
title = { nl = "Statuten" }
text = { fr = "Entier" }
method = "for_against_abstain"
template = "object"
ballot = "open"
advance = false
tie_rule = "chair"
[[resolutions]]
number = "2"
kind = "motion"
title = "Gewoon"
method = "for_against_abstain"
live_choices = true
if_amended = "counts"
majority = "more than 1/2 of for_against"
quorum = "2/4 of entitled in each class"
[[resolutions]]
number = "2b"
kind = "motion"
title = "Handen"
method = "for_against_abstain"
ballot = "hands"
advance = false
[[resolutions]]
number = "3"
kind = "motion"
title = "Leden"
method = "for_against_abstain"
majority = "at least 2/3 of present in each class"
quorum = "100 members in each class"
[[resolutions]]
number = "4"
kind = "motion"
title = "Aandelen"
method = "for_against_abstain"
majority = "3/4 in each class"
quorum = "2/4 of shares in each class"
"""
FACE = 'statement = { nl = "Ik" }, picture = "a.png"'
ELECTION = """
[[resolutions]]
number = "{number}"
kind = "election"
title = {{ nl = "Raad", en = "Board" }}
method = "{method}"
seats = {seats}
template = "statutes"
{more}
candidates = [
  {{ code = "a", name = "Ann", outgoing = true, groups = ["w", "x y"], {face} }},
  {{ code = "b-2", name = "Bob", groups = ["m"] }},
  {{ code = "c", name = "Cem" }},
]
"""


def file() -> bytes:
    """The definition: a point, four motions, and an election by each method."""
    elections = []
    for number, method in enumerate(sorted(set(Method) - {Method.FOR_AGAINST_ABSTAIN}), 5):
        one = method in ("irv", "schulze")
        more = "" if one else 'reserved = ["at least 1 of x y", "at most 1 of m"]\nterm_years = 6'
        text = ELECTION.format(number=number, method=method, seats=1 if one else 2, more=more, face=FACE)
        elections.append(text)
    return (HEAD + "".join(elections)).encode()


def test_every_form_sent_as_it_is_shown_changes_nothing(world: World) -> None:
    secretary = world.person("secretary")
    photo = io.BytesIO()
    Image.new("RGB", (60, 60), "teal").save(photo, "PNG")
    secretary.look("/office/assemblies")
    sent = {"file": (io.BytesIO(file()), "a.toml"), "documents": (io.BytesIO(photo.getvalue()), "a.png")}
    brought_in = secretary.send("/office/assembly", sent)
    assert "AV, 20" in led_to(secretary, brought_in)
    assert answer_of(secretary.send(f"/office/assemblies/{world.assembly_id + 1}/go", {})) == "ok"
    office = secretary
    stored = draft(world, DAY)
    before = read_draft(stored)
    forms = 0
    paths = ["/office/preparation/main", "/office/preparation/following"]
    for part in ("venues", "programme", "resolutions"):
        items = stored[part]
        assert isinstance(items, list)
        for position, item in enumerate(items, 1):
            paths.append(f"/office/preparation/{part}/{position}")
            for candidate in range(1, len(item.get("candidates", [])) + 1):
                paths.append(f"/office/preparation/{part}/{position}/candidates/{candidate}")
    for path in paths:
        form = form_on(office.look(path).text, path)
        answer = office.send(path, {name: value for name, value in form.items() if value is not None})
        assert answer_of(answer) == "ok", path
        assert read_draft(draft(world, DAY)) == before, path
        forms += 1
    assert forms == 2 + 2 + 2 + 13 + 7 * 3
    with world.app.app_context():
        assert db.session.scalars(select(Assembly).where(Assembly.date == DAY)).one().frozen_at is None
