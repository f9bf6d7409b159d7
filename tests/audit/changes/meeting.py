"""The meeting: screen, incidents, speakers, questions."""

from tests.audit.changes.ground import Ground, Request, Step
from voting.database import writing
from voting.extensions import db
from voting.timekeeping.models import MachineClock


def meeting(ground: Ground) -> list[Step]:
    """What is changed by the chair beside the votes."""
    world, chair, latest = ground.world, ground.chair, ground.latest
    secretary = ground.secretary
    one = world.resolutions["1"]

    def settle_clock() -> Request:
        doubt = MachineClock(boot="a", name="a", origin=0.0, ahead=3600.0, against="system")
        with world.app.app_context(), writing(db.session()) as session:
            session.merge(doubt)
        return chair, "/chair/clock", {"was": "/chair/"}

    return [
        ("chair.change_meeting", lambda: (chair, "/chair/meeting/open", {})),
        ("chair.put_on_screen", lambda: (chair, "/chair/screen", {"resolution": one})),
        ("chair.begin_practice", lambda: (chair, "/chair/practice/start", {})),
        ("chair.finish_practice", lambda: (chair, "/chair/practice/end", {})),
        ("halls.show_message", lambda: (secretary, "/halls/message", {"text.nl": "Koffie"})),
        ("chair.note", lambda: (chair, "/chair/incidents", {"text": "the link to the hall was lost"})),
        ("chair.end", lambda: (chair, f"/chair/incidents/{latest('incident')}/end", {})),
        ("chair.open_speakers", lambda: (chair, "/chair/speakers/list", {"takes": "yes"})),
        ("member.ask_to_speak", lambda: (world.member(5), "/assembly/floor", {})),
        ("member.leave_speakers", lambda: (world.member(5), "/assembly/floor/withdraw", {})),
        ("member.ask_to_speak", lambda: (world.member(5), "/assembly/floor", {})),
        ("chair.order_speaker", lambda: (chair, f"/chair/speakers/{latest('speaker')}/call", {})),
        ("chair.limit_all", lambda: (chair, "/chair/speakers/limit", {"minutes": "3"})),
        (
            "chair.limit_one",
            lambda: (chair, f"/chair/speakers/{latest('speaker')}/limit", {"minutes": "5"}),
        ),
        ("member.report", lambda: (world.member(5), "/assembly/trouble", {"kind": "hear", "text": "x"})),
        (
            "chair.trouble_solved",
            lambda: (chair, "/chair/trouble/solved", {"kind": "hear", "place": "online", "number": "0"}),
        ),
        (
            "member.ask_in_writing",
            lambda: (world.member(5), "/assembly/written", {"point": "1", "text": "Why?"}),
        ),
        (
            "office.answer_written",
            lambda: (
                secretary,
                "/office/questions",
                {"question": str(latest("written_question")), "answer.nl": "So", "publish": "yes"},
            ),
        ),
        (
            "office.change_written_answer",
            lambda: (
                secretary,
                f"/office/questions/{latest('written_answer')}",
                {"was": "/office/questions", "answer.nl": "So it is"},
            ),
        ),
        (
            "chair.written_read",
            lambda: (chair, f"/chair/questions/written/{latest('written_answer')}/read", {}),
        ),
        (
            "office.change_following",
            lambda: (
                secretary,
                "/office/preparation/following",
                {"was": "/office/preparation/following", "help.nl": "02 000 00 00"},
            ),
        ),
        ("chair.settle_clock", settle_clock),
        ("chair.end_turn", lambda: (chair, "/chair/speakers/end", {"was": "/chair/discussion"})),
        ("member.ask", lambda: (world.member(5), "/assembly/questions", {"text": "Why?"})),
        ("chair.answered", lambda: (chair, f"/chair/questions/{latest('question')}/answered", {})),
        (
            "chair.hide_question",
            lambda: (chair, f"/chair/questions/{latest('question')}/hide", {"reason": "x"}),
        ),
    ]
