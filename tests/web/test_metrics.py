"""The numbers that a monitor asks for: whoever has the token gets them, and they give no choice away."""

import json
import os
import re
import time
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from tests.accounts.help_desk import pass_of
from tests.world import World
from voting.config import SHORTEST_TOKEN, settings
from voting.meters import BOUNDS, Durations
from voting.rehearsal.browser import answer_of
from voting.web.health import FAULTS
from voting.web.metrics import FAMILIES, write_numbers
from voting.workers import FORGOTTEN_AFTER, Workers

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations"
TOKEN = "a token that nobody can guess"


def ask(app: Flask, **headers: str) -> TestResponse:
    return app.test_client().get("/metrics", headers=headers)


def numbers(app: Flask) -> dict[str, float]:
    """By name with its labels, but for the process's own, each number."""
    app.config["METRICS_TOKEN"] = TOKEN
    answer = ask(app, Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    return {
        sample.name
        + json.dumps({name: value for name, value in sample.labels.items() if name != "worker"}): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_without_the_token_there_is_no_such_page(app: Flask) -> None:
    assert answer_of(ask(app, Authorization="Bearer ")) == "not_found"
    app.config["METRICS_TOKEN"] = TOKEN
    for headers in (
        *({}, {"Authorization": "Bearer another"}, {"Authorization": f"Basic {TOKEN}"}, {"Cookie": TOKEN}),
        *({"Authorization": "Bearer"}, {"Authorization": "Bearer \xe9"}, {"Authorization": TOKEN}),
    ):
        assert answer_of(ask(app, **headers)) == "not_found"
    assert answer_of(app.test_client().get(f"/metrics?token={TOKEN}")) == "not_found"
    assert ask(app, Authorization=f"Bearer {TOKEN}").status_code == 200


def test_a_token_that_can_be_guessed_is_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "x" * (SHORTEST_TOKEN - 1))
    with pytest.raises(ValueError, match="METRICS_TOKEN"):
        settings(tmp_path)


def test_votes_are_counted_by_answer_and_by_nothing_else(world: World) -> None:
    one = world.resolutions["1"]
    vote = {"channel": "online", "choice": "for"}
    world.member(1).send(f"/resolutions/{one}/vote", vote)
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    for member, choice in ((1, "for"), (2, "against"), (2, "for")):
        browser = world.member(member)
        browser.send("/assembly/join", {})
        browser.send(f"/resolutions/{one}/vote", vote | {"choice": choice})
    found = numbers(world.app)
    votes = {name: value for name, value in found.items() if name.startswith("voting_votes_total")}
    assert votes == {
        'voting_votes_total{"answer": "ok"}': 2,
        'voting_votes_total{"answer": "not_open"}': 1,
        'voting_votes_total{"answer": "already_voted"}': 1,
    }
    assert found['voting_refusals_total{"code": "already_voted"}'] >= 1


def test_every_number_is_told_and_none_names_anybody_or_what_they_chose(world: World) -> None:
    browser = world.member(1)
    browser.look("/assembly")
    browser.look("/none/such")
    world.person("steward").look("/desk/BRU/")
    world.app.config["METRICS_TOKEN"] = TOKEN
    text = ask(world.app, Authorization=f"Bearer {TOKEN}").text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families.keys() == FAMILIES.keys()
    labels = {name for family in families.values() for sample in family.samples for name in sample.labels}
    assert labels <= {
        *("answer", "code", "desk", "le", "route", "state", "task", "venue", "worker"),
    }, "think of what a new label gives away, and say it in docs/secrecy.md"
    routes = {sample.labels["route"] for sample in families["voting_answer_seconds"].samples}
    assert {"member.agenda", "unknown", "desk.door"} <= routes
    assert not any("/" in route for route in routes)
    known = {rule.endpoint for rule in world.app.url_map.iter_rules()} | {"unknown", "at_hand"}
    assert routes <= known
    assert re.search("choice|for=|against", text) is None


def test_what_failed_is_counted_by_route(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise RuntimeError

    monkeypatch.setitem(app.view_functions, "entrance.welcome", fail)
    assert app.test_client().get("/").status_code == 500
    assert numbers(app)['voting_failures_total{"route": "entrance.welcome"}'] == 1


def test_arrivals_are_counted_by_venue_and_desk(world: World) -> None:
    steward = world.person("steward")
    steward.look("/desk/BRU/")
    fields = {"member": pass_of(world, "3"), "nonce": "arrival-3"}
    assert answer_of(steward.send("/desk/BRU/check-in", fields)) == "ok"
    found = {name: value for name, value in numbers(world.app).items() if "check_ins_total" in name}
    [(name, count)] = found.items()
    assert '"venue": "BRU"' in name
    assert count == 1


def test_the_numbers_of_other_processes_are_told_until_they_end(app: Flask, tmp_path: Path) -> None:
    app.config["METRICS_TOKEN"] = TOKEN
    app.test_client().get("/none")
    with app.app_context():
        write_numbers(app)
    folder = Path(app.instance_path) / "workers"
    [own] = folder.glob("*.json")
    written = json.loads(own.read_text())
    (folder / "1.json").write_text(json.dumps(written))
    (folder / "2.json").write_text(json.dumps(written | {"at": time.monotonic() - FORGOTTEN_AFTER}))
    (folder / "3.json").write_text("half of wh")
    text = ask(app, Authorization=f"Bearer {TOKEN}").text
    assert set(re.findall('worker="([0-9]+)"', text)) == {"1", str(os.getpid())}
    assert {path.name for path in folder.iterdir()} == {own.name, "1.json", "3.json"}


def test_what_is_written_down_is_whole(tmp_path: Path) -> None:
    workers = Workers(tmp_path / "workers")
    workers.write({"samples": []})
    assert [path.suffix for path in (tmp_path / "workers").iterdir()] == [".json"]
    assert workers.others() == {}, "its own are known better"


def test_durations_add_up() -> None:
    durations = Durations()
    for seconds in (0.0, 0.05, 0.051, 11.0):
        durations.add(seconds)
    told = dict(durations.up_to())
    assert (told["0.05"], told["0.1"], told["10.0"], told["+Inf"]) == (2, 3, 3, 4)
    assert len(told) == len(BOUNDS) + 1


def named_in(file: str) -> set[str]:
    """The names of our numbers in a file of operators."""
    return set(re.findall(r"\bvoting_[a-z_]+", (OPERATIONS / file).read_text()))


@pytest.mark.parametrize("file", ["prometheus-alerts.yml", "grafana-dashboard.json", "watching.md"])
def test_what_operators_are_given_names_numbers_that_are_told(world: World, file: str) -> None:
    world.app.config["METRICS_TOKEN"] = TOKEN
    world.member(1).look("/assembly")
    text = ask(world.app, Authorization=f"Bearer {TOKEN}").text
    told = set(re.findall(r"^(?:# TYPE )?(voting_\w+)", text, re.MULTILINE))
    assert named_in(file) - {"voting_votes_total", "voting_failures_total", "voting_check_ins_total"} <= told
    families = {re.sub("_(total|bucket|count|sum)$", "", name) for name in named_in(file)}
    assert families <= FAMILIES.keys()
    if file != "prometheus-alerts.yml":
        assert families == FAMILIES.keys(), "what is told is looked at"


def test_each_fault_wakes_somebody_or_waits_for_them_and_is_explained() -> None:
    rules, page = ((OPERATIONS / file).read_text() for file in ("prometheus-alerts.yml", "watching.md"))
    alerted = [code for codes in re.findall(r'code=~"([^"]*)"', rules) for code in codes.split("|")]
    assert len(alerted) == len(set(alerted))
    assert FAULTS.keys() <= set(alerted)
    assert FAULTS.keys() <= set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def test_the_dashboard_is_one() -> None:
    board = json.loads((OPERATIONS / "grafana-dashboard.json").read_text())
    assert all(target["expr"] for panel in board["panels"] for target in panel["targets"])
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]]
    assert len(places) == len(set(places))
