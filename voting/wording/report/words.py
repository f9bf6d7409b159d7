"""Words for the sections of the yearly report, and for the lists that its figures come from."""

from flask_babel import lazy_gettext as _

SECTION_NAMES = {
    "introduction": _("Introduction"),
    "principle_1": _("Principle 1: voluntary and open membership"),
    "principle_2": _("Principle 2: democratic control by the members"),
    "principle_3": _("Principle 3: economic participation by the members"),
    "principle_4": _("Principle 4: autonomy and independence"),
    "principle_5": _("Principle 5: education, training and information"),
    "principle_6": _("Principle 6: cooperation among cooperatives"),
    "principle_7": _("Principle 7: concern for the community"),
}
MARKS = {
    "## …": _("a subheading"),
    "- …": _("an item of a list"),
    "1. …": _("an item of a numbered list"),
    "**…**": _("bold"),
    "*…*": _("emphasis"),
    "> …": _("a quotation"),
    "[…](https://…)": _("a link"),
    "![…](picture:1)": _("a picture, with what it shows between the brackets; on a line of its own"),
}
"""What the marks in a text mean, as they are typed."""
SIGNING = {
    "approved_on": _("Day on which the board approved the report"),
    "signatories": _("Who signs it"),
    "in": _("Languages in which it is signed"),
}
"""What the form that signs the report calls its fields."""
COLUMNS = {
    "member": _("Member number"),
    "category": _("Category"),
    "movement": _("Movement"),
    "on": _("Date"),
    "resolutions": _("Resolutions voted on"),
    "number": _("Number"),
    "round": _("Round"),
    "seats": _("Seats"),
    "candidates": _("Candidates"),
    "result": _("Elected"),
    "city": _("City"),
    "event": _("Event"),
    "checked_in": _("Checked in"),
    "others": _("Others, counted"),
    "voters": _("Voters"),
    "entitled": _("Entitled"),
    "entered_at": _("Entered on"),
    "entered_by": _("Entered by"),
    "fact_kind": _("Kind"),
    "fact": _("What was entered"),
    "source": _("Source"),
    "director": _("Director"),
    "origin": _("Origin"),
    "begins": _("Start of the term"),
    "ends": _("End of the term"),
    "ended_by": _("Ended by"),
    "confirmed": _("Confirmed on"),
    "trained": _("Trainings followed"),
    "cause": _("What happened"),
    "vacant": _("Seats vacant after it"),
}
MOVEMENTS = {
    "joined": _("Joined"),
    "refused": _("Applications refused"),
    "resigned": _("Resigned"),
    "left_by_law": _("Left by law"),
    "excluded": _("Excluded"),
    "leave_refused": _("Requests to leave refused"),
}
