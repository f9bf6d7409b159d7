"""The sentence for each code of a refusal, which says what to do. They are nowhere else."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask_babel import format_timedelta, gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.errors import Code, Refused
from voting.wording.filling import filled_in
from voting.wording.languages import day, day_and_time, day_or_moment

_ = lazy_gettext

REFUSALS: dict[Code, LazyString] = {
    Code.ALREADY_VOTED: _(
        "A vote has already been counted for this member on this resolution. There is nothing more to do."
    ),
    Code.NOT_ENTITLED: _(
        "This member is not on the roll of this assembly, so this vote cannot be counted. Ask the help desk if you think this is a mistake."
    ),
    Code.NOT_OPEN: _(
        "The vote on this resolution is not open now. Go back to the agenda to see what can be voted on."
    ),
    Code.INVALID_CHOICE: _("This ballot is not filled in correctly. Go back and mark it again."),
    Code.NOT_PRESENT: _("You are not checked in at this venue. Show your admission pass at the desk first."),
    Code.PRESENT_ELSEWHERE: _("This member is already checked in at another venue. Call a supervisor."),
    Code.INVALID_PROXY: _(
        "This proxy cannot be given. Check the number and the name: they must belong to one member who is entitled to vote. An earlier proxy must be withdrawn first."
    ),
    Code.PROXY_LIMIT: _(
        "This member already holds as many proxies as one member may hold (%(limit)s). Choose another member."
    ),
    Code.PROXIES_CLOSED: _(
        "Proxies could be given until %(moment)s. You can still vote yourself, online or in a hall."
    ),
    Code.STAND_INS_REFUSED: _(
        "In this assembly only a member can hold a proxy: that is what the articles of association say."
    ),
    Code.PROXY_FOR_ALL_ONLY: _(
        "In this assembly a proxy is for everything, without instructions: that is what the articles of association say."
    ),
    Code.INSTRUCTIONS_TOO_LONG: _("Write your instructions in at most %(longest)s characters."),
    Code.PROXY_USED: _(
        "This proxy has been voted with, so it can no longer be taken back. On what is still to come, whoever votes first counts: you or your proxy holder."
    ),
    Code.DOCUMENT_INVALID: _(
        "This file cannot be kept. Take a photo of the paper, or scan it: JPEG, PNG, WebP, HEIC or PDF, at most %(megabytes)s MB."
    ),
    Code.NO_PROXY: _("There is no proxy for this. The member must give one first."),
    Code.UNKNOWN_PASS: _("This admission pass is not known here. Look the member up by number."),
    Code.OTHER_ASSEMBLY: _(
        "This admission pass is for another assembly, on %(day)s. Ask for the pass of today, or look the member up by number or name."
    ),
    Code.PASS_REVOKED: _(
        "This admission pass has been replaced by a new one. Ask for the new pass, or send the member to the help desk."
    ),
    Code.UNDO_LATE: _(
        "This was more than %(minutes)s minutes ago. Check the member out, or call a supervisor."
    ),
    Code.VOTED_SINCE: _(
        "This member has voted here since, so their arrival stands. Check them out when they leave."
    ),
    Code.SIGNED_SINCE: _(
        "A vote has been closed since, and its figures here have been signed, so this stands. Note what the member does now: check them in, or out."
    ),
    Code.VOTE_IS_OPEN: _(
        "A vote is open: who is checked out now could no longer vote in the hall. Wait until the chair has closed it."
    ),
    Code.PRACTICE_DURING_VOTE: _("A real vote is open. Start the practice vote once it is closed."),
    Code.PRACTICE_OVER: _(
        "The practice vote is over. Nothing of it counts. Go back to the agenda to see what can be voted on."
    ),
    Code.SIGN_IN_FAILED: _(
        "This code does not let you in. Check each letter and digit, or ask the help desk for a new code."
    ),
    Code.SECRET_KEY_CHANGED: _(
        "No code works at the moment: the fault is ours, not yours. The organisers know of it. Try again later, or sign in with your password."
    ),
    Code.PASSWORD_WRONG: _(
        "This number and this password do not belong together. Check both, sign in with the code from your invitation, or choose a new password by mail."
    ),
    Code.PASSWORD_WEAK: _(
        "This password is too easy to guess. Choose one of at least 12 characters that is not your name or number: three or four words that have nothing to do with each other are good."
    ),
    Code.PASSWORD_COMMON: _(
        "Many people use this password, or one that differs by some digits and signs: lists of such passwords go round, and whoever guesses begins with them. Choose three or four words that have nothing to do with each other."
    ),
    Code.TOO_MANY_ATTEMPTS: _(
        "This has failed too often. Wait %(wait)s before you try again, or sign in with the code from your invitation."
    ),
    Code.PROVIDER_SILENT: _(
        "%(service)s does not answer now. Try again in a minute, or sign in with the code from your invitation."
    ),
    Code.PROVIDER_UNSURE: _(
        "%(service)s has not confirmed who you are. Try again, or sign in with the code from your invitation."
    ),
    Code.MEMBER_NOT_TOLD: _(
        "%(service)s does not say which member you are. Sign in with the code from your invitation, or write to the cooperative’s office."
    ),
    Code.STAFF_NOT_TOLD: _(
        "Nobody on the staff has been entered with what %(service)s says of you. Sign in with your code, or ask the secretary to enter it."
    ),
    Code.KNOWN_AS_TAKEN: _("%(name)s signs in with this already. Remove it there first."),
    Code.LINK_EXPIRED: _("This link has been used or is too old. Ask for a new one."),
    Code.SIGN_IN_NEEDED: _("Sign in first, with the code from your invitation."),
    Code.FORBIDDEN: _("You cannot open this page with the code you signed in with."),
    Code.SIGN_IN_OVER: _("You have been signed in for as long as is allowed. Sign in again with your code."),
    Code.IDLE_TOO_LONG: _("Nothing was done on this device for an hour. Confirm that it is you, and go on."),
    Code.SECOND_FACTOR_NEEDED: _("Confirm first that it is you, with your second factor."),
    Code.SECOND_FACTOR_WRONG: _("This code is not right, or has been used before. Use the next one."),
    Code.PASSKEY_WRONG: _("This passkey was not accepted. Try again, or use another second factor."),
    Code.CONFIRM_AGAIN: _(
        "Nothing has been changed yet. Confirm first that it is you; then go back and send the form again."
    ),
    Code.LAST_FACTOR: _("This is your only second factor. Add another first."),
    Code.NOT_FOUND: _("There is nothing at this address. Go back to the start page."),
    Code.FORM_EXPIRED: _(
        "This form was open for too long. Nothing has been sent: go back, reload the page and try again."
    ),
    Code.BAD_REQUEST: _(
        "Something is missing in what was sent. Nothing has been saved: go back and try again."
    ),
    Code.WRONG_STATE: _(
        "This cannot be done now: somebody else may have done it already. Reload the page to see how things stand."
    ),
    Code.NOT_FROZEN: _(
        "The assembly has not been convened yet: the roll and the rules must be frozen first."
    ),
    Code.ALREADY_FROZEN: _(
        "The assembly has already been convened: the roll and the rules stand as they are."
    ),
    Code.SMALL_GROUP: _(
        "Fewer than %(minimum)s ballots were cast: their rankings cannot be given away without showing who voted what."
    ),
    Code.TIE_UNDECIDED: _("There is a tie, and by its rules the chair decides. Record the decision first."),
    Code.QUORUM_UNREACHABLE: _(
        "Resolution %(resolution)s demands a quorum of %(needed)s members where only %(members)s are entitled: it can never be met. Change its rules first."
    ),
    Code.SHARES_UNKNOWN: _(
        "A quorum counts shares, and the register does not say how many these members have: %(number)s. Bring in a register that does, or change the quorum."
    ),
    Code.CLASS_EMPTY: _(
        "Resolution %(resolution)s demands a quorum in each category, but category %(name)s has no members. Change its rules first."
    ),
    Code.NOT_TAKING_PART: _(
        "You are not taking part yet: first check in at the desk of your hall, or take part online on the agenda page."
    ),
    Code.SPEAKERS_CLOSED: _("The list of speakers is closed. You can still ask your question in writing."),
    Code.QUESTION_INVALID: _("Write your question, in at most %(longest)s characters."),
    Code.QUESTION_LIMIT: _(
        "%(limit)s of your questions are waiting for an answer. Ask the next one when one of them has been answered."
    ),
    Code.QUESTIONS_CLOSED: _(
        "Questions in writing are not taken now. During the meeting, whoever takes part can ask."
    ),
    Code.QUESTIONS_DIFFER: _("Mark one question or more, all of one point of the agenda."),
    Code.ANSWER_INVALID: _("Write the answer, in at most %(longest)s characters in each language."),
    Code.TROUBLE_LONG: _("Say it in at most %(longest)s characters."),
    Code.INCIDENT_EMPTY: _("Say what happened, in at most %(longest)s characters: it goes into the minutes."),
    Code.DECLARATION_INVALID: _("Write what was declared, in at most %(longest)s characters."),
    Code.INCIDENT_LATER: _("That time is still to come. Give the time at which it happened."),
    Code.TEXT_TOO_LONG: _(
        "One of the texts is too long: at most %(longest)s characters fit. Nothing was saved."
    ),
    Code.CHANGED_MEANWHILE: _(
        "Somebody has changed this while you were looking at it. Nothing was saved: open the page again and look at what has changed."
    ),
    Code.FORGOTTEN: _(
        "This was removed on %(day)s, when the period for which it is kept was over. The counts are in the minutes."
    ),
    Code.YEAR_NOT_OVER: _("The report of %(year)s can be signed once the year is over."),
    Code.REPORT_CONTRADICTS: _(
        "The figures contradict each other, so the report cannot be signed. Correct the register first."
    ),
    Code.TEXTS_NOT_LOOKED_AT: _(
        "Texts of earlier years stand in the report that nobody has looked at. Look at them first, under “Write the texts”."
    ),
    Code.FIGURES_MISSING: _(
        "Texts of the report name figures that are not entered yet for its year: %(names)s. Enter them under “Facts of the year”, or change the texts."
    ),
    Code.INCIDENT_ENDED: _("The end of this incident has been noted already."),
    Code.CLOCK_IN_DOUBT: _(
        "The clocks of the server disagree, so no vote can close automatically. Close it by hand, or say in "
        "the console which time is right."
    ),
    Code.CLOSING_TIME_INVALID: _("The vote can close by itself at a time within the next twelve hours."),
    Code.REASON_MISSING: _("Give a reason: it goes into the minutes."),
    Code.NOT_RECONCILED: _(
        "Participations and ballots do not agree (%(channel)s %(venue)s: %(participations)s and %(ballots)s). No outcome can be given: call the auditor."
    ),
    Code.NOT_DURING_MEETING: _(
        "This can only be put to the vote during the meeting, after the roll has been fixed."
    ),
    Code.AMENDMENT_UNDECIDED: _(
        "Amendment %(number)s to this motion has not been decided. Put it to the vote and announce its result first, or withdraw it."
    ),
    Code.AMENDED_TOO_LATE: _(
        "The vote on this motion has been opened, so its text can no longer be amended. Annul that vote first, and put the motion again."
    ),
    Code.NOT_AMENDABLE: _("Only a motion of the agenda can be amended."),
    Code.TEXT_UNCHANGED: _("This is the text as it is. Write the whole text as it would become."),
    Code.TEXT_MISSING: _("Write the text in one language at least."),
    Code.SHOW_OF_HANDS: _(
        "This vote is by show of hands: whoever is in a hall raises a hand, and a card for each member represented. Tellers count them."
    ),
    Code.HANDS_MISSING: _("The hands in %(venues)s have not been counted alike by two tellers yet."),
    Code.SECRET_ALREADY: _("The vote on this resolution is secret already."),
    Code.NAMES_DIFFER: _(
        "The votes by name are not the ballots that were cast. No outcome can be given: call the auditor, or annul the vote and put it again."
    ),
    Code.SEAL_BROKEN: _(
        "The votes are no longer those of the closing. No outcome can be given: call the auditor."
    ),
    Code.KEYHOLDERS_INVALID: _("Name five keyholders, each another."),
    Code.KEYHOLDER_UNKNOWN: _(
        "This is not the token of a keyholder. Use the one that you were given for this assembly."
    ),
    Code.KEYS_EARLY: _("Not all keyholders have come this far yet. Wait for the others."),
    Code.KEYS_UNSOUND: _("This is not what it should be, so it was not kept. Begin the ceremony anew."),
    Code.KEYS_REPLACED: _("The ceremony was begun anew. Go on with the new token."),
    Code.KEYS_MISSING: _(
        "The keyholders have not made the keys for the sealed votes of this assembly yet: %(numbers)s."
    ),
    Code.SAID_OTHERWISE: _("Something else was sent before, and that stays. Begin anew where it is wrong."),
    Code.CONTEXT_UNSIGNED: _(
        "Too few keyholders have signed what this vote is about. It can be opened once four have."
    ),
    Code.CONTEXT_SIGNED: _(
        "Keyholders have signed the rules of a sealed vote, so the convening cannot be taken back."
    ),
    Code.SIGNATURE_WRONG: _("This is not a signature of this keyholder under this vote. Nothing was kept."),
    Code.BOX_UNCOUNTABLE: _(
        "The sums of this box have no counts: a ballot in it is not sound. Annul the vote, and put it again."
    ),
    Code.SHARE_WRONG: _("The proof of this share does not hold, so it does not count. Nothing was kept."),
    Code.SHARE_EARLY: _("Too few keyholders have signed the box yet. Shares come after four signatures."),
    Code.NOT_OPENED: _("The sealed votes have not been opened by the keyholders yet."),
    Code.SEALED_NEEDED: _("Votes on this resolution are sealed. Go back, and vote on the page once more."),
    Code.NOT_SEALED: _("Votes on this resolution are not sealed. Go back, and vote on the page once more."),
    Code.SEAL_WRONG: _(
        "The seal of this vote does not hold, so it was not counted. Go back, and vote once more."
    ),
    Code.SEAL_COPIED: _("This sealed vote lies in the box already. Go back, and vote once more."),
    Code.SEALS_LIMIT: _("Too many sealed votes were sent for this member. Ask the help desk."),
    Code.BALLOT_KEY_WRONG: _(
        "Nothing has been changed: this server does not have the key to the ballots of this vote. Whoever runs it must put back the key (BALLOT_KEY, or SECRET_KEY) that it had when the assembly was convened."
    ),
    Code.SHEET_MISSING: _("The paper ballots of %(venues)s have not been counted alike by two tellers yet."),
    Code.SHEETS_DIFFER: _(
        "Another teller counted differently (yours / theirs): %(difference)s. Your count is kept, and counts once somebody who has not seen it finds the same: let the other teller count again, or a third person."
    ),
    Code.COUNT_SEEN: _(
        "You have seen how another teller counted. Let the other teller count again, or a third person: a teller or the supervisor."
    ),
    Code.SECOND_PERSON: _(
        "You asked for this yourself. Let another member of staff confirm it, on a device on which they are signed in."
    ),
    Code.REGISTER_CHANGED: _(
        "The register has changed since you looked. Nothing has been saved: look again at what would change."
    ),
    Code.MOVEMENT_IMPOSSIBLE: _(
        "This does not fit the other movements of this member: one joins before one leaves, and not twice. Nothing has been saved: check the day, or withdraw what was a mistake."
    ),
    Code.NO_PAPER: _(
        "No paper ballot was issued to this member here for this resolution, so there is none to exchange. Check the number and the resolution."
    ),
    Code.ALREADY_REPLACED: _(
        "This spoiled ballot has been exchanged already. Hand out a new one only if that has not been done."
    ),
    Code.NOT_ADDING_UP: _(
        "These figures do not add up, so they cannot be signed. Look at the marked lines, and call the auditor if counting again does not help."
    ),
    Code.FIGURES_CHANGED: _(
        "These figures have changed since they were shown to you. Nothing has been signed: look at them again."
    ),
    Code.UNKNOWN_TABLET: _(
        "This device is not a voting tablet, or it no longer is. Ask a supervisor to set it up."
    ),
    Code.TABLET_IN_USE: _(
        "Somebody else is voting on this tablet. Wait until its screen is locked, or take another tablet."
    ),
    Code.HAS_TABLET: _(
        "This member has been given a tablet already: %(tablet)s. Lock it first, or let them vote there."
    ),
    Code.HAND_OVER_ENDED: _("This tablet has been locked. Ask the steward to hand it to you again."),
    Code.ALREADY_IMPORTED: _("There is an assembly of this kind on this date already."),
    Code.EVENT_KNOWN: _("This event is here already: the same kind, day, city and title."),
    Code.EVENT_ATTENDED: _("Members have been checked in to this event: it cannot be taken back."),
    Code.NOTHING_TO_VOTE_ON: _(
        "Nothing can be voted on at that moment, so nobody is reminded. Remind members while they can vote in advance."
    ),
    Code.LETTER_UNSOUND: _(
        "The text of this letter cannot be sent yet in: %(languages)s. Open the text: what is missing stands above it."
    ),
    Code.NOTICE_LATE: _(
        "Between the day on which invitations leave and that of the assembly there must be %(days)s whole days: it is too late for that. To invite all the same, say so on the form."
    ),
    Code.ASSEMBLY_OVER: _("This assembly is over: nobody can be invited to it any more."),
    Code.NOBODY_ON_PAPER: _("Nobody needs a letter on paper."),
    Code.PRINT_RUNNING: _("The letters are being prepared already. Wait until they are ready."),
    Code.NO_MEMBER: _("There is no member with this number: %(number)s."),
    Code.HAS_LEFT: _(
        "Member %(number)s has left: their membership ended on %(day)s. If they are to be on the roll all the same, say so on the form."
    ),
    Code.ON_ROLL_ALREADY: _("Member %(number)s is on the roll already."),
    Code.NOT_ON_ROLL: _("Member %(number)s is not on the roll."),
    Code.HAS_VOTED: _(
        "Member %(number)s has voted, for themselves or in the place of another: they can no longer be removed from the roll."
    ),
    Code.NOT_ANNOUNCED: _("A vote is closed and its outcome not announced yet. Correct the roll after that."),
    Code.NOTHING_TO_DECIDE: _("There is no resolution yet. Add one first; then you can convene."),
    Code.RECORD_DATE_AHEAD: _(
        "The record date, %(day)s, is still to come. Wait until it is there: the roll is that of this day."
    ),
    Code.ENTITLED_DIFFERS: _(
        "The number that was typed is not that of the members who are entitled: they are %(entitled)s. Look at the roll once more, then type their number."
    ),
    Code.HAS_BEGUN: _(
        "Somebody has voted or has been checked in meanwhile, or a vote has been opened: this can no longer be done."
    ),
    Code.NOT_BEGUN: _(
        "Nobody can take part yet, in a hall or online: this is possible from %(begins)s, or as soon as the chair opens the meeting."
    ),
    Code.MEETING_CLOSED: _(
        "The meeting is over: nobody can take part in it any more, and nothing can be put to the vote."
    ),
    Code.ASSEMBLY_CANCELLED: _("This assembly has been cancelled: nothing of it can be done any more."),
    Code.HOUR_UNCLEAR: _(
        "On that day the clocks are changed, so that %(time)s does not exist or comes twice. Choose another day."
    ),
    Code.DAY_NOT_LATER: _("Choose a day that is still to come, and later than the one it had."),
    Code.ALREADY_BEGUN: _("This installation is in use already. Sign in with your code."),
    Code.DEMONSTRATION_HERE: _(
        "The demonstration is here. Remove it first, with “voting demo --remove”: what is invented must not mix with what is yours."
    ),
    Code.DEMONSTRATION_UNTOLD: _(
        "This is the demonstration. Nothing has been stored: tick that what you bring in is invented, or begin an installation of your own for what is real."
    ),
    Code.DEMONSTRATION_USED: _(
        "Somebody has added to the demonstration, so it is not removed. Begin your own elsewhere: set INSTANCE to another folder, and DATABASE_URL to another database if you have set it."
    ),
    Code.NO_DEMONSTRATION: _("There is no demonstration here. Nothing has been removed."),
    Code.CANDIDATE_UNNAMED: _("Name the candidates of resolution %(resolution)s first."),
    Code.RESOLUTION_INCOMPLETE: _(
        "Resolution %(resolution)s is not complete yet: compare its seats, its reserved seats and its candidates."
    ),
    Code.LAST_SECRETARY: _("Nobody would be left to run the office. Give somebody else the role first."),
    Code.FILE_TOO_LARGE: _("What was sent is too large. Nothing has been saved: send a smaller file."),
    Code.INTERNAL: _(
        "Something went wrong on our side. What you sent has not been saved: try again, and call the help desk if it happens twice."
    ),
    Code.UPGRADING: _(
        "The voting system is being upgraded. Nothing has been saved: try again in a few minutes."
    ),
    Code.JOB_STOPPED: _("The work stopped before its end. Nothing of it was saved: please ask for it again."),
    Code.BUSY: _("It is very busy now. Nothing has been saved: try again in %(wait)s."),
    Code.DATABASE_AWAY: _("Our database does not answer now. Nothing has been saved: try again in %(wait)s."),
    Code.STORAGE_FULL: _(
        "The server has no room left to write. Nothing has been saved: tell the help desk, and try again in %(wait)s."
    ),
    Code.OUTCOME_UNKNOWN: _(
        "We do not know yet whether this has been saved. Look whether it is there before you send it again."
    ),
}


COUNTED_ONCE = {
    Code.OUTCOME_UNKNOWN: _(
        "We do not know yet whether this has been counted. Send it again: it counts only once."
    )
}
"""The sentences for what has a mark by which it is known when it comes again."""

CHOICE_FAULTS: dict[str, LazyString] = {
    "nothing_marked": _("Nothing is marked yet. Mark your choice, then go on."),
    "some_unmarked": _("Some candidates are not marked yet. Mark a choice for each of them."),
    "too_many_marked": _("You have marked more than %(seats)s: at most %(seats)s is allowed."),
    "blank_and_marked": _("Blank is marked as well as others. Leave one or the other."),
    "marked_twice": _("A candidate is marked twice. Mark each candidate once."),
    "same_rank": _("Two candidates have the same number. Give each number once."),
    "invalid": _("This ballot is not filled in correctly. Look at each mark again."),
}
"""The sentence for each fault of a ballot."""


def refusal_sentence(refused: Refused, instead: Mapping[Code, LazyString] = {}) -> str:
    """The sentence about a refusal, in the reader's language; that of ``instead`` where it has one."""
    values = dict(refused.values)
    if "seconds" in values:
        values["wait"] = format_timedelta(timedelta(seconds=int(values["seconds"])), threshold=1.2)
    if values.get("day"):
        values["day"] = day(date.fromisoformat(str(values["day"])))
    if values.get("moment"):
        values["moment"] = day_and_time(datetime.fromisoformat(str(values["moment"])))
    if values.get("begins"):
        values["begins"] = day_or_moment(datetime.fromisoformat(str(values["begins"])))
    said = instead.get(refused.code, REFUSALS[refused.code])
    sentence = CHOICE_FAULTS.get(str(values.get("fault")), said)
    return filled_in(sentence, values)


def choice_fault_sentence(fault: str, seats: int) -> str:
    """The sentence for a fault of a ballot, which may have ``seats`` marks (a motion: one)."""
    return filled_in(CHOICE_FAULTS[fault], {"seats": max(seats, 1)})


def number_sentence(number: str) -> str:
    """The sentence with the number of a request, by which the help desk finds what went wrong in the log."""
    return str(gettext("Tell the help desk this number: %(number)s.", number=number))
