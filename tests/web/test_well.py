"""The page that says whether everything is well: every fault has words there, as on the console."""

import re
from pathlib import Path

import pytest

from tests.world import World
from voting.languages import LANGUAGES
from voting.rehearsal.browser import answer_of
from voting.web.health import FAULTS, expect_companions
from voting.wording.well import SUBJECTS, how_all_stands


def test_every_fault_has_its_words() -> None:
    told = [code for subject in SUBJECTS.values() for code in subject.faults]
    assert len(told) == len(set(told)), "each belongs to one subject"
    assert FAULTS.keys() <= set(told)


def test_a_fault_takes_the_place_of_what_is_well_about_its_subject(world: World) -> None:
    with world.app.test_request_context():
        stands = {
            one.subject: one for one in how_all_stands(["disk_low", "migrations_pending", "columns_missing"])
        }
        assert not stands["disk"].is_well
        assert len(stands["voting"].sentences) == 1, "what is said alike is said once"
        assert [one for one in stands if not stands[one].is_well] == ["voting", "disk"]
        assert how_all_stands([])[0].sentences == [SUBJECTS["voting"].well]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chair_and_the_office_read_what_is_wrong_in_their_language(world: World, language: str) -> None:
    for who in ("chair", "secretary", "auditor"):
        page = world.person(who).look(f"/well?lang={language}")
        assert page.status_code == 200
        assert page.text.count("<dd") == len(SUBJECTS)
        assert "notice good" in page.text
    expect_companions(world.app)
    part = world.person("chair").look("/well/now")
    assert "notice good" not in part.text
    assert set(re.findall(r'id="well-(\w+)"><p class="notice problem"', part.text)) >= {"letters", "work"}
    assert not Path(world.app.instance_path, "letters.lock").exists()


def test_nobody_else_sees_it(world: World) -> None:
    for who in ("steward", "teller", "display"):
        assert answer_of(world.person(who).look("/well")) == "forbidden"
    assert answer_of(world.member(1).look("/well")) == "forbidden"


def test_there_is_a_way_to_it_from_the_console_and_the_office(world: World) -> None:
    assert 'href="/well"' in world.person("chair").look("/chair/").text
    assert 'href="/well"' in world.person("secretary").look("/office/").text
