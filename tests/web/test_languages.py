"""Each in their own language: which one, and how its numbers, dates and times are written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import update

from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.register.models import Member
from voting.rehearsal.browser import Browser
from voting.wording.languages import clock_time, day, day_and_time, decimal, file_size, number, weekday
from voting.wording.reasoning import percentage

TEMPLATES = Path(__file__).parents[2] / "voting" / "templates"
NARROW, SPACE = "\u202f", "\u00a0"
MOMENT = datetime(2025, 6, 17, 7, 5, tzinfo=UTC)


@contextmanager
def reading(app: Flask, language: str) -> Iterator[None]:
    with app.test_request_context(), force_locale(language):
        yield


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (
            "nl",
            ["45.598", "17 juni 2025", "dinsdag 17 juni 2025", "09:05", "63,15%", "1.234,50000", "1,3 MB"],
        ),
        (
            "fr",
            [
                f"45{NARROW}598",
                "17 juin 2025",
                "mardi 17 juin 2025",
                "09:05",
                f"63,15{SPACE}%",
                f"1{NARROW}234,50000",
                "1,3 Mo",
            ],
        ),
        (
            "en",
            ["45,598", "17 June 2025", "Tuesday, 17 June 2025", "09:05", "63.15%", "1,234.50000", "1.3 MB"],
        ),
        (
            "de",
            [
                "45.598",
                "17. Juni 2025",
                "Dienstag, 17. Juni 2025",
                "09:05",
                f"63,15{SPACE}%",
                "1.234,50000",
                "1,3 MB",
            ],
        ),
    ],
)
def test_numbers_and_dates_as_locals_write_them(app: Flask, language: str, written: list[str]) -> None:
    with reading(app, language):
        on = date(2025, 6, 17)
        assert written == [
            number(45598),
            day(on),
            weekday(on),
            clock_time(MOMENT, "Europe/Brussels"),
            percentage(12, 19),
            decimal("1234.50000"),
            file_size(1_314_000),
        ]
        assert day_and_time(MOMENT) == f"{day(on)}, 07:05"
        assert decimal("12") == number(12)


def test_the_first_of_a_month_is_an_ordinal_in_french_alone(app: Flask) -> None:
    on = date(2025, 6, 1)
    with reading(app, "fr"):
        assert (day(on), weekday(on)) == ("1er juin 2025", "dimanche 1er juin 2025")
        assert day(date(2025, 6, 11)) == "11 juin 2025"
    with reading(app, "nl"):
        assert day(on) == "1 juni 2025"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nl", "17 jun 2025, 09:05:00"),
        ("fr", "17 juin 2025, 09:05:00"),
        ("en", "17 Jun 2025, 09:05:00"),
        ("de", "17.06.2025, 09:05:00"),
    ],
)
def test_the_log_and_the_looks_tell_the_time_of_the_place(world: World, language: str, written: str) -> None:
    secretary = world.person("secretary")
    world.clock.moment = MOMENT
    secretary.send("/office/roll", {"kind": "removed", "member": "21", "reason": "left"})
    secretary.look("/office/register?words=peet")
    for path in ("/office/audit", "/office/register/looks"):
        page = secretary.look(f"{path}?lang={language}").text
        assert f'<time datetime="2025-06-17T07:05:00+00:00">{written}</time>' in page, path


FORMATS = {"PDF", "CSV", "XLSX", "DOCX", "JSON", "HTML", "JPEG", "PNG", "WebP", "ZIP"}


class Words(HTMLParser):
    """Gathers what a page shows or reads out to people."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        spoken = {"alt", "aria-label", "title", "placeholder"}
        self.found += [value for name, value in attributes if name in spoken and value]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_word_stands_in_a_template_untranslated(path: Path) -> None:
    page = re.sub(r"\{% block body_class %\}.*?\{% endblock %\}", "", path.read_text())
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", page, flags=re.DOTALL)
    parser = Words()
    parser.feed(text)
    words = {word for data in parser.found for word in re.findall(r"[^\W\d_]{2,}", data)}
    assert words - FORMATS - {"XXXX"} == set()


def test_the_language_chosen_goes_before_the_members_own_and_that_before_the_browsers(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Member).where(Member.number == "1").values(language="de"))
    stranger = world.app.test_client()
    german = {"Accept-Language": "pl,de-BE;q=0.8,en;q=0.5"}
    assert '<html lang="de">' in stranger.get("/", headers=german).text
    assert '<html lang="nl">' in stranger.get("/", headers={"Accept-Language": "pl"}).text
    member = Browser(world.app, world.codes["1"])
    assert '<html lang="de">' in member.look("/assembly").text
    assert '<html lang="fr">' in member.look("/assembly?lang=fr").text
    assert '<html lang="fr">' in member.look("/account/").text
    assert '<html lang="fr">' in member.look("/account/?lang=xx").text
