"""What is wrong with a file or a form, in sentences that say how to mend it."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.errors import Fault
from voting.register.columns import FIELDS
from voting.wording.filling import filled_in
from voting.wording.languages import labelled
from voting.wording.register import COLUMNS, KINDS, REASONS

_ = lazy_gettext

FAULTS: dict[str, LazyString] = {
    "not_gzip": _("The compressed file is damaged."),
    "not_utf8": _("The byte %(byte)s is not UTF-8. Save the file as UTF-8."),
    "unpacks_too_large": _("The file is too large: unpacked, it may be at most %(megabytes)s MB."),
    "too_many_lines": _("The file is too large: it may have at most %(lines)s lines."),
    "too_many_columns": _("The file has more than %(columns)s columns."),
    "not_a_table": _("This file is not a table. Save the register as CSV or as XLSX."),
    "file_empty": _("The file is empty."),
    "encoding_damaged": _("The file is damaged: it cannot be read as %(encoding)s."),
    "workbook_old": _(
        "This workbook is protected by a password, or was saved for Excel 2003 or older. Save it as XLSX, without a password."
    ),
    "workbook_other": _("This kind of workbook or document cannot be read. Save it as XLSX or as CSV."),
    "workbook_damaged": _("The workbook is damaged: it cannot be read. Save it again as XLSX."),
    "archive_of_many": _("The archive holds %(found)s files. Send one register at a time."),
    "too_many_faults": _(
        "The lines after this one have not been looked at: there are %(found)s faults already."
    ),
    "not_csv": _("The line cannot be read as CSV: %(reason)s."),
    "quote_open": _(
        'A cell on this line begins with a quotation mark (") that is never closed. Close it, or take it away.'
    ),
    "quote_within": _(
        'A quotation mark (") stands within a cell on this line. Write it twice, or save the file anew as CSV.'
    ),
    "line_of_nobody": _(
        "This line (“%(value)s”) names no member: most of what everybody has is missing in it. Take it away if it is a total or a note."
    ),
    "not_toml": _("The file cannot be read as TOML: %(reason)s."),
    "heading_missing": _("The heading is missing."),
    "for_all_unsaid": _("The file does not say this. Say once what holds for everybody who is new."),
    "never_joined": _("“%(value)s” is said of whoever never joined: no other date may stand beside it."),
    "headings_unknown": _(
        "None of the columns is recognised. The first line must have headings, such as: %(known)s."
    ),
    "headings_alike": _(
        "These headings mean the same: %(value)s. Keep one of them, or choose what each column is."
    ),
    "heading_twice": _("The heading stands there twice."),
    "fields_count": _("The line has %(found)s fields; the headings are %(expected)s."),
    "value_missing": _("The value is missing."),
    "too_long": _("The text is too long: at most %(longest)s characters."),
    "event_twice": _(
        "“%(value)s” stands on line %(first)s already: the same event on the same day and place."
    ),
    "placeholder_unknown": _("“%(value)s” cannot be filled in. Choose from: %(known)s."),
    "moment_passed": _("This moment has passed: choose a later one."),
    "placeholder_missing": _("The text must contain %(value)s: whoever gets this letter needs it."),
    "placeholder_secret": _("%(value)s is a secret: it cannot stand in a subject, which others can read."),
    "one_line": _("The subject must be one line."),
    "number_invalid": _("“%(value)s” cannot be a member number."),
    "number_pointed": _(
        "Do the points belong to the member numbers, or are they there for the thousands? An example is “%(value)s”."
    ),
    "number_twice": _("The number %(value)s stands on line %(first)s already."),
    "category_unknown": _("“%(value)s” is not a category. Choose from: %(known)s."),
    "kind_unknown": _("“%(value)s” is not a legal form. Choose from: %(known)s."),
    "language_unknown": _("“%(value)s” is not a language. Choose from: %(known)s."),
    "address_missing": _("Give an e-mail address, or street, postcode and municipality."),
    "email_invalid": _("“%(value)s” is not an e-mail address."),
    "date_unreadable": _("“%(value)s” is not a date. Write dd/mm/yyyy."),
    "date_serial": _(
        "“%(value)s” is a date as a spreadsheet counts days. Give the column the format of a date, and save the file anew."
    ),
    "date_short_year": _("“%(value)s” has a year of two digits. Write all four, as in 31/12/2026."),
    "day_outside": _(
        "“%(value)s” cannot be right: the year must be from %(first)s to %(last)s. Leave the cell empty where there is no date."
    ),
    "date_month_first": _(
        "“%(value)s” is a date only if the month comes first, and other dates have the day first. Look at all dates of this column."
    ),
    "date_order_unclear": _(
        "Do these dates have the day first or the month first, as in the United States? An example is “%(value)s”."
    ),
    "left_before_joined": _("The leaving date %(left)s is before the joining date %(joined)s."),
    "reason_missing": _("There is a leaving date, but no reason."),
    "reason_unknown": _("“%(value)s” is not a reason. Choose from: %(known)s."),
    "reason_without_date": _("There is a reason (“%(value)s”), but no leaving date."),
    "not_text": _("There is a character in it that cannot be kept: write it on one line."),
    "day_impossible": _("This day cannot be right."),
    "unknown_figure": _("{%(name)s} is no figure of this report. Take one from the list of figures."),
    "unknown_picture": _("There is no picture %(picture)s. Take one from the list of pictures."),
    "picture_undescribed": _(
        "Say what picture %(picture)s shows, between the square brackets: who cannot see it reads that instead."
    ),
    "language_lacks": _("Look at what is not there in %(language)s, and tick that you have."),
    "signatory_unclear": _("“%(value)s” is not a name and a role with a comma between them."),
    "approved_in_its_year": _("The board approves the report after the end of %(year)s."),
    "fact_code_invalid": _(
        "“%(value)s” cannot be a short name: small letters, digits, - and _ only, at most 40, and not a name that has another meaning."
    ),
    "code_taken": _(
        "Something has the short name “%(value)s” already. Correct that, or choose another name."
    ),
    "not_in_year": _("This day is not in %(year)s."),
    "more_than_entitled": _("There cannot be more voters than members entitled."),
    "not_decimal": _("“%(value)s” is not a number. Write it as 90, 1.234 or 7,4."),
    "too_many": _("At most %(most)s fit."),
    "not_number": _("“%(value)s” is not a whole number."),
    "languages_number": _("Choose one language or two."),
    "director_already": _(
        "%(name)s has a mandate from %(begins)s until %(ends)s already. Enter first how it ended, or correct the days. Is this somebody else of the same name? Add what tells them apart."
    ),
    "seat_not_freed": _(
        "On that day that seat had not been freed before its time. Correct the day, or enter first how the director left."
    ),
    "seat_taken": _(
        "%(name)s has completed this term since %(begins)s. Choose another seat, or enter first how %(name)s left."
    ),
    "no_seat_vacant": _(
        "On %(day)s no seat of the board was vacant. Enter first which director left, or correct the day."
    ),
    "outside_term": _(
        "The mandate of %(name)s runs from %(begins)s until %(ends)s: choose a day in between."
    ),
    "ended_already": _(
        "The mandate of %(name)s ended on %(ends)s already. Was that a mistake? Take that entry back first."
    ),
    "not_coopted": _("%(name)s was not co-opted: there is nothing to confirm. Choose somebody else."),
    "confirmed_already": _(
        "%(name)s has been confirmed already. Was that a mistake? Take that entry back first."
    ),
    "entered_since": _(
        "What was entered about %(name)s on %(day)s could then not have happened. Take that entry back first, or correct the day."
    ),
    "seat_filled_since": _(
        "From %(day)s on there would be more directors than seats: the seat has been filled since. Take that co-optation back first."
    ),
    "taken_back_already": _(
        "This has been taken back already. Look at the register as it is now; there is nothing left to do."
    ),
    "elected_by_assembly": _(
        "An assembly has elected this director: that is no entry, and cannot be taken back. Enter instead how the mandate ended."
    ),
    "not_time": _("“%(value)s” is not a time of the day. Write it as 14:05."),
    "day_over": _("This day is over."),
    "word_wrong": _(
        "This is not the word that the server printed on its terminal. Check each letter and digit, or print it again with “voting first-page”."
    ),
    "enterprise_number_invalid": _(
        "“%(value)s” is not an enterprise number: ten digits, of which the first is 0 or 1 and the last two are a check. Compare it with your articles of association or the public register."
    ),
    "website_invalid": _("“%(value)s” is not an address of a website."),
    "day_to_come": _("This day is still to come."),
    "decision_missing": _("Choose whether these are one person or two."),
    "number_taken": _("The number %(value)s belongs to somebody already."),
    "wrong_type": _("Write %(wanted)s here."),
    "not_one_of": _("“%(value)s” is not possible here. Choose from: %(known)s."),
    "out_of_bounds": _("%(value)s is not between %(minimum)s and %(maximum)s."),
    "offset_not_wanted": _("Write the time without an offset: it is local time at the assembly."),
    "time_does_not_exist": _(
        "%(value)s does not exist on that day: the clocks are put forward. The nearest times are %(before)s and %(after)s."
    ),
    "time_twice": _(
        "%(value)s comes twice on that day: the clocks are put back. Choose the first (summer time, %(first)s) or the second (winter time, %(second)s)."
    ),
    "not_languages": _('Write the text by language: { nl = "…", fr = "…" }.'),
    "too_few": _("There are %(found)s; at least %(minimum)s are needed."),
    "key_unknown": _("This key is not known. Check its spelling."),
    "timezone_unknown": _("“%(value)s” is not a time zone."),
    "file_name_invalid": _("“%(value)s” cannot be the name of a file beside this one."),
    "file_missing": _("The file “%(value)s” is not there."),
    "not_picture": _(
        "The picture “%(value)s” cannot be used: it must be JPEG, PNG or WebP, of at most %(megabytes)s MB."
    ),
    "not_pdf": _("The file “%(value)s” is not a PDF of at most %(megabytes)s MB."),
    "after_assembly": _("This is after the day of the assembly."),
    "online_silent": _(
        "Whoever takes part online can always speak and ask questions: the law has required it since 1 July 2021 (WVV/CSA, art. 6:75). Remove this line."
    ),
    "stream_invalid": _(
        "“%(value)s” is not the address of a player: it begins with https:// and the name of a site, and has no spaces."
    ),
    "on_another_day": _("This is not on the day of the assembly."),
    "record_date_late": _("The record date is after the assembly."),
    "closes_before_opens": _("The end is not after the beginning."),
    "code_invalid": _("“%(value)s” cannot be a code: letters, digits, - and _ only, at most 20."),
    "code_twice": _("“%(value)s” stands there twice."),
    "method_of_other_kind": _("A %(kind)s cannot be voted on by %(method)s."),
    "majority_invalid": _(
        "“%(value)s” is not a majority: write “simple”, a fraction such as “3/4”, “more than 1/2 of cast”, or one of these with “in each class” after it."
    ),
    "majority_of_shares": _(
        "“%(value)s”: a majority cannot be counted in shares. In this system each member has one vote, as in a recognised cooperative (royal decree of 8 January 1962, art. 1), and a secret ballot does not say whose it is. A quorum can be: “1/2 of shares”."
    ),
    "class_majority_of_other_method": _(
        "By %(method)s no majority decides, so that there is none in each class: leave “in each class” out."
    ),
    "tie_in_each_class": _(
        "Where the majority is needed in each class, half of a class is no majority of it, and there is nothing to settle: leave the tie rule out, or write “rejected”."
    ),
    "quorum_invalid": _(
        "“%(value)s” is not a quorum: write a fraction such as “1/2”, “100 members”, “1/2 of shares”, or “1/2 of entitled in each class”."
    ),
    "limit_invalid": _(
        "“%(value)s” is not a limit: write “at least 1 of …”, “at most 2 of …” or “at least 2/5 of …”."
    ),
    "reserved_contradict": _(
        "The rules on reserved seats cannot all be met by people of the groups that stand."
    ),
    "stay_differ": _("The rules on the whole board do not have the same number of directors who stay."),
    "reserved_more_than_seats": _(
        "Seats kept for groups: %(kept)s. That is more than there are seats: %(seats)s."
    ),
    "candidate_unnamed": _("A candidate has no name yet."),
    "group_empty": _("No candidate belongs to “%(value)s”."),
    "groups_overlap": _(
        "Candidate %(value)s counts for two groups for which seats are kept; by %(method)s only one is possible."
    ),
    "election_secret": _("An election is always secret: it cannot be by name or by show of hands."),
    "live_by_name": _(
        "In a vote by name or by show of hands the choices are not shown while it is open: leave that out."
    ),
    "hands_in_advance": _(
        "Nobody votes in advance where hands are raised: whoever did could raise a hand as well. Leave it out."
    ),
    "hands_in_classes": _("Hands cannot be counted by category: choose another way to vote."),
    "again_unsure": _("Tick that you want to begin anew: it voids what was made so far."),
    "sealed_ranked": _("A ballot that ranks candidates cannot be sealed: choose another method."),
    "sealed_too_many_candidates": _(
        "This many candidates cannot be sealed: what is proven would take too long."
    ),
    "sealed_roll_too_long": _("More than a million members are entitled: such a vote cannot be sealed."),
    "sealed_not_secret": _("A vote by name is not secret: nothing of it can be sealed."),
    "sealed_by_hands": _("Hands cannot be sealed: choose another way to vote."),
    "sealed_live_choices": _("Sealed ballots are opened once, at the end: choices cannot be shown before."),
    "sealed_in_classes": _("Sealed ballots are opened as one sum, not by category: choose another majority."),
    "reserved_one_seat": _("By %(method)s one seat is filled, so none can be reserved."),
    "tie_by_lot_only": _(
        "By %(method)s equal votes are settled by lot: leave the tie rule out, or write “lot”."
    ),
    "one_seat_only": _("By %(method)s only one seat can be filled."),
    "sheet_line": _("Line %(line)s, “%(value)s”, is not a count and a ranking, as in “12 a>c>b”."),
    "sheet_negative": _("A count below 0 is not possible."),
    "sheet_cells": _("What was counted is not what stands on the ballot: %(cells)s."),
    "sheet_sum": _(
        "For, against and abstain are %(total)s together. Valid ballots: %(ballots)s. Count again."
    ),
    "sheet_class_issued": _(
        "Category %(name)s: %(counted)s ballots counted, %(issued)s issued here. Look at the papers of this category again."
    ),
    "sheet_class_sum": _(
        "Category %(name)s: %(counted)s ballots for this candidate, %(other)s for the first. Count this category again."
    ),
    "sheet_ranking": _(
        "“%(ranking)s” is not a ranking: write each candidate at most once, by the codes %(known)s."
    ),
    "sheet_rankings_sum": _(
        "The rankings and blank ballots are %(total)s together. Valid ballots: %(ballots)s. Count again."
    ),
    "sheet_marks": _(
        "%(marks)s marks cannot come from %(marked)s ballots that are not blank, with 1 to %(most)s marks on each. Count again."
    ),
    "hands_too_many": _(
        "Present or represented here without having voted otherwise: %(possible)s. You counted: %(counted)s hands and cards. Count again."
    ),
    "sheet_by_name": _(
        "In a vote by name a valid paper is entered at the desk with the name. Only papers that are not valid are counted here."
    ),
    "sheet_issued": _(
        "These counts are not possible. Ballots issued here: %(issued)s; accounted for: %(counted)s. Count again."
    ),
    "spoiled_differ": _(
        "Exchanged at this desk: %(exchanged)s. You counted: %(spoiled)s. Count the spoiled ballots again, and ask the desk."
    ),
    "seats_more_than_candidates": _("Seats: %(seats)s, but candidates: %(candidates)s. That is too few."),
}

WANTED: dict[str, LazyString] = {
    "date": _("a day"),
    "date_time": _("a day and a time"),
    "list_of_tables": _("a list of tables"),
    "list_of_texts": _("a list of texts"),
    "table": _("a table"),
    "text": _("a text"),
    "true_or_false": _("true or false"),
    "whole_number": _("a whole number"),
}
"""The words for the type of value that a definition requires."""


KNOWN: dict[str, Iterable[LazyString]] = {
    "headings_unknown": [COLUMNS[name] for name in FIELDS],
    "kind_unknown": KINDS.values(),
    "reason_unknown": REASONS.values(),
}
"""By fault, what is known in its place, in the reader's language."""


def fault_sentence(fault: Fault) -> str:
    """The sentence about a fault in a file, with its line or path, in the reader's language."""
    sentence = fault_in_words(fault)
    place = [gettext("line %(line)s", line=fault.line)] if fault.line else []
    place += [fault.column] if fault.column else []
    return labelled(", ".join(place), sentence) if place else sentence


def fault_in_words(fault: Fault) -> str:
    """The sentence about a fault, without its line or path, in the reader's language."""
    values = dict(fault.values)
    if "wanted" in values:
        values["wanted"] = str(WANTED[str(values["wanted"])])
    if fault.code in KNOWN:
        values["known"] = ", ".join(str(word) for word in KNOWN[fault.code])
    return filled_in(FAULTS[fault.code], values)
