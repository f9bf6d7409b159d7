"""The rooms upstairs, each a blueprint, joined to an application."""

from datetime import date

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from voting.assembly.steps import standing_step
from voting.assembly.venues import venue_names
from voting.ballot.methods import RANKED
from voting.extensions import db
from voting.installation import now
from voting.register.names import full_name
from voting.stamp import stamp
from voting.web import (
    account,
    chair,
    cooperative,
    desk,
    entrance,
    events,
    examined,
    first_page,
    halls,
    health,
    jobs,
    keyholders,
    live,
    member,
    metrics,
    new_password,
    office,
    openid,
    privacy,
    second,
    tablet,
    verify,
    well,
)
from voting.web.api import views as api
from voting.web.class_notices import class_notices
from voting.web.display import views as display
from voting.web.said import said_aloud
from voting.web.sealed_shown import sealed_before, sealed_now
from voting.web.shared import text_as_put
from voting.wording.by_proxy import by_proxy
from voting.wording.changes import changes
from voting.wording.halls import halls_changed
from voting.wording.hands import hands_sentences
from voting.wording.reasoning import base_of, has_percentage, percentage, reasoning
from voting.wording.refusals import choice_fault_sentence
from voting.wording.roll_call import named_vote
from voting.wording.rules import (
    how_it_works,
    names_of,
    quorum_sentence,
    rule_sentences,
    what_it_takes,
)
from voting.wording.sealed import (
    box_sentence,
    in_groups,
    progress_sentences,
    sealed_account,
    waiting_sentence,
)
from voting.wording.spot import annulment, if_amended_sentence
from voting.wording.words import CHANNELS, OUTCOMES, POSITIONS


class Id(IntegerConverter):
    """The converter of ``<int:...>`` in an address: a number that a database's integer can hold. With a
    larger one there is no such page."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


class Year(IntegerConverter):
    """``<year:...>`` in an address: a year of the calendar, the one before it included."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=date.min.year + 1, max=date.max.year)


def init_app(app: Flask) -> None:
    """Register every room."""
    app.url_map.converters |= {"int": Id, "year": Year}
    app.jinja_env.globals.update(
        ranked_methods=RANKED,
        reasoning=reasoning,
        base_of=base_of,
        by_proxy=by_proxy,
        has_percentage=has_percentage,
        rule_sentences=rule_sentences,
        class_notices=class_notices,
        halls_changed=halls_changed,
        what_became=lambda assembly: standing_step(db.session(), assembly),
        what_it_takes=what_it_takes,
        how_it_works=how_it_works,
        choice_fault_sentence=choice_fault_sentence,
        quorum_sentence=quorum_sentence,
        percentage=percentage,
        channel_words=CHANNELS,
        outcome_words=OUTCOMES,
        position_words=POSITIONS,
        names_of=names_of,
        named_vote=named_vote,
        hands_sentences=lambda resolution, result: hands_sentences(
            venue_names(db.session(), resolution.assembly_id) if "hands" in result else {}, result
        ),
        annulment=annulment,
        if_amended_sentence=if_amended_sentence,
        changes=changes,
        as_put=text_as_put,
        stamp=stamp,
        full_name=full_name,
        now=now,
        now_address=live.now_address,
        results_address=live.results_address,
        votes_now_without=live.votes_now_without,
        phase_address=live.phase_address,
        said_aloud=said_aloud,
        sealed_now=sealed_now,
        sealed_before=sealed_before,
        in_groups=in_groups,
        box_sentence=box_sentence,
        progress_sentences=progress_sentences,
        waiting_sentence=waiting_sentence,
        sealed_account=sealed_account,
    )
    before = (
        health,
        examined,
        live,
        cooperative,
        privacy,
        verify,
        first_page,
        entrance,
        openid,
        new_password,
        account,
        second,
    )
    rooms = (member, tablet, desk, chair, halls, display, office)
    for room in (*before, *rooms, events, jobs, keyholders, api, metrics, well):
        app.register_blueprint(room.blueprint)
