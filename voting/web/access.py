"""Who may open what: a table of every route with the roles that it is open to. A route that is not in it is
refused.

A route about a venue is open to a role at that venue (``voting.accounts.rules.may_enter``).
"""

import structlog
from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from voting.accounts.factors.rules import NEEDED_BY, is_fresh, opened_to
from voting.accounts.models import Role
from voting.accounts.rules import may_enter
from voting.errors import Code, Refused
from voting.installation import now, second_factor_required
from voting.web.person import person, somebody

log = structlog.get_logger(__name__)

ANYBODY = None
"""The entry of a route that is open without signing in."""

MEMBER = frozenset({Role.MEMBER})
DESK = frozenset({Role.STEWARD, Role.SUPERVISOR})
HELP_DESK = frozenset({Role.SUPERVISOR, Role.SECRETARY, Role.ADMINISTRATOR})
TELLERS = frozenset({Role.TELLER})
SUPERVISORS = frozenset({Role.SUPERVISOR})
CHAIR = frozenset({Role.CHAIR})
OFFICE = frozenset({Role.SECRETARY, Role.ADMINISTRATOR})
SECRETARY = frozenset({Role.SECRETARY})
READERS = OFFICE | {Role.AUDITOR}
SECOND = NEEDED_BY
STAFF = frozenset(Role) - {Role.MEMBER, Role.DISPLAY}
SIGNED_IN = frozenset(Role)

LARGEST_FORM = 256 * 1024
"""The most bytes of a form without files."""

ROUTES: dict[str, frozenset[Role] | None] = {
    "static": ANYBODY,
    "health.healthz": ANYBODY,
    "entrance.welcome": ANYBODY,
    "entrance.sign_in": ANYBODY,
    "entrance.invitation": ANYBODY,
    "entrance.password": ANYBODY,
    "entrance.sign_in_by_password": ANYBODY,
    "entrance.sign_out": ANYBODY,
    "openid.ask_provider": ANYBODY,
    "openid.back_from_provider": ANYBODY,  # the state in its address, of this browser's question, is the key
    "cooperative.logo": ANYBODY,
    "privacy.notice": ANYBODY,
    "first_page.form": ANYBODY,  # gone once there is an assembly
    "first_page.begin": ANYBODY,  # the word on the server's terminal is the key
    "first_page.begun": ANYBODY,  # for the browser that has begun it
    "new_password.forgotten": ANYBODY,
    "new_password.ask": ANYBODY,
    "new_password.asked": ANYBODY,
    "new_password.choose": ANYBODY,  # the token of its link is the key
    "new_password.set_by_token": ANYBODY,
    "account.overview": SIGNED_IN,
    "account.sign_out_everywhere": SIGNED_IN,
    "account.choose_password": MEMBER,
    "account.own_data": MEMBER,
    "second.confirm_page": SECOND,
    "second.confirm": SECOND,
    "second.app": SECOND,
    "second.add_an_app": SECOND,
    "second.add_a_passkey": SECOND,
    "second.confirm_by_passkey": SECOND,
    "second.recovery": SECOND,
    "second.renew_recovery": SECOND,
    "second.remove": SECOND,
    "entrance.home": SIGNED_IN,
    "display.screen": ANYBODY,  # the unguessable code in its address is the key
    "display.state": ANYBODY,
    "display.stream": ANYBODY,
    "display.overlay": ANYBODY,
    "display.overlay_state": ANYBODY,
    "live.stream": SIGNED_IN,
    "live.votes_now": ANYBODY,  # the same: a key in its address
    "live.phase": ANYBODY,
    "live.results": ANYBODY,
    "live.alive": ANYBODY,
    "tablet.enrolment_page": ANYBODY,  # the code that the desk shows is the key
    "tablet.enrol": ANYBODY,
    "tablet.lock_screen": ANYBODY,  # the key that the device keeps in a cookie
    "tablet.stream": ANYBODY,
    "tablet.start": ANYBODY,  # the same, and the token in the address: these and no other open a session
    "tablet.ballot": ANYBODY,
    "tablet.more_time": ANYBODY,
    "tablet.check": ANYBODY,
    "tablet.confirm": ANYBODY,
    "tablet.vote": ANYBODY,
    "tablet.still_here": ANYBODY,
    "tablet.finish": ANYBODY,
    "tablet.idle": ANYBODY,
    "tablet.practice_ballot": ANYBODY,
    "tablet.check_practice": ANYBODY,
    "tablet.confirm_practice": ANYBODY,
    "tablet.count_practice": ANYBODY,
    "tablet.practised": ANYBODY,
    "tablet.done": ANYBODY,
    "member.agenda": MEMBER,
    "member.agenda_items": MEMBER,
    "member.mine": MEMBER,
    "member.taking_part": MEMBER,
    "member.join": MEMBER,
    "member.follow": MEMBER,
    "member.leave": MEMBER,
    "member.trouble": MEMBER,
    "member.written": MEMBER,
    "member.ask_in_writing": MEMBER,
    "member.report": MEMBER,
    "member.document": MEMBER,
    "member.picture": MEMBER,
    "member.pass_page": MEMBER,
    "member.admission_pass": MEMBER,
    "member.pass_pdf": MEMBER,
    "member.apple_wallet": MEMBER,
    "member.google_wallet": MEMBER,
    "member.calendar": MEMBER,
    "member.kept": MEMBER,
    "member.worker": MEMBER,
    "member.manifest": MEMBER,
    "member.icon": MEMBER,
    "member.practice_ballot": MEMBER,
    "member.check_practice": MEMBER,
    "member.confirm_practice": MEMBER,
    "member.count_practice": MEMBER,
    "member.practised": MEMBER,
    "member.ballot": MEMBER,
    "member.standing": MEMBER,
    "member.results": MEMBER,
    "member.results_file": MEMBER,
    "member.point": MEMBER,
    "member.check": MEMBER,
    "member.confirm": MEMBER,
    "member.walk": MEMBER,
    "member.walk_end": MEMBER,
    "member.counted_mail": MEMBER,
    "member.vote": MEMBER,
    "member.receipt": MEMBER,
    "member.names": MEMBER,
    "member.discussion": MEMBER,
    "member.discussion_state": MEMBER,
    "member.ask_to_speak": MEMBER,
    "member.leave_speakers": MEMBER,
    "member.ask": MEMBER,
    "member.give_proxy": MEMBER,
    "member.withdraw_stand_in_of_mine": MEMBER,
    "member.withdraw": MEMBER,
    "member.accept": MEMBER,
    "member.give_back": MEMBER,
    "desk.door": DESK,
    "desk.check_in_here": DESK,
    "desk.paper": DESK,
    "desk.numbers": DESK,
    "desk.find": DESK,
    "desk.labels": DESK,
    "desk.labels_pdf": DESK,
    "desk.training": DESK,
    "desk.training_passes": DESK,
    "desk.roll": DESK,
    "desk.states": DESK,
    "desk.worker": DESK,
    "desk.manifest": DESK,
    "desk.check_out_here": DESK,
    "desk.undo": DESK,
    "desk.ask_move": DESK,
    "desk.asked": DESK,
    "desk.move": SUPERVISORS,
    "desk.conflicts": SUPERVISORS,
    "desk.settle_conflict": SUPERVISORS,
    "desk.shares": SUPERVISORS | READERS,
    "desk.closing": SUPERVISORS,
    "desk.check_out_everybody": SUPERVISORS,
    "desk.issue_paper": DESK,
    "desk.paper_points": DESK,
    "desk.enter_by_name": DESK,
    "desk.tablets": DESK | HELP_DESK,
    "desk.hand_over": DESK,
    "desk.lock_tablet": DESK,
    "desk.add_tablet": HELP_DESK,
    "desk.revoke_tablet": HELP_DESK,
    "desk.proxies": DESK | HELP_DESK,
    "desk.enter_proxy": DESK,
    "desk.enter_stand_in": DESK,
    "desk.withdraw_stand_in": HELP_DESK,
    "desk.stand_in_document": HELP_DESK | {Role.AUDITOR},
    "desk.withdraw_proxy": HELP_DESK,
    "desk.proxy_document": HELP_DESK | {Role.AUDITOR},
    "desk.help_desk": HELP_DESK,
    "desk.look_up": HELP_DESK,
    "desk.reissue": HELP_DESK,
    "desk.to_confirm": DESK | HELP_DESK,
    "desk.confirm": DESK | HELP_DESK,
    "desk.spoiled_paper": SUPERVISORS,
    "desk.spoiled_held": SUPERVISORS,
    "desk.replace": SUPERVISORS,
    "desk.sheets": TELLERS | SUPERVISORS,
    "desk.new_pass": HELP_DESK,
    "desk.note_assistance": HELP_DESK,
    "desk.sheet": TELLERS | SUPERVISORS,
    "desk.enter_counts": TELLERS | SUPERVISORS,
    "desk.reconciliation": TELLERS | SUPERVISORS,
    "desk.sign": TELLERS | SUPERVISORS,
    "chair.console": CHAIR,
    "chair.now_part": CHAIR,
    "chair.begin_practice": CHAIR,
    "chair.finish_practice": CHAIR,
    "chair.rest_part": CHAIR,
    "chair.side_part": CHAIR,
    "chair.halls": CHAIR,
    "chair.halls_state": CHAIR,
    "chair.plan_b": CHAIR,
    "chair.tie": CHAIR,
    "chair.confirm_meeting": CHAIR,
    "chair.change_meeting": CHAIR,
    "chair.put_on_screen": CHAIR,
    "halls.message": CHAIR | SECRETARY,
    "halls.show_message": CHAIR | SECRETARY,
    "chair.closing_time": CHAIR,
    "chair.confirm": CHAIR,
    "chair.on_the_spot": CHAIR,
    "chair.put_motion_of_order": CHAIR,
    "chair.amendment": CHAIR,
    "chair.put_amendment": CHAIR,
    "chair.change": CHAIR,
    "chair.annul": CHAIR,
    "chair.settle_tie": CHAIR,
    "chair.note": CHAIR,
    "chair.trouble_solved": CHAIR,
    "chair.end": CHAIR,
    "chair.discussion": CHAIR,
    "chair.limit_all": CHAIR,
    "chair.written_read": CHAIR,
    "chair.limit_one": CHAIR,
    "chair.discussion_part": CHAIR,
    "chair.open_speakers": CHAIR,
    "chair.order_speaker": CHAIR,
    "chair.end_turn": CHAIR,
    "chair.answered": CHAIR,
    "chair.hide_question": CHAIR,
    "office.overview": READERS,
    "office.cooperative": READERS,
    "office.change_the_cooperative": OFFICE,
    "office.audit": READERS,
    "office.reports": READERS,
    "office.report": READERS,
    "office.report_file": READERS,
    "office.signed_report_file": READERS,
    "office.figure": READERS,
    "office.figure_file": READERS,
    "office.mandate_register": READERS,
    "office.mandates_file": READERS,
    "office.enter_into_mandates": OFFICE,
    "office.report_texts": OFFICE,
    "office.write_report_texts": OFFICE,
    "office.shape_report": OFFICE,
    "office.preview_report_text": OFFICE,
    "office.report_pictures": OFFICE,
    "office.add_report_picture": OFFICE,
    "office.report_picture": READERS,
    "office.facts": READERS,
    "office.fact": OFFICE,
    "office.enter_a_fact": OFFICE,
    "office.take_a_fact_back": OFFICE,
    "office.sign": SECRETARY,
    "office.retention": READERS,
    "office.change_retention": SECRETARY,
    "office.after": READERS,
    "office.minutes_file": READERS,
    "office.extract_file": READERS,
    "office.declare": OFFICE,
    "office.attendance_file": READERS,
    "office.results_file": READERS,
    "office.register": OFFICE,
    "office.export_register": OFFICE,
    "office.figures": READERS,
    "office.looks": READERS,
    "office.member": OFFICE,
    "office.member_data": OFFICE,
    "office.new_member": OFFICE,
    "office.add_new_member": OFFICE,
    "office.edit_member": OFFICE,
    "office.change_member": OFFICE,
    "office.move_member": OFFICE,
    "office.withdraw_a_movement": OFFICE,
    "office.duplicates": OFFICE,
    "office.decide_duplicate": OFFICE,
    "office.own_installation": OFFICE,
    "office.imports": OFFICE,
    "office.upload_register": OFFICE,
    "office.import_columns": OFFICE,
    "office.choose_import_columns": OFFICE,
    "office.import_faults": OFFICE,
    "office.import_example": OFFICE,
    "office.preview_import": OFFICE,
    "office.apply_import": OFFICE,
    "office.discard_import": OFFICE,
    "office.assembly": OFFICE,
    "office.displays": OFFICE,
    "office.make_link": OFFICE,
    "office.revoke_link": OFFICE,
    "office.convening": READERS,
    "office.convene": OFFICE,
    "office.take_back": OFFICE,
    "office.postpone": OFFICE,
    "office.cancel": OFFICE,
    "office.print_told": OFFICE,
    "office.assemblies": READERS,
    "office.begin_assembly": OFFICE,
    "office.copying": OFFICE,
    "office.copy_assembly": OFFICE,
    "office.go_to_assembly": OFFICE,
    "office.preparation": READERS,
    "office.main_form": OFFICE,
    "office.change_main": OFFICE,
    "office.part_form": OFFICE,
    "office.choose_method": OFFICE,
    "office.change_part": OFFICE,
    "office.move_part": OFFICE,
    "office.agenda_order": OFFICE,
    "office.order_agenda": OFFICE,
    "office.candidates_order": OFFICE,
    "office.order_candidates": OFFICE,
    "office.candidate_form": OFFICE,
    "office.change_candidate": OFFICE,
    "office.move_candidate": OFFICE,
    "office.draft_picture": READERS,
    "office.following_form": OFFICE,
    "office.written": READERS,
    "office.answer_written": OFFICE,
    "office.change_written_answer": OFFICE,
    "office.change_following": OFFICE,
    "office.add_document": OFFICE,
    "office.remove_document": OFFICE,
    "office.staff": READERS,
    "office.add_staff": OFFICE,
    "office.staff_cards": OFFICE,
    "office.renew_staff_code": OFFICE,
    "office.change_known_as": OFFICE,
    "office.revoke": OFFICE,
    "office.remove_factors": OFFICE,
    "office.roll": READERS,
    "office.correct_roll": OFFICE,
    "office.invitations": READERS,
    "office.invite": OFFICE,
    "office.remind": OFFICE,
    "office.before_sending": OFFICE,
    "office.look_at_letter": OFFICE,
    "office.send_test": OFFICE,
    "office.take_letters_back": OFFICE,
    "office.upload_bounces": OFFICE,
    "office.add_other": OFFICE,
    "office.add_directors": OFFICE,
    "office.remove_other": OFFICE,
    "office.send_again": OFFICE,
    "office.letter_text": OFFICE,
    "office.change_text": OFFICE,
    "office.print_letters": OFFICE,
    "office.letters_file": OFFICE,
    "office.remove_letters": OFFICE,
    "events.overview": READERS | DESK,
    "events.event": READERS,
    "events.note": OFFICE,
    "events.import_file": OFFICE,
    "events.change": OFFICE,
    "events.remove": OFFICE,
    "events.door": OFFICE | DESK,
    "events.check_in": OFFICE | DESK,
    "jobs.mine": STAFF,
    "jobs.job": STAFF,
    "jobs.state": STAFF,
    "jobs.file": STAFF,  # of whoever asked, who must still be let in where they did
    "jobs.again": STAFF,
    "api.agenda": SIGNED_IN,
    "api.description": ANYBODY,
}

UNCONFIRMED = frozenset(
    {
        *("entrance.home", "second.confirm_page", "second.confirm", "second.confirm_by_passkey"),
        *("second.app", "second.add_an_app", "second.add_a_passkey"),
    }
)
"""What is open to a role already before a second factor was shown: the pages on which that is done."""

JUST_CONFIRMED = frozenset(
    {
        *(("office.convene", None), ("office.take_back", None), ("office.postpone", None)),
        *(("office.cancel", None), ("office.sign", None), ("chair.change", "announce")),
        *(("office.add_staff", None), ("office.renew_staff_code", None), ("office.revoke", None)),
        *(("office.remove_factors", None), ("office.copy_assembly", None)),
        ("office.change_known_as", None),
    }
)
"""For what a second factor must have been shown just now (``voting.accounts.factors.rules.FRESH``), each with
the ``change`` in its address: what convenes, announces or signs, and what gives roles or takes them away."""


def guard() -> None:
    """Refuse the request, by raising Refused, unless its route is open to whoever sends it.

    A route that is open to anybody or to members takes no files: a larger body is refused before it is read.
    """
    if request.endpoint is None:
        return  # no such address: answered as not found
    if ROUTES.get(request.endpoint) in (ANYBODY, MEMBER):
        request.max_content_length = LARGEST_FORM
    if ROUTES.get(request.endpoint) == MEMBER and person().member:
        return  # spares the vote a look at the roles
    require_open(request.endpoint)
    asked = request.endpoint, (request.view_args or {}).get("change")
    if asked in JUST_CONFIRMED and second_factor_required() and not is_fresh(person().confirmed_at, now()):
        raise Refused(Code.CONFIRM_AGAIN)


def require_open(endpoint: str) -> None:
    """Raise Refused unless the route of the request, which has this name, is open to whoever sends it."""
    venue = (request.view_args or {}).get("venue")
    if not may_open(endpoint, venue):
        raise Refused(_why_shut(endpoint, venue))


def may_open(endpoint: str, venue: str | None = None) -> bool:
    """Whether a route is open to whoever sends the request. Templates ask it, too, for the links that they
    show.

    Raises Refused(sign_in_needed) where that depends on who it is and nobody is signed in.
    """
    if endpoint not in ROUTES:
        return False
    allowed = ROUTES[endpoint]
    if allowed is ANYBODY:
        return True
    who = person()
    return may_enter(who.held if endpoint in UNCONFIRMED else who.grants, allowed, venue)


def _why_shut(endpoint: str, venue: str | None) -> Code:
    """Why a route is not open: for want of a role, or of a second factor."""
    allowed = ROUTES.get(endpoint)
    waits = allowed is not None and may_enter(person().held, allowed, venue)
    if not waits:
        return Code.FORBIDDEN
    return Code.IDLE_TOO_LONG if person().has_been_idle else Code.SECOND_FACTOR_NEEDED


def second_factor_is_off() -> bool:
    """Whether this page is one of staff who would have to show a second factor, were that not off by a
    setting: it says so."""
    if second_factor_required() or not (ROUTES.get(request.endpoint or "") or frozenset()) & NEEDED_BY:
        return False
    who = somebody()
    try:
        return who is not None and opened_to(who.held, confirmed=False) != who.held
    except SQLAlchemyError as error:
        log.warning("which roles somebody has is not known", exc_info=error)
        return False


def init_app(app: Flask) -> None:
    """Put the guard before every request of an application."""
    app.before_request(guard)
    app.jinja_env.globals.update(may_open=may_open, second_factor_is_off=second_factor_is_off)
