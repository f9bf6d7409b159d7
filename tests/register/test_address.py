"""Street, box, country and shares: in a file, in the form, on an envelope, and out again."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.register.files import HEADINGS, faults, file, line
from tests.register.office import bring_in, within
from tests.world import World, row
from voting.errors import InvalidFile
from voting.languages import LANGUAGES
from voting.register.address import address_lines
from voting.register.csv_file import read_register
from voting.register.details import read_details
from voting.register.export import register_csv
from voting.register.models import LEAVING, Member, PersonKind
from voting.register.search import Query

MORE = f"{HEADINGS};Straat;Huisnummer;Bus;Land;Aandelen"


def test_they_are_read_where_the_file_has_them() -> None:
    content = file(f"{line(1)};Wetstraat;16;3A;België;12", f"{line(2)};;;;;", headings=MORE)
    first, second = read_register(content)
    assert (first.street, first.box, first.country, first.shares) == ("Wetstraat 16", "3A", "België", 12)
    assert (second.street, second.box, second.country, second.shares) == ("", "", "", None)
    for wrong in ("-1", "1,5", "ten", "1234567890", "²"):
        assert faults(file(f"{line(1)};;;;;{wrong}", headings=MORE)) == [(2, "Aandelen", "not_number")]


def test_they_go_out_and_come_in_again(world: World) -> None:
    (brought,) = read_register(file(f"{line(500)};Wetstraat;16;3;Deutschland;0", headings=MORE))
    assert bring_in(world.app, brought).added == ["500"]
    query = select(Member.street, Member.box, Member.country, Member.shares).where(Member.number == "500")
    stored = within(world.app, lambda session: tuple(session.execute(query).one()))
    assert stored == ("Wetstraat 16", "3", "Deutschland", 0)
    _, content = within(
        world.app, lambda session: register_csv(session, Query(words="500", on=date(2025, 6, 16)))
    )
    assert read_register(content) == [brought]
    assert bring_in(world.app, *read_register(file(line(500)))).changes == []
    for file_type in ("csv", "xlsx"):
        answer = world.person("secretary").send(f"/office/register/export/{file_type}", {"words": "500"})
        assert answer.status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_goes_out_in_any_language_comes_in_again(world: World, language: str) -> None:
    ends = zip(
        (501, 502, 503), LEAVING, (PersonKind.LEGAL, PersonKind.NATURAL, PersonKind.LEGAL), strict=True
    )
    rows = [
        row(number, kind=kind, left_on=date(2024, 1, 31), left_as=left_as, street="Wetstraat 16", shares=3)
        for number, left_as, kind in ends
    ]
    bring_in(world.app, *rows)
    secretary = world.person("secretary")
    secretary.look(f"/office/register?lang={language}")
    content = secretary.send("/office/register/export/xlsx", {"words": ""}).data
    found = {each.number: each for each in read_register(content)}
    assert [found[each.number] for each in rows] == rows


def test_the_form_has_them(world: World) -> None:
    bring_in(world.app, *read_register(file(line(500))))
    secretary = world.person("secretary")
    page = secretary.look("/office/register/details/500")
    fields = {"on": "2025-06-16", "reason": "moved", "version": secretary.field("version", "")}
    values = {"category": "A", "kind": "natural", "name": "Peeters", "first_name": "An", "language": "nl"}
    fields |= values | {"street": "Wetstraat 16", "box": "3", "country": "", "shares": "0"}
    assert 'name="street"' in page.text
    assert secretary.send("/office/register/details/500", fields).status_code == 303
    shown = secretary.look("/office/register/member/500").text
    assert "Wetstraat 16" in shown
    assert "<dd>0</dd>" in shown
    assert 'value="0"' in secretary.look("/office/register/details/500").text


def test_a_number_of_shares_is_whole() -> None:
    values = {"category": "A", "kind": "natural", "name": "X", "language": "nl", "shares": "1.5"}
    with pytest.raises(InvalidFile) as refused:
        read_details(values, date(2025, 1, 1))
    assert [(fault.column, fault.code) for fault in refused.value.faults] == [("shares", "not_number")]


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (("Wetstraat 16", "3", "1000", "Brussel", "", "nl"), ["Wetstraat 16 bus 3", "1000 Brussel"]),
        (("Rue X 1", "3", "4000", "Liège", "Belgique", "fr"), ["Rue X 1 bte 3", "4000 Liège"]),
        (("Wetstraat 16", "3A", "1000", "Brussel", "", "nl"), ["Wetstraat 16 bus 3A", "1000 Brussel"]),
        (("Rue X 1", "bte 3", "4000", "Liège", "BE", "fr"), ["Rue X 1 bte 3", "4000 Liège"]),
        (("", "", "52062", "Aachen", "Deutschland", "de"), ["52062 Aachen", "DEUTSCHLAND"]),
        (("", "", "", "", "", "en"), []),
    ],
)
def test_an_address_as_on_an_envelope(address: tuple[str, ...], lines: list[str]) -> None:
    assert address_lines(*address) == lines
