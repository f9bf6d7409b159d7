"""The list of speakers: asking for the floor, and the chair's order of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, UnaryExpression, case, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.discussion.models import Speaker, SpeakersList, Turn
from voting.discussion.speech import Share, balance, speech_ends
from voting.discussion.taking_part import place_in_discussion
from voting.errors import Code, Refused
from voting.register.models import Member
from voting.register.names import full_name
from voting.stamp import require_same


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list of speakers: number, name, from where they speak, and whether they have the floor;
    how many ``seconds`` they may speak where that is set, and until when that is."""

    id: int
    member: str
    name: str
    place: str
    speaking: bool
    seconds: int | None = None
    until: datetime | None = None

    @property
    def until_milliseconds(self) -> int | None:
        """The same moment in milliseconds since 1970, as clocks in pages take it."""
        return round(self.until.timestamp() * 1000) if self.until else None


def takes_names(session: Session, assembly_id: int) -> bool:
    """Whether the list of speakers is open, so that members can put themselves on it."""
    return bool(
        session.scalar(select(SpeakersList.takes_names).where(SpeakersList.assembly_id == assembly_id))
    )


def listed(session: Session, assembly_id: int) -> list[Listed]:
    """The list of speakers: who has the floor, then who waits, in order."""
    rows = session.execute(
        select(Speaker, Member.first_name, Member.name)
        .join(Member, Member.number == Speaker.member)
        .where(Speaker.assembly_id == assembly_id, Speaker.state.in_([Turn.WAITING, Turn.SPEAKING]))
        .order_by(case((Speaker.state == Turn.SPEAKING, 0), else_=1), Speaker.position, Speaker.id)
    )
    return [
        Listed(
            speaker.id,
            speaker.member,
            full_name(first_name, name),
            speaker.place,
            speaker.state == Turn.SPEAKING,
            speaker.seconds,
            speech_ends(speaker.called_at, speaker.seconds),
        )
        for speaker, first_name, name in rows
    ]


def open_list(session: Session, assembly_id: int, takes: bool, *, now: datetime, actor: str) -> None:
    """Open the list of speakers (``takes``) or close it; those on it stay."""
    _lock(session, assembly_id)
    found = session.get(SpeakersList, assembly_id)
    if found is None:
        session.add(SpeakersList(assembly_id=assembly_id, takes_names=takes))
    else:
        found.takes_names = takes
    action = "speakers.opened" if takes else "speakers.closed"
    record(session, now=now, actor=actor, action=action, assembly=assembly_id)


def limit_of(session: Session, assembly_id: int) -> int | None:
    """How many seconds each may speak; None: without limit."""
    return session.scalar(select(SpeakersList.seconds).where(SpeakersList.assembly_id == assembly_id))


def balance_of(session: Session, assembly_id: int) -> list[Share]:
    """How many have spoken and wait at each place."""
    rows = session.execute(select(Speaker.place, Speaker.state).where(Speaker.assembly_id == assembly_id))
    return balance((row.place, Turn(row.state)) for row in rows)


def limit_speeches(
    session: Session, assembly_id: int, seconds: int | None, *, now: datetime, actor: str
) -> None:
    """Set how many seconds each may speak who is given the floor from now on; None: without limit."""
    _lock(session, assembly_id)
    found = session.get(SpeakersList, assembly_id)
    if found is None:
        session.add(SpeakersList(assembly_id=assembly_id, takes_names=False, seconds=seconds))
    else:
        found.seconds = seconds
    record(
        session, now=now, actor=actor, action="speakers.limited", assembly=assembly_id, seconds=seconds or 0
    )


def limit_speech(
    session: Session, assembly_id: int, speaker_id: int, seconds: int | None, *, now: datetime, actor: str
) -> None:
    """Set how many seconds one speaker may speak, from when they are given the floor; None: as everybody, or
    for whoever has it, without limit. Raises Refused(wrong_state)."""
    _lock(session, assembly_id)
    speaker = _found(session, assembly_id, speaker_id, Turn.WAITING, Turn.SPEAKING)
    speaker.seconds = seconds
    _log(session, speaker, "speaker.limited", now, actor)


def ask_for_floor(session: Session, assembly_id: int, member: str, *, now: datetime) -> None:
    """Put a member at the end of the list; who is on it already keeps their place.

    Raises Refused: speakers_closed, and those of ``place_in_discussion``.
    """
    _lock(session, assembly_id)
    place = place_in_discussion(session, assembly_id, member)
    if _on_the_list(session, assembly_id, member):
        return
    if not takes_names(session, assembly_id):
        raise Refused(Code.SPEAKERS_CLOSED)
    last = session.scalar(select(func.max(Speaker.position)).where(Speaker.assembly_id == assembly_id))
    speaker = Speaker(
        assembly_id=assembly_id,
        member=member,
        place=place,
        asked_at=now,
        position=(last or 0) + 1,
        state=Turn.WAITING.value,
    )
    session.add(speaker)
    session.flush()
    _log(session, speaker, "speaker.asked", now, f"member {member}")


def withdraw_from_list(session: Session, assembly_id: int, member: str, *, now: datetime) -> None:
    """Take a member off the list; nothing happens where they do not wait on it."""
    _lock(session, assembly_id)
    speaker = _on_the_list(session, assembly_id, member)
    if speaker is not None and speaker.state == Turn.WAITING:
        speaker.state = Turn.WITHDRAWN.value
        _log(session, speaker, "speaker.withdrew", now, f"member {member}")


def give_floor(session: Session, assembly_id: int, speaker_id: int, *, now: datetime, actor: str) -> None:
    """Give the floor to somebody who waits, and end the speech of whoever had it. Raises
    Refused(wrong_state)."""
    _lock(session, assembly_id)
    speaker = _found(session, assembly_id, speaker_id, Turn.WAITING)
    _end_speech(session, assembly_id)
    speaker.state = Turn.SPEAKING.value
    speaker.called_at = now
    speaker.seconds = speaker.seconds or limit_of(session, assembly_id)
    _log(session, speaker, "speaker.called", now, actor)


def end_speech(session: Session, assembly_id: int, was: str, *, now: datetime, actor: str) -> None:
    """End the speech of whoever has the floor, of whose turn's id ``was`` is the stamp; nothing happens where
    nobody has it. Raises Refused(changed_meanwhile) where somebody else has it by now."""
    _lock(session, assembly_id)
    for speaker in _end_speech(session, assembly_id):
        require_same(speaker.id, was)
        _log(session, speaker, "speaker.ended", now, actor)


def move_up(session: Session, assembly_id: int, speaker_id: int, *, now: datetime, actor: str) -> None:
    """Let somebody who waits change places with the one before them. Raises Refused(wrong_state)."""
    _lock(session, assembly_id)
    speaker = _found(session, assembly_id, speaker_id, Turn.WAITING)
    ahead = Speaker.position < speaker.position, Speaker.position.desc()
    if _change_places(session, speaker, *ahead):
        _log(session, speaker, "speaker.moved_up", now, actor)


def move_down(session: Session, assembly_id: int, speaker_id: int, *, now: datetime, actor: str) -> None:
    """Let somebody who waits change places with the one after them. Raises Refused(wrong_state)."""
    _lock(session, assembly_id)
    speaker = _found(session, assembly_id, speaker_id, Turn.WAITING)
    if _change_places(session, speaker, Speaker.position > speaker.position, Speaker.position.asc()):
        _log(session, speaker, "speaker.moved_down", now, actor)


def remove_speaker(session: Session, assembly_id: int, speaker_id: int, *, now: datetime, actor: str) -> None:
    """Take somebody who waits off the list; they can ask again. Raises Refused(wrong_state)."""
    _lock(session, assembly_id)
    speaker = _found(session, assembly_id, speaker_id, Turn.WAITING)
    speaker.state = Turn.REMOVED.value
    _log(session, speaker, "speaker.removed", now, actor)


def _lock(session: Session, assembly_id: int) -> None:
    """Lock the assembly, so that changes of its list come one after the other."""
    session.execute(select(Assembly.id).where(Assembly.id == assembly_id).with_for_update())


def _on_the_list(session: Session, assembly_id: int, member: str) -> Speaker | None:
    return session.scalars(
        select(Speaker).where(
            Speaker.assembly_id == assembly_id,
            Speaker.member == member,
            Speaker.state.in_([Turn.WAITING, Turn.SPEAKING]),
        )
    ).one_or_none()


def _found(session: Session, assembly_id: int, speaker_id: int, *states: Turn) -> Speaker:
    speaker = session.get(Speaker, speaker_id)
    if speaker is None or speaker.assembly_id != assembly_id or speaker.state not in states:
        raise Refused(Code.WRONG_STATE)
    return speaker


def _change_places(
    session: Session, speaker: Speaker, beyond: ColumnElement[bool], nearest: UnaryExpression[int]
) -> bool:
    """Whether there was somebody to change places with: the nearest who waits beyond the speaker."""
    query = select(Speaker).where(
        Speaker.assembly_id == speaker.assembly_id, Speaker.state == Turn.WAITING, beyond
    )
    other = session.scalars(query.order_by(nearest).limit(1)).one_or_none()
    if other is None:
        return False
    speaker.position, other.position = other.position, speaker.position
    return True


def _end_speech(session: Session, assembly_id: int) -> list[Speaker]:
    speaking = session.scalars(
        select(Speaker).where(Speaker.assembly_id == assembly_id, Speaker.state == Turn.SPEAKING)
    ).all()
    for speaker in speaking:
        speaker.state = Turn.SPOKEN.value
    return list(speaking)


def _log(session: Session, speaker: Speaker, action: str, now: datetime, actor: str) -> None:
    record(session, now=now, actor=actor, action=action, assembly=speaker.assembly_id, speaker=speaker.id)
