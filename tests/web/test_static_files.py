"""A file of the pages is kept by browsers for as long as it is the same, and not a moment longer."""

import re
from pathlib import Path

import voting
from tests.world import World
from voting.web.desk.offline import SHELL

YEAR = "max-age=31536000"


def link(world: World) -> str:
    """The address of the stylesheet, as a page gives it."""
    page = world.app.test_client().get("/").text
    (found,) = re.findall(r'<link rel="stylesheet" href="([^"]*style\.css[^"]*)"', page)
    return str(found)


def test_a_browser_need_not_ask_again_for_the_file_that_a_page_names(world: World) -> None:
    client, address = world.app.test_client(), link(world)

    kept = client.get(address)
    assert kept.status_code == 200
    assert YEAR in kept.headers["Cache-Control"]

    for other in (address.partition("?")[0], address + "0"):
        assert "no-cache" in client.get(other).headers["Cache-Control"], other


def test_a_changed_file_has_another_address(world: World, tmp_path: Path) -> None:
    world.app.static_folder = str(tmp_path)
    (tmp_path / "style.css").write_text("a {}")
    before = link(world)
    (tmp_path / "style.css").write_text("b {}")

    after = link(world)
    assert after != before
    client = world.app.test_client()
    assert client.get(after).text == "b {}"
    assert YEAR not in client.get(before).headers["Cache-Control"]


def test_no_file_outside_is_read_for_its_version(world: World) -> None:
    assert world.app.test_client().get("/static/..%2Fpyproject.toml?v=0").status_code == 404


def test_a_phone_keeps_every_script_that_the_page_at_the_door_is_made_of() -> None:
    static = Path(voting.__file__).parent / "static"
    of_all = (Path(voting.__file__).parent / "templates" / "live.html").read_text()
    following = re.findall(r'"(\w+)"', of_all.partition("for name in")[2].partition("%}")[0])
    assert "refresh" in following
    reached = set[Path]()
    ahead = {static / "desk" / "door.js", *(static / f"{name}.js" for name in following)}
    while ahead:
        script = ahead.pop()
        reached.add(script)
        imported = re.findall(r'^(?:import|export)\b[^"]*"(\.[^"]+)";$', script.read_text(), re.MULTILINE)
        ahead |= {(script.parent / path).resolve() for path in imported} - reached

    kept = {static / name for name in SHELL}
    assert reached <= kept
    assert {path for path in kept if path.parent.name == "desk" and path.suffix == ".js"} <= reached
