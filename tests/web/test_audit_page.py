"""The page of the audit log: who did what, back to the first entry."""

import ast
import re
from datetime import timedelta
from pathlib import Path

from tests.ballot.meeting import step
from tests.halls.test_displays import new_display, state_of
from tests.report.test_minutes import docx_text
from tests.world import World
from voting.audit.chain import record
from voting.auditing.heads_of_assembly import heads_of_assembly, last_head
from voting.box.models import CeremonyWord, Signed
from voting.database import Base, writing
from voting.extensions import db
from voting.halls.displays import Settings
from voting.rehearsal.browser import answer_of
from voting.web.each_second import sign_log
from voting.web.health import expect_companions
from voting.wording.log import ACTIONS


def test_the_log_is_read_back_to_its_first_entry_and_names_who_did_it(world: World) -> None:
    world.person("secretary").send("/office/roll", {"kind": "removed", "member": "21", "reason": "left"})
    with world.app.app_context(), writing(db.session()) as session:
        for number in range(250):
            record(session, now=world.clock(), actor="test", action="test.done", number=number)
    auditor, pages = world.person("auditor"), [""]
    while len(pages) == 1 or 'rel="next"' in pages[-1]:
        pages.append(auditor.look(f"/office/audit?page={len(pages)}&lang=en").text)
    seen = [int(number) for page in pages for number in re.findall(r"<tr><td[^>]*>(\d+)</td>", page)]
    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) > 250
    removed = re.search(
        r"<td>(account \d+ \(.*?\))</td><td>Member taken off the roll</td><td[^>]*>roll\.removed ",
        "".join(pages),
    )
    assert removed is not None
    assert removed[1].endswith("(secretary)")


def test_the_signed_heads_are_on_the_page_and_in_the_minutes(world: World) -> None:
    with world.app.app_context():
        assert step(world.resolutions["1"], "open") == "ok"
        sign_log()
        heads = heads_of_assembly(db.session(), world.assembly_id)
    assert [head.action for head in heads] == ["assembly.convened", "resolution.opened"]
    page = world.person("auditor").look("/office/audit?lang=en").text
    minutes = docx_text(world.person("secretary").look("/office/after/minutes.docx?in=en").data)
    for head in heads:
        for told in (page, minutes):
            assert head.words in told
            assert head.public_key in told
    assert "Vote opened 1" in page


def test_chair_and_halls_see_the_words_of_the_last_step(world: World) -> None:
    code = new_display(world, Settings("BRU", ("nl", "fr")))
    one, chair = world.resolutions["1"], world.person("chair")
    words = list[str]()
    for act in ("open", "close", "announce"):
        assert answer_of(chair.send(f"/chair/resolutions/{one}/{act}", {})) == "ok"
        before = state_of(world, code).text
        with world.app.app_context():
            sign_log()
            head = last_head(db.session(), world.assembly_id)
            assert head is not None
        words.append(head.words)
        for told in (chair.look("/chair/").text, chair.look("/chair/now").text, state_of(world, code).text):
            assert head.words in told, act
        assert head.words not in before
    assert len(set(words)) == 3


def test_chair_and_auditor_are_told_that_the_log_is_not_signed(world: World) -> None:
    with world.app.app_context():
        sign_log()
    chair, said = world.person("chair"), "The log has not been signed"
    assert answer_of(chair.send(f"/chair/resolutions/{world.resolutions['1']}/open", {})) == "ok"
    pages = [(chair, "/chair/now?lang=en"), (world.person("auditor"), "/office/audit?lang=en")]
    assert not any(said in who.look(page).text for who, page in pages)
    world.clock.moment += timedelta(minutes=2)
    assert said in world.person("auditor").look("/office/audit?lang=en").text
    assert said not in chair.look("/chair/now?lang=en").text, "nobody is served: nobody signs"
    expect_companions(world.app)
    assert said in chair.look("/chair/now?lang=en").text
    with world.app.app_context():
        sign_log()
    assert said not in chair.look("/chair/now?lang=en").text


MADE = {
    *("assembly.taken_back", "assembly.postponed", "assembly.cancelled"),  # of a StepKind
    *("roll.added", "roll.removed"),  # of a CorrectionKind
    *("invitations.taken_back", "reminders.taken_back"),  # of a Letter
    *(f"ceremony.{word}" for word in CeremonyWord),
    *(f"box.{kind}_signed" for kind in Signed),
}
"""Actions whose name is put together."""

NO_ACTIONS = re.compile(r"\w+\.(csv|html|ics|json|lock|toml)")
"""Names of files, which look like an action."""


def test_each_action_of_the_log_has_its_words(world: World) -> None:
    columns = {str(column) for table in Base.metadata.sorted_tables for column in table.c}
    pages = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    nouns = {action.partition(".")[0] for action in ACTIONS}
    named = {
        node.value
        for path in Path("voting").rglob("*.py")
        if path.name != "log.py" and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"[a-z_]+\.[a-z_]+", node.value) and node.value.partition(".")[0] in nouns
        if not NO_ACTIONS.fullmatch(node.value)
    }
    assert named - columns - pages <= ACTIONS.keys()
    assert ACTIONS.keys() - MADE <= named
