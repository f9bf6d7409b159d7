"""The meeting: screen, incidents, speakers, questions."""

from tests.audit.changes.ground import Ground, Step


def meeting(ground: Ground) -> list[Step]:
    """What is changed by the chair beside the votes."""
    world, chair, latest = ground.world, ground.chair, ground.latest
    one = world.resolutions["1"]

    return [
        ("chair.change_meeting", lambda: (chair, "/chair/meeting/open", {})),
        ("chair.put_on_screen", lambda: (chair, "/chair/screen", {"resolution": one})),
        ("chair.note", lambda: (chair, "/chair/incidents", {"text": "the link to the hall was lost"})),
        ("chair.end", lambda: (chair, f"/chair/incidents/{latest('incident')}/end", {})),
        ("chair.open_speakers", lambda: (chair, "/chair/speakers/list", {"takes": "yes"})),
        ("member.ask_to_speak", lambda: (world.member(5), "/assembly/floor", {})),
        ("member.leave_speakers", lambda: (world.member(5), "/assembly/floor/withdraw", {})),
        ("member.ask_to_speak", lambda: (world.member(5), "/assembly/floor", {})),
        ("chair.order_speaker", lambda: (chair, f"/chair/speakers/{latest('speaker')}/call", {})),
        ("chair.end_turn", lambda: (chair, "/chair/speakers/end", {"was": "/chair/discussion"})),
        ("member.ask", lambda: (world.member(5), "/assembly/questions", {"text": "Why?"})),
        ("chair.answered", lambda: (chair, f"/chair/questions/{latest('question')}/answered", {})),
        (
            "chair.hide_question",
            lambda: (chair, f"/chair/questions/{latest('question')}/hide", {"reason": "x"}),
        ),
    ]
