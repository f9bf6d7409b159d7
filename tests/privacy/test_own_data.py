"""A member's own data: all of it, theirs alone, and no choice, secret or name of somebody on the staff."""

import json
import re

import pytest

from tests.world import World
from voting.models import metadata
from voting.privacy.own_data import OF_AN_ACCOUNT, SECRET, columns_of_a_member


def test_the_tables_that_speak_of_a_member_are_found() -> None:
    found = {
        table.name: {column.name for column in columns_of_a_member(table)} for table in metadata.sorted_tables
    }
    for table in ("account", "check_in", "mail", "member_change", "movement", "presence", "register_look"):
        assert found[table] == {"member"}
    assert found["member"] == {"number"}
    assert found["proxy"] == {"grantor", "holder"}
    assert found["participation"] == {"member", "holder"}
    assert found["same_person"] == {"member", "other"}
    for table in ("ballot", "deposit", "resolution", "audit_entry", "venue"):
        assert found[table] == set()


def test_no_column_of_a_secret_is_taken_along() -> None:
    """The token of a session on a tablet was: it stands in the addresses of its pages."""
    secret = re.compile(r"hash|token|salt|nonce|undoes|secret|password|key|code$")
    shown = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        if columns_of_a_member(table) or table.name in OF_AN_ACCOUNT
        for column in table.c
        if column.name not in SECRET and secret.search(column.name)
    }
    assert shown == {("member", "postcode"), ("invitee", "postcode")}


def test_a_member_takes_along_what_is_kept_of_them_alone(world: World) -> None:
    member, resolution = world.member(7), world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{resolution}/open", {})
    member.look("/assembly")
    member.send("/assembly/join", {})
    member.send("/proxy", {"holder": "8", "name": "Name8"})
    member.send(f"/resolutions/{resolution}/vote", {"channel": "online", "choice": "against"})
    answer = member.look("/account/data")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    kept = json.loads(answer.data)
    assert kept["kept_months"]["presence"] == 24
    assert kept["member"][0]["email"] == "lid7@example.org"
    assert [item["kind"] for item in kept["movement"]] == ["joined"]
    assert [item["place"] for item in kept["presence"]] == ["online"]
    assert [(item["grantor"], item["holder"]) for item in kept["proxy"]] == [("7", "8")]
    assert [item["channel"] for item in kept["participation"]] == ["online"]
    assert len(kept["sign_in"]) == len(kept["credential"]) == 1
    assert "attendance.joined_online" in {item["action"] for item in kept["done"]}
    text = answer.text
    assert "against" not in text
    assert "Name8" not in text
    assert "lid8@" not in text
    assert world.codes["7"] not in text


@pytest.mark.parametrize("path", ["/account/data", "/office/register/data/8"])
def test_nobody_else_takes_it_along(world: World, path: str) -> None:
    assert world.person("chair").look(path).status_code == 403
    if "office" in path:
        assert world.member(7).look(path).status_code == 403
        assert json.loads(world.person("secretary").look(path).data)["number"] == "8"
