"""How forms are read, and that each has the stamp of what it was filled in upon, or a reason to need none."""

import re
from collections.abc import Callable
from inspect import getsource
from pathlib import Path
from typing import get_args, get_type_hints

from flask import Flask

import voting.web

STAMPED = {
    *(
        "chair.closing_time",
        "chair.settle_clock",
        "chair.end_turn",
        "chair.settle_tie",
        "desk.lock_tablet",
        "desk.withdraw_proxy",
    ),
    *("desk.withdraw_stand_in", "member.withdraw_stand_in_of_mine"),
    *("events.change", "events.remove", "office.change_candidate", "office.change_main"),
    *("office.change_part", "office.change_retention", "office.change_text", "office.convene"),
    *("office.take_back", "office.postpone", "office.cancel"),
    *(
        "office.change_the_cooperative",
        "member.withdraw",
        "member.give_back",
        "member.withdraw_stand_in_of_mine",
    ),
    *("office.decide_duplicate", "office.move_candidate", "office.move_part", "office.remove_document"),
    *("office.order_agenda", "office.order_candidates", "office.change_following"),
    *("office.change_written_answer", "office.shape_report"),
    *("office.change_known_as", "office.begin_keyholders"),
    *("office.remove_letters", "office.renew_staff_code", "office.write_report_texts"),
    *("office.enter_a_fact", "office.take_a_fact_back"),
    *("chair.change", "desk.replace", "desk.sign", "office.apply_import", "office.change_member"),
    *("office.remind", "office.sign"),
}
"""The last two lines name what was seen in another way: a tie, the paper's number, figures, the register, a
version, the wave, the report."""

WITHOUT = {
    "changes nothing, or is only about whoever sends it and from where": {
        *("account.choose_password", "account.sign_out_everywhere", "entrance.sign_in"),
        *("entrance.sign_in_by_password", "entrance.sign_out", "new_password.ask"),
        *("second.confirm", "second.add_an_app", "second.renew_recovery"),
        *("second.add_a_passkey", "second.confirm_by_passkey"),
        *("new_password.set_by_token", "office.go_to_assembly", "office.export_register"),
        *("office.preview_report_text", "jobs.again"),
        *(
            "desk.spoiled_paper",
            "desk.look_up",
            "member.check",
            "member.box_receipt",
            "tablet.more_time",
            "tablet.check",
        ),
        *("tablet.finish", "tablet.still_here"),
        *("member.check_practice", "member.count_practice"),
        *("tablet.check_practice", "tablet.count_practice"),
    },
    "a member's own vote, presence, proxy or turn: the gate and the rules hold it against what is so now": {
        *(
            "member.vote",
            "tablet.vote",
            "desk.issue_paper",
            "desk.enter_by_name",
            "member.join",
            "member.give_proxy",
        ),
        *("member.leave", "member.accept", "member.ask_to_speak"),
        *("member.leave_speakers", "member.ask", "member.report", "member.ask_in_writing"),
    },
    "adds something beside what there is; the same once more is refused, or told": {
        "first_page.begin",
        *("office.declare", "desk.enter_stand_in", "chair.put_motion_of_order", "chair.put_amendment"),
        *("chair.note", "desk.add_tablet", "desk.enter_counts", "desk.enter_proxy", "desk.hand_over"),
        *("events.check_in", "events.import_file", "events.note", "office.add_document"),
        *("office.copy_assembly", "office.answer_written"),
        *("office.add_new_member", "office.add_staff", "office.assembly", "office.begin_assembly"),
        *("office.enter_into_mandates", "office.invite", "office.make_link", "office.print_letters"),
        *("office.upload_register", "office.correct_roll", "tablet.enrol"),
        "office.add_report_picture",
        *("office.send_test", "office.upload_bounces", "office.add_other", "office.add_directors"),
    },
    "a word of a keyholder, said once and for all: another is refused": {
        *("keyholders.hello", "keyholders.channel", "keyholders.ready"),
        *("keyholders.signed_context", "keyholders.signed_statement", "keyholders.share"),
        "keyholders.checked",
    },
    "a step of one named thing, which is refused where it has been taken, or cannot be any more": {
        "chair.change_meeting",
        *("chair.annul", "chair.end", "chair.order_speaker", "desk.settle_conflict", "office.discard_import"),
        "office.letter_arrived",
        *("office.move_member", "office.send_again", "office.take_letters_back", "office.print_told"),
    },
    "ends one named thing; done twice, or late, it has ended": {
        *("second.remove", "office.remove_factors"),
        *("office.revoke", "office.revoke_link", "desk.revoke_tablet", "office.withdraw_a_movement"),
        *(
            "chair.answered",
            "chair.hide_question",
            "office.remove_other",
            "chair.trouble_solved",
            "chair.written_read",
        ),
    },
    "says how it is to be from now on, whatever it was": {
        *("chair.limit_all", "chair.limit_one", "member.counted_mail"),
        *("chair.begin_practice", "chair.finish_practice"),
        *("chair.put_on_screen", "chair.open_speakers", "desk.note_assistance", "desk.check_out_everybody"),
        "halls.show_message",
        "office.choose_import_columns",
    },
    "somebody stands before the desk: the latest act at a door or code in a hand is the one that holds": {
        *("desk.check_in_here", "desk.check_out_here", "desk.move", "desk.ask_move", "desk.undo"),
        *("desk.reissue", "desk.new_pass", "desk.confirm"),
    },
}
"""By reason, the forms that need no stamp."""


def test_every_form_has_a_stamp_or_a_reason_to_need_none(app: Flask) -> None:
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    decided = [*STAMPED, *(endpoint for endpoints in WITHOUT.values() for endpoint in endpoints)]
    assert sorted(decided) == sorted(forms)


WITH_A_PAGE = {
    "office.change_text": "the button that only looks at a letter: it changes nothing, and what was typed "
    "is too long for an address or a cookie",
    "office.preview_report_text": "a part of the page that its script asks for: it changes nothing",
}
"""Forms that may be answered with a page, and why. All others lead to one (303), which can be opened again
without doing again what was done; ``tests/audit/test_every_change.py`` looks at each that changes a thing."""


def test_no_form_is_answered_with_a_page(app: Flask) -> None:
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {name for name in forms if may_be_a_page(app.view_functions[name])} == WITH_A_PAGE.keys()


def may_be_a_page(view: Callable[..., object]) -> bool:
    """Whether a view says that it returns a text, or makes an answer of one itself."""
    returned = get_type_hints(view)["return"]
    return str in (get_args(returned) or (returned,)) or "make_response(" in getsource(view)


READERS = {
    "form.py": "the one place where fields are read",
    "languages.py": "below it: in which language it refuses; and the whole address once more",
    "office/uploads.py": "files, not fields",
    "office/register/search.py": "a search leaves out what cannot be, and refuses nothing",
}
"""Which files read what a request sends by themselves, and why."""


def test_fields_are_read_in_one_place() -> None:
    room = Path(voting.web.__file__).parent
    reading = re.compile(r"request\.(form|args|values)\b|getlist")
    found = {str(path.relative_to(room)) for path in room.rglob("*.py") if reading.search(path.read_text())}
    assert found == READERS.keys()
