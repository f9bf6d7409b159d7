"""The administration's file and what the office enters live together: nothing is silently overwritten."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.register.files import HEADINGS, file, line
from tests.register.office import act, bring_in, details, history, movements, within
from tests.world import MEETING, World, row
from voting.files import read_file
from voting.register.compare import Change, compare
from voting.register.csv_file import Choices, read_register
from voting.register.delivery import read_delivery
from voting.register.edit import add_member, add_movement, change_details, member_version
from voting.register.export import register_csv
from voting.register.import_register import stage_import
from voting.register.models import Member, MovementKind
from voting.register.planned_import import plan_import
from voting.register.registered import registered
from voting.register.search import Query
from voting.register.uploads import apply_upload, keep_upload, look_at
from voting.spreadsheet import guard_formula, unguard_formula

TODAY = date(2025, 6, 17)
DEMO = Path(__file__).parents[2] / "voting" / "demo" / "register-2025.csv.gz"


def change(app: Flask, number: int, **changes: object) -> None:
    within(
        app,
        lambda session: change_details(
            session,
            str(number),
            details(number, **changes),
            member_version(session.get_one(Member, str(number))),
            act(),
        ),
    )


def email(app: Flask, number: str) -> str:
    found: str = within(
        app, lambda session: session.scalar(select(Member.email).where(Member.number == number))
    )
    return found


def test_a_file_without_the_offices_change_does_not_undo_it(app: Flask) -> None:
    bring_in(app, row(1), row(2))
    change(app, 1, email="new@example.org")
    within(app, lambda session: add_movement(session, "2", MovementKind.RESIGNED, act()))
    summary = bring_in(app, row(1), row(2))
    assert summary.changes == []
    assert summary.conflicts == [
        Change("1", "email", "new@example.org", "lid1@example.org"),
        Change("2", "movements", "joined 01/01/2020, resigned 01/03/2025", "joined 01/01/2020"),
    ]
    assert email(app, "1") == "new@example.org"
    assert len(movements(app, "2")) == 2


def test_the_file_is_followed_where_somebody_says_so(app: Flask) -> None:
    bring_in(app, row(1), row(2))
    change(app, 1, email="new@example.org", postcode="9000")
    within(app, lambda session: add_movement(session, "2", MovementKind.RESIGNED, act()))
    summary = bring_in(app, row(1), row(2), take={("1", "email"), ("2", "movements")})
    assert [item.field for item in summary.changes] == ["email", "movements"]
    assert [item.field for item in summary.conflicts] == ["postcode"]
    assert email(app, "1") == "lid1@example.org"
    assert movements(app, "2") == [("joined", date(2020, 1, 1))]
    assert history(app, "1")[-1] == ("email", "new@example.org", "lid1@example.org", "file")


def test_what_the_file_has_come_to_say_it_may_change_again(app: Flask) -> None:
    bring_in(app, row(1))
    change(app, 1, email="new@example.org")
    agreed = bring_in(app, row(1, email="new@example.org"))
    assert (agreed.changes, agreed.conflicts) == ([], [])
    assert [item.field for item in agreed.agreed] == ["email"]
    assert bring_in(app, row(1, email="new@example.org")).agreed == [], "noted once"
    later = bring_in(app, row(1, email="third@example.org"))
    assert (len(later.changes), later.conflicts) == (1, [])
    assert email(app, "1") == "third@example.org"


def test_other_fields_of_a_member_still_follow_the_file(app: Flask) -> None:
    bring_in(app, row(1))
    change(app, 1, email="new@example.org")
    summary = bring_in(app, row(1, municipality="Gent"))
    assert [item.field for item in summary.changes] == ["municipality"]
    assert [item.field for item in summary.conflicts] == ["email"]


def test_somebody_added_at_the_office_is_not_taken_for_somebody_else_in_the_file(app: Flask) -> None:
    within(app, lambda session: add_member(session, "7", details(7), MovementKind.JOINED, act()))
    assert bring_in(app, row(1)).missing == ["7"]
    summary = bring_in(app, row(7, name="Anders", joined_on=date(2025, 3, 1)))
    assert [item.field for item in summary.conflicts] == ["name"]
    assert summary.changes == []


def test_a_second_membership_is_what_the_file_tells_of(app: Flask) -> None:
    bring_in(app, row(1, left_on=date(2023, 1, 1), left_as=MovementKind.RESIGNED))
    within(app, lambda session: add_movement(session, "1", MovementKind.JOINED, act(date(2024, 1, 1))))
    summary = bring_in(app, row(1, joined_on=date(2024, 1, 1)))
    assert (summary.changes, summary.conflicts) == ([], [])
    left = bring_in(
        app, row(1, joined_on=date(2024, 1, 1), left_on=date(2025, 1, 1), left_as=MovementKind.EXCLUDED)
    )
    assert left.left == ["1"]
    assert [kind for kind, _ in movements(app, "1")] == ["excluded", "joined", "joined", "resigned"]


def test_a_birth_date_and_a_mandate_are_kept_where_the_file_has_none(app: Flask) -> None:
    bring_in(
        app,
        *read_register(
            file(
                f"{line(1)};01/02/1980;by decision;31/12/2026",
                headings=f"{HEADINGS};Geboortedatum;Mandaat;Mandaat tot",
            )
        ),
    )
    assert within(app, lambda session: session.get_one(Member, "1").birth_date) == date(1980, 2, 1)
    assert bring_in(app, *read_register(file(line(1)))).changes == []
    assert within(app, lambda session: session.get_one(Member, "1").mandate_until) == date(2026, 12, 31)


def test_applied_only_if_the_register_is_what_was_previewed(world: World) -> None:
    secretary = world.person("secretary")
    content = file(*(line(number, E_mail=f"x{number}@example.org") for number in (100, 101)))
    delivery = read_delivery(content, Choices())
    upload = within(
        world.app,
        lambda session: (
            keep_upload(
                session, "f", delivery, Choices(), look_at(session, delivery), now=MEETING, actor="test"
            ).id
        ),
    )
    page = secretary.look(f"/office/register/imports/{upload}")
    assert page.status_code == 200
    assert re.search(r">2</strong> Toegevoegd", page.text)
    previewed = secretary.field("previewed", "")
    assert len(previewed) == 64
    within(world.app, lambda session: add_movement(session, "3", MovementKind.RESIGNED, act()))
    answer = secretary.send(f"/office/register/imports/{upload}/apply", {"previewed": previewed})
    assert answer.headers["Refusal"] == "register_changed"
    assert within(world.app, lambda session: session.get(Member, "100")) is None
    for wrong in ("", "0" * 64):
        answer = secretary.send(f"/office/register/imports/{upload}/apply", {"previewed": wrong})
        assert answer.headers["Refusal"] == "register_changed"
    secretary.look(f"/office/register/imports/{upload}")
    fields = {"previewed": secretary.field("previewed", "")}
    assert secretary.send(f"/office/register/imports/{upload}/apply", fields).status_code == 303
    assert email(world.app, "101") == "x101@example.org"
    twice = secretary.send(f"/office/register/imports/{upload}/apply", fields)
    assert twice.headers["Refusal"] == "wrong_state"
    assert (
        within(
            world.app,
            lambda session: apply_upload(
                session,
                99,
                stage_import(session, plan_import(registered(session), []), now=MEETING, actor="test"),
                "",
            ),
        )
        == "not_found"
    )


DANGEROUS = ("=1+1", "+32 2", "-x", "@SUM(A1)", "'=x", "''", "'s Jongers", "＝1", 'Jan "de"; Wit', "é")


def test_what_is_exported_can_be_imported_and_holds_no_formula(app: Flask) -> None:
    rows = [row(number, name=name, municipality=name) for number, name in enumerate(DANGEROUS, 1)]
    rows.append(row(50, left_on=date(2024, 1, 1), left_as=MovementKind.EXCLUDED, birth_date=date(1970, 1, 1)))
    bring_in(app, *rows)
    count, content = within(app, lambda session: register_csv(session, Query(TODAY)))
    assert count == len(rows)
    assert sorted(read_register(content), key=lambda item: item.number) == sorted(
        rows, key=lambda item: item.number
    )
    for cell in re.split(r'[;\n\r"]+', content.decode("utf-8-sig")):
        assert not cell.startswith(("=", "+", "-", "@", "＝")), cell
    summary = within(app, lambda session: compare(registered(session), read_register(content)))
    assert (summary.unchanged, summary.absent) == (len(rows), 0)
    for text in DANGEROUS:
        assert unguard_formula(guard_formula(text)) == text


def test_the_whole_register_goes_out_and_comes_in_unchanged(app: Flask) -> None:
    rows = read_register(read_file(DEMO))[:3_000]
    bring_in(app, *rows)
    _, content = within(app, lambda session: register_csv(session, Query(TODAY)))
    assert sorted(read_register(content), key=lambda item: item.number) == rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_those_who_were_asked_for_alone(world: World, kind: str) -> None:
    answer = world.person("secretary").send(f"/office/register/export/{kind}", {"words": "name7"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    if kind == "csv":
        assert [item.number for item in read_register(answer.data)] == ["7"]
    else:
        assert answer.data.startswith(b"PK")
