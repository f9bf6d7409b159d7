"""Name labels: where the assembly has them, one for a member or for everybody present, on common sheets."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.world import ASSEMBLY, Clock, World, make_world
from voting.rehearsal.browser import answer_of

MILLIMETRE = 72 / 25.4
LONG = "Vanderlinden-Papadimitropoulos van Steenweghen"


@pytest.fixture
def labelled(app: Flask, clock: Clock) -> World:
    """An assembly with labels; members 1 to 25 are in Brussels."""
    details = {3: {"name": LONG, "first_name": "Maximiliaan", "language": "de"}}
    world = make_world(app, clock, "labels = true\n" + ASSEMBLY, details=lambda n: details.get(n, {}))
    for member in range(1, 26):
        fields = {"member": str(member), "nonce": f"arrival-{member}"}
        assert answer_of(world.person("steward").send("/desk/BRU/check-in", fields)) == "ok"
    return world


def test_one_label_after_a_check_in(labelled: World) -> None:
    answer = labelled.person("steward").look("/desk/BRU/labels.pdf?member=3")
    pdf = PdfReader(io.BytesIO(answer.data))
    [page] = pdf.pages
    assert (round(page.mediabox.width / MILLIMETRE), round(page.mediabox.height / MILLIMETRE)) == (62, 29)
    text = " ".join(page.extract_text().split())
    assert f"Maximiliaan {LONG} A Deutsch" == text.replace("- ", "-")
    assert "/labels.pdf?member=" in labelled.person("steward").look("/desk/BRU/").text


@pytest.mark.parametrize(("sheet", "pages"), [("roll", 25), ("a4-21", 2), ("a4-24", 2)])
def test_the_labels_of_everybody_present_here(labelled: World, sheet: str, pages: int) -> None:
    pdf = PdfReader(io.BytesIO(labelled.person("steward").look(f"/desk/BRU/labels.pdf?sheet={sheet}").data))
    assert len(pdf.pages) == pages
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert all(f"Name{number}" in text for number in range(1, 26) if number != 3)
    assert "Name26" not in text


def test_an_assembly_without_labels_has_none(world: World) -> None:
    steward = world.person("steward")
    for path in ("/desk/BRU/labels", "/desk/BRU/labels.pdf?member=3"):
        assert answer_of(steward.look(path)) == "not_found"
    assert "labels" not in steward.look("/desk/BRU/").text


def test_what_is_no_label_is_refused(labelled: World) -> None:
    steward = labelled.person("steward")
    assert answer_of(steward.look("/desk/BRU/labels.pdf?member=99")) == "not_found"
    assert answer_of(steward.look("/desk/BRU/labels.pdf?sheet=a5")) == "bad_request"
