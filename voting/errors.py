"""How something is refused: ``Refused`` with a stable code, and ``InvalidFile`` with every fault in what was
sent.

The law raises these with plain values; the sentence that a person reads is made in their language
(``voting.wording.refusals``, ``voting.wording.faults``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """The stable codes of all refusals. A machine may rely on them; they are never renamed."""

    ALREADY_VOTED = "already_voted"
    NOT_ENTITLED = "not_entitled"
    NOT_OPEN = "not_open"
    INVALID_CHOICE = "invalid_choice"
    NOT_PRESENT = "not_present"
    PRESENT_ELSEWHERE = "present_elsewhere"
    INVALID_PROXY = "invalid_proxy"
    PROXY_LIMIT = "proxy_limit"
    PROXIES_CLOSED = "proxies_closed"
    STAND_INS_REFUSED = "stand_ins_refused"
    PROXY_FOR_ALL_ONLY = "proxy_for_all_only"
    INSTRUCTIONS_TOO_LONG = "instructions_too_long"
    PROXY_USED = "proxy_used"
    DOCUMENT_INVALID = "document_invalid"
    NO_PROXY = "no_proxy"
    UNKNOWN_PASS = "unknown_pass"  # noqa: S105 - the name of a refusal, not a password
    OTHER_ASSEMBLY = "other_assembly"
    PASS_REVOKED = "pass_revoked"  # noqa: S105 - the same
    UNDO_LATE = "undo_late"
    VOTED_SINCE = "voted_since"
    SIGNED_SINCE = "signed_since"
    VOTE_IS_OPEN = "vote_is_open"
    PRACTICE_DURING_VOTE = "practice_during_vote"
    PRACTICE_OVER = "practice_over"
    SIGN_IN_FAILED = "sign_in_failed"
    SECRET_KEY_CHANGED = "secret_key_changed"  # noqa: S105 - the name of a refusal, not a password
    PASSWORD_WRONG = "password_wrong"  # noqa: S105 - the name of a refusal, not a password
    PASSWORD_WEAK = "password_weak"  # noqa: S105 - the same
    PASSWORD_COMMON = "password_common"  # noqa: S105 - the same
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    PROVIDER_SILENT = "provider_silent"
    PROVIDER_UNSURE = "provider_unsure"
    MEMBER_NOT_TOLD = "member_not_told"
    STAFF_NOT_TOLD = "staff_not_told"
    KNOWN_AS_TAKEN = "known_as_taken"
    LINK_EXPIRED = "link_expired"
    SIGN_IN_NEEDED = "sign_in_needed"
    SIGN_IN_OVER = "sign_in_over"
    IDLE_TOO_LONG = "idle_too_long"
    FORBIDDEN = "forbidden"
    SECOND_FACTOR_NEEDED = "second_factor_needed"
    SECOND_FACTOR_WRONG = "second_factor_wrong"
    PASSKEY_WRONG = "passkey_wrong"
    CONFIRM_AGAIN = "confirm_again"
    LAST_FACTOR = "last_factor"
    NOT_FOUND = "not_found"
    FORM_EXPIRED = "form_expired"
    BAD_REQUEST = "bad_request"
    WRONG_STATE = "wrong_state"
    NOT_FROZEN = "not_frozen"
    ALREADY_FROZEN = "already_frozen"
    SMALL_GROUP = "small_group"
    TIE_UNDECIDED = "tie_undecided"
    CLASS_EMPTY = "class_empty"
    QUORUM_UNREACHABLE = "quorum_unreachable"
    SHARES_UNKNOWN = "shares_unknown"
    NOT_TAKING_PART = "not_taking_part"
    SPEAKERS_CLOSED = "speakers_closed"
    QUESTION_INVALID = "question_invalid"
    QUESTION_LIMIT = "question_limit"
    QUESTIONS_CLOSED = "questions_closed"
    QUESTIONS_DIFFER = "questions_differ"
    ANSWER_INVALID = "answer_invalid"
    TROUBLE_LONG = "trouble_long"
    INCIDENT_EMPTY = "incident_empty"
    INCIDENT_LATER = "incident_later"
    DECLARATION_INVALID = "declaration_invalid"
    TEXT_TOO_LONG = "text_too_long"
    CHANGED_MEANWHILE = "changed_meanwhile"
    YEAR_NOT_OVER = "year_not_over"
    FORGOTTEN = "forgotten"
    REPORT_CONTRADICTS = "report_contradicts"
    TEXTS_NOT_LOOKED_AT = "texts_not_looked_at"
    FIGURES_MISSING = "figures_missing"
    INCIDENT_ENDED = "incident_ended"
    CLOSING_TIME_INVALID = "closing_time_invalid"
    CLOCK_IN_DOUBT = "clock_in_doubt"
    REASON_MISSING = "reason_missing"
    NOT_RECONCILED = "not_reconciled"
    NAMES_DIFFER = "names_differ"
    NOT_DURING_MEETING = "not_during_meeting"
    AMENDMENT_UNDECIDED = "amendment_undecided"
    AMENDED_TOO_LATE = "amended_too_late"
    NOT_AMENDABLE = "not_amendable"
    TEXT_UNCHANGED = "text_unchanged"
    TEXT_MISSING = "text_missing"
    SHOW_OF_HANDS = "show_of_hands"
    HANDS_MISSING = "hands_missing"
    SECRET_ALREADY = "secret_already"  # noqa: S105 - the name of a refusal, not a password
    SEAL_BROKEN = "seal_broken"
    BALLOT_KEY_WRONG = "ballot_key_wrong"
    KEYHOLDERS_INVALID = "keyholders_invalid"
    KEYHOLDER_UNKNOWN = "keyholder_unknown"
    KEYS_EARLY = "keys_early"
    KEYS_UNSOUND = "keys_unsound"
    KEYS_REPLACED = "keys_replaced"
    KEYS_MISSING = "keys_missing"
    SAID_OTHERWISE = "said_otherwise"
    CONTEXT_UNSIGNED = "context_unsigned"
    CONTEXT_SIGNED = "context_signed"
    SIGNATURE_WRONG = "signature_wrong"
    SHARE_WRONG = "share_wrong"
    BOX_UNCOUNTABLE = "box_uncountable"
    SHARE_EARLY = "share_early"
    NOT_OPENED = "not_opened"
    SEALED_NEEDED = "sealed_needed"
    NOT_SEALED = "not_sealed"
    SEAL_WRONG = "seal_wrong"
    SEAL_COPIED = "seal_copied"
    SEALS_LIMIT = "seals_limit"
    SHEET_MISSING = "sheet_missing"
    SHEETS_DIFFER = "sheets_differ"
    COUNT_SEEN = "count_seen"
    SECOND_PERSON = "second_person"
    REGISTER_CHANGED = "register_changed"
    MOVEMENT_IMPOSSIBLE = "movement_impossible"
    NO_PAPER = "no_paper"
    ALREADY_REPLACED = "already_replaced"
    NOT_ADDING_UP = "not_adding_up"
    FIGURES_CHANGED = "figures_changed"
    UNKNOWN_TABLET = "unknown_tablet"
    TABLET_IN_USE = "tablet_in_use"
    HAS_TABLET = "has_tablet"
    HAND_OVER_ENDED = "hand_over_ended"
    ALREADY_IMPORTED = "already_imported"
    EVENT_KNOWN = "event_known"
    EVENT_ATTENDED = "event_attended"
    NOTICE_LATE = "notice_late"
    NOTHING_TO_VOTE_ON = "nothing_to_vote_on"
    LETTER_UNSOUND = "letter_unsound"
    ASSEMBLY_OVER = "assembly_over"
    NOBODY_ON_PAPER = "nobody_on_paper"
    PRINT_RUNNING = "print_running"
    NO_MEMBER = "no_member"
    HAS_LEFT = "has_left"
    ON_ROLL_ALREADY = "on_roll_already"
    NOT_ON_ROLL = "not_on_roll"
    HAS_VOTED = "has_voted"
    NOT_ANNOUNCED = "not_announced"
    NOTHING_TO_DECIDE = "nothing_to_decide"
    RECORD_DATE_AHEAD = "record_date_ahead"
    ENTITLED_DIFFERS = "entitled_differs"
    HAS_BEGUN = "has_begun"
    NOT_BEGUN = "not_begun"
    MEETING_CLOSED = "meeting_closed"
    ASSEMBLY_CANCELLED = "assembly_cancelled"
    HOUR_UNCLEAR = "hour_unclear"
    DAY_NOT_LATER = "day_not_later"
    ALREADY_BEGUN = "already_begun"
    DEMONSTRATION_HERE = "demonstration_here"
    DEMONSTRATION_UNTOLD = "demonstration_untold"
    DEMONSTRATION_USED = "demonstration_used"
    NO_DEMONSTRATION = "no_demonstration"
    CANDIDATE_UNNAMED = "candidate_unnamed"
    RESOLUTION_INCOMPLETE = "resolution_incomplete"
    LAST_SECRETARY = "last_secretary"
    FILE_TOO_LARGE = "file_too_large"
    UPGRADING = "upgrading"
    JOB_STOPPED = "job_stopped"
    BUSY = "busy"
    DATABASE_AWAY = "database_away"
    STORAGE_FULL = "storage_full"
    OUTCOME_UNKNOWN = "outcome_unknown"
    INTERNAL = "internal"


COME_AGAIN = 10
"""Seconds after which to try again what is refused because it is too busy."""
LOOK_AGAIN = 2
"""Seconds after which to send again what nobody knows the outcome of."""


class Refused(Exception):
    """Something was asked that is not allowed; nothing of it has been done.

    ``code`` is stable; ``values`` are what the sentence about it needs.
    """

    def __init__(self, code: Code, **values: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.values = values


class OutcomeUnknown(Refused):
    """The database was told to commit, and its answer was lost: what was asked is done whole, or nothing of
    it. Whoever sends it again finds out; a vote, or an act at a door, counts once all the same."""

    def __init__(self) -> None:
        super().__init__(Code.OUTCOME_UNKNOWN, seconds=LOOK_AGAIN)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a file or form: where it is, its stable code, and the ``values`` that the sentence about
    it needs.

    ``line`` counts from 1 (0: the file as a whole, or a form); ``column`` is the heading, key or field, or
    "".
    """

    line: int
    column: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


class InvalidFile(Exception):
    """A file or form that was refused whole, with every fault in it. Nothing has been stored."""

    code = "invalid_file"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = sorted(faults, key=lambda fault: (fault.line, fault.column))


class InvalidForm(InvalidFile):
    """A form that was refused whole, with every fault in it; the column of each is the name of its field."""

    code = "invalid_form"


def require_sound(faults: Iterable[Fault], unread: Sequence[Fault] = ()) -> None:
    """Raise InvalidForm with every fault, where there is one. ``unread`` are those of fields that could not
    be read: nothing else is told of these fields."""
    columns = {fault.column for fault in unread}
    found = [*unread, *(fault for fault in faults if fault.column not in columns)]
    if found:
        raise InvalidForm(found)
