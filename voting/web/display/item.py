"""What the screen shows of a resolution, in each of its states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.auditing.heads_of_assembly import last_head
from voting.ballot.amending import AsPut, as_put
from voting.ballot.boxes import boxes
from voting.ballot.models import Participation, Resolution, State
from voting.ballot.quorum import quorum_now
from voting.ballot.results import shown_result
from voting.ballot.spot import Spot
from voting.halls.live_counts import live_count
from voting.halls.pages import in_pages, text_pages
from voting.halls.places import Numbers, votes_by_place
from voting.web.display.blocks import Block, Section, pages_of, size_of, text_sections
from voting.web.display.lines import lines_so_far
from voting.web.display.result_pages import line_pages, result_pages
from voting.web.display.room import COLUMN, GAP, letters_of, lines_of, sentences
from voting.web.display.sealed import box_sections, seal_notes
from voting.web.headcounts import headcounts
from voting.wording.changes import Part, changes
from voting.wording.display import both, each, in_each
from voting.wording.rules import quorum_sentence, what_it_takes

NAME, TURNOUT = 15, 105
"""The room of a candidate's name in a list, and of the turnout."""
LONGEST_PART = 120
"""The most letters of a text that changes which stay together on a page."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom pages are made: the languages, the room of a page, and the venues in their order."""

    languages: Sequence[str]
    room: int
    venues: Sequence[str]


def item_pages(session: Session, current: Resolution, viewer: Viewer) -> list[list[Block]]:
    """The pages of a resolution, each as blocks below one another."""
    state = State(current.state)
    if state is State.ANNOUNCED:
        result = shown_result(session, current, counts_votes=False)
        pages = result_pages(current, result, viewer.languages, viewer.room) if result else []
        return _with_head(pages, _head(session, current, viewer), viewer.room)
    sections = {
        State.DRAFT: _draft,
        State.OPEN: _open,
        State.CLOSED: _closed,
        State.ANNULLED: _annulled,
    }[state](session, current, viewer)
    pages = [[block for section in page for block in section] for page in pages_of(sections, viewer.room)]
    return _with_head(pages, _head(session, current, viewer), viewer.room)


def _head(session: Session, current: Resolution, viewer: Viewer) -> Block | None:
    """The six words of the log at the last step of this resolution, once its head is signed."""
    head = last_head(session, current.assembly_id)
    if head is None or (head.resolution, head.round) != (current.number, current.round):
        return None
    label, words = both(viewer.languages[:1], "log"), Markup('<span lang="en">{}</span>').format(head.words)
    return Block("foot", [label + " " + words], sentences([head.words * 2]))


def _with_head(pages: list[list[Block]], head: Block | None, room: int) -> list[list[Block]]:
    """The pages, the last with the words of the log at its foot where it has room for them."""
    if head is None or not pages:
        return pages
    *above, last = pages[-1]
    if last.kind == "foot":
        joined = Block("foot", [*last.content, *head.content], last.size + head.size - GAP)
        page = [*above, joined]
    else:
        page = [*above, last, head]
    return [*pages[:-1], page] if size_of(page) <= room else pages


def numbers_of(session: Session, current: Resolution, venues: Iterable[str]) -> Numbers:
    """How many have voted, in all and by place."""
    return votes_by_place(boxes(session, Participation, current.id), venues)


def _draft(session: Session, current: Resolution, viewer: Viewer) -> list[Section]:
    sections = _texts(as_put(session, current), viewer)
    names = [option["name"] for option in current.options]

    def size(name: str) -> int:
        return NAME * lines_of(name, COLUMN) // 2 + 1

    sections += [
        (Block("candidates", page, sum(map(size, page)) + GAP),)
        for page in in_pages(names, viewer.room, size)
    ]
    return [*sections, *seal_notes(current, viewer.languages), (_rules(session, current, viewer),)]


def _rules(session: Session, current: Resolution, viewer: Viewer) -> Block:
    languages = viewer.languages
    rules = [each(languages, lambda: what_it_takes(current))]
    if current.quorum:
        rules.append(each(languages, lambda: quorum_sentence(current.quorum)))
    said = [(both(languages, rule), in_each(languages, rule)) for rule in rules]
    quorum = quorum_now(session, session.get_one(Assembly, current.assembly_id), current, headcounts())
    if quorum:
        words = "quorum_shares" if quorum.of_shares else "quorum_members"
        values = {"present": quorum.present, "needed": quorum.needed}
        said.append((both(languages, words, **values), in_each(languages, words, **values)))
    content = [words for words, _ in said]
    return Block("foot", content, sentences([text for _, texts in said for text in texts]))


def _open(session: Session, current: Resolution, viewer: Viewer) -> list[Section]:
    languages, sections = viewer.languages, []
    if current.spot == Spot.AMENDMENT:
        sections += _texts(as_put(session, current), viewer)
    if current.by_hands:
        return [(Block("hands", both(languages, "raise_hands"), TURNOUT),), *sections]
    numbers = numbers_of(session, current, viewer.venues)
    sections.insert(0, (Block("turnout", numbers, TURNOUT, "join"),))
    live = live_count(session, current)
    if live is None:
        return sections
    if not live.ballots:
        return [*sections, (_note(languages, "live_waits"),)]
    note = _note(languages, "live", number=live.ballots)
    return sections + line_pages(lines_so_far(current, live), note, viewer.room)


def _closed(session: Session, current: Resolution, viewer: Viewer) -> list[Section]:
    follows = _note(viewer.languages, "counting")
    if current.by_hands:
        return [(follows,)]
    if current.sealed:
        return box_sections(current, viewer.languages)
    return [(Block("turnout", numbers_of(session, current, viewer.venues), TURNOUT), follows)]


def _annulled(_session: Session, current: Resolution, viewer: Viewer) -> list[Section]:
    if current.annulment_reason:
        return text_sections({"": current.annulment_reason}, viewer.room)
    return [(_note(viewer.languages, "void_by", number=current.annulled_by),)]


def _note(languages: Sequence[str], words: str, **values: object) -> Block:
    said = [both(languages, words, **values)]
    return Block("foot", said, sentences(in_each(languages, words, **values)))


def _texts(put: AsPut, viewer: Viewer) -> list[Section]:
    """The text of a resolution in the languages of the screen; what an amendment changes is marked in it."""
    shown = shown_texts(put.text or {}, viewer.languages)
    if put.before is None:
        return text_sections(shown, viewer.room)
    room = letters_of(viewer.room, len(shown))
    parts = [_changed(put.before.get(code, ""), text, room) for code, text in shown.items()]
    return [
        (Block("changes", {code: part for code, part in zip(shown, page, strict=True) if part}, viewer.room),)
        for page in zip_longest(*parts, fillvalue=[])
    ]


def shown_texts(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """A text in those languages of the screen in which there is one; where there is none, in one it has."""
    found = {code: texts[code] for code in languages if code in texts}
    return found or dict(list(texts.items())[:1])


def _changed(before: str, after: str, room: int) -> list[list[tuple[Part, str]]]:
    """A text that changes, on pages of so many letters."""
    pieces = [
        (part, piece)
        for part, words in changes(before, after)
        for piece in text_pages(words, min(room, LONGEST_PART))
    ]
    return in_pages(pieces, room, lambda piece: len(piece[1]) + 1)
