"""The pure rooms, and the tests of each that must notice when a rule in it is changed."""

RANKED = "tests/ballot/ranked"
COLUMNS = "tests/register/test_columns.py::test"
DOORS = "tests/attendance/test_doors.py::test"
LATE = "tests/attendance/test_late_scans.py::test"
DELIVERED = ("tests/register/test_dates.py", "tests/register/test_delivered.py")
LETTERS = "tests/invitations/test_queue.py::test"

WITH_DATABASE = frozenset(
    {
        "voting/audit/chain.py",
        "voting/ballot/quorum.py",
        "voting/ballot/reconciliation.py",
        "voting/halls/live_counts.py",
    }
)
"""Rooms whose rules are about what the database holds: their tests need one."""

ROOMS: dict[str, tuple[str, ...]] = {
    "voting/accounts/codes.py": ("tests/accounts/test_codes.py",),
    "voting/accounts/rules.py": ("tests/accounts/test_rules.py",),
    "voting/assembly/following.py": ("tests/assembly/test_following.py",),
    "voting/assembly/proxy_rules.py": (
        "tests/assembly/test_proxies.py::test_the_rule_alone",
        "tests/test_folding.py",
    ),
    "voting/attendance/busy.py": ("tests/attendance/test_busy.py",),
    "voting/attendance/rules.py": (
        "tests/attendance/test_rules.py",
        f"{DOORS}_what_a_person_must_settle",
        f"{LATE}_a_clock_that_is_wrong_all_the_time_is_no_matter",
        f"{LATE}_whatever_a_phone_says_a_scan_counts_while_the_doors_were_open",
        f"{LATE}_the_phones_last_word_from_the_server_bounds_it",
        f"{LATE}_more_than_twelve_hours_ago_is_doubtful",
    ),
    "voting/audit/chain.py": ("tests/audit/test_chain.py",),
    "voting/assembly/ending.py": ("tests/assembly/test_ending.py",),
    "voting/assembly/hours.py": ("tests/assembly/test_hours.py",),
    "voting/assembly/today.py": ("tests/assembly/test_today.py",),
    "voting/report/scheme.py": ("tests/report/test_scheme.py",),
    "voting/discussion/asking.py": ("tests/discussion/test_written.py::test_when",),
    "voting/discussion/speech.py": ("tests/discussion/test_speech.py",),
    "voting/invitations/notice.py": ("tests/invitations/test_notice.py",),
    "voting/ballot/adding_up.py": ("tests/ballot/test_adding_up.py",),
    "voting/ballot/adoption.py": (
        "tests/ballot/test_adoption.py",
        "tests/ballot/test_outcome.py",
        "tests/ballot/test_class_majorities.py",
    ),
    "voting/ballot/checklist.py": ("tests/ballot/test_checklist.py",),
    "voting/ballot/definition.py": ("tests/ballot/test_definition.py", "tests/assembly/test_definition.py"),
    "voting/ballot/gaps.py": ("tests/ballot/test_checklist.py", "tests/ballot/test_definition.py"),
    "voting/ballot/steps.py": ("tests/ballot/test_steps.py",),
    "voting/ballot/spot.py": ("tests/ballot/test_spot.py",),
    "voting/wording/changes.py": ("tests/ballot/test_changes.py",),
    "voting/ballot/lot.py": ("tests/ballot/test_recount.py", f"{RANKED}/test_profile.py"),
    "voting/ballot/methods.py": ("tests/ballot/test_methods.py",),
    "voting/ballot/copying.py": ("tests/ballot/test_copying.py",),
    "voting/ballot/order.py": ("tests/ballot/test_order.py",),
    "voting/ballot/outcome.py": (
        "tests/ballot/test_outcome.py",
        "tests/ballot/test_recount.py",
        "tests/ballot/test_class_majorities.py",
    ),
    "voting/ballot/preferences.py": ("tests/ballot/test_outcome.py", "tests/ballot/test_recount.py"),
    "voting/ballot/quorum.py": ("tests/ballot/test_quorum.py", "tests/ballot/test_shares.py"),
    "voting/ballot/reconciliation.py": ("tests/ballot/test_reconciliation.py",),
    "voting/ballot/rules.py": (
        "tests/ballot/test_rules.py",
        "tests/ballot/test_class_majorities.py",
        "tests/ballot/test_tenth.py::test_a_tenth_is_exact_and_ones_own_vote_is_never_too_much",
    ),
    "voting/ballot/seats.py": ("tests/ballot/test_seats.py",),
    "voting/ballot/several_rules.py": ("tests/ballot/test_several_rules.py",),
    "voting/ballot/linear.py": ("tests/ballot/test_several_rules.py",),
    "voting/ballot/sheet_faults.py": ("tests/ballot/test_methods.py",),
    "voting/ballot/ranked/approval.py": (f"{RANKED}/test_most_votes.py",),
    "voting/ballot/ranked/blt_file.py": (f"{RANKED}/test_files.py",),
    "voting/ballot/ranked/csv_file.py": (f"{RANKED}/test_files.py",),
    "voting/ballot/ranked/file_faults.py": (f"{RANKED}/test_files.py",),
    "voting/ballot/ranked/irv.py": (f"{RANKED}/test_irv.py", f"{RANKED}/test_properties.py"),
    "voting/ballot/ranked/limits.py": (
        f"{RANKED}/test_limits.py",
        f"{RANKED}/test_scottish_stv.py",
        f"{RANKED}/test_meek_stv.py",
        "tests/ballot/test_recount.py",
    ),
    "voting/ballot/ranked/lot.py": (f"{RANKED}/test_profile.py",),
    "voting/ballot/ranked/meek_stv.py": (f"{RANKED}/test_meek_stv.py", "tests/ballot/test_recount.py"),
    "voting/ballot/ranked/most_votes.py": (f"{RANKED}/test_most_votes.py",),
    "voting/ballot/ranked/plurality.py": (f"{RANKED}/test_most_votes.py",),
    "voting/ballot/ranked/profile.py": (f"{RANKED}/test_profile.py",),
    "voting/ballot/ranked/result.py": (f"{RANKED}/test_scottish_stv.py", "tests/ballot/test_recount.py"),
    "voting/ballot/ranked/schulze.py": (f"{RANKED}/test_schulze.py", f"{RANKED}/test_properties.py"),
    "voting/ballot/ranked/scottish_stv.py": (
        f"{RANKED}/test_scottish_stv.py",
        "tests/ballot/test_recount.py",
    ),
    "voting/ballot/ranked/ties.py": (f"{RANKED}/test_ties.py",),
    "voting/cooperative/rules.py": ("tests/cooperative/test_rules.py",),
    "voting/folding.py": ("tests/test_folding.py",),
    "voting/halls/live_counts.py": ("tests/halls/test_live_counts.py",),
    "voting/halls/pages.py": ("tests/halls/test_pages.py",),
    "voting/halls/places.py": ("tests/halls/test_places.py",),
    "voting/halls/standings.py": ("tests/halls/test_standings.py",),
    "voting/invitations/texts.py": (
        f"{LETTERS}_each_fault_of_a_text_is_named",
        f"{LETTERS}_what_is_filled_in_is_not_looked_at_again",
        f"{LETTERS}_what_is_no_placeholder_is_sent_as_it_stands",
    ),
    "voting/mail_address.py": ("tests/test_mail_address.py",),
    "voting/register/address.py": ("tests/register/test_address.py::test_an_address_as_on_an_envelope",),
    "voting/register/compare.py": ("tests/register/test_planned_import.py",),
    "voting/register/columns.py": (
        f"{COLUMNS}_a_file_without_one_column",
        f"{COLUMNS}_what_everybody_has_is_said_once",
        f"{COLUMNS}_who_has_left_has_a_reason_of_the_line_or_of_all",
        f"{COLUMNS}_a_reason_needs_its_day_and_the_number_of_a_house_its_street",
        f"{COLUMNS}_a_column_with_nothing_in_it_is_as_none",
        "tests/register/test_ugly_files.py",
    ),
    "voting/register/dates.py": DELIVERED,
    "voting/register/details.py": ("tests/register/test_details.py",),
    "voting/register/headings.py": DELIVERED,
    "voting/register/movements.py": ("tests/register/test_movements.py",),
    "voting/register/planned_import.py": ("tests/register/test_planned_import.py",),
    "voting/register/recognise.py": DELIVERED,
    "voting/report/facts.py": ("tests/report/test_facts.py",),
    "voting/report/markdown.py": ("tests/report/test_markdown.py",),
    "voting/report/named.py": ("tests/report/test_named.py",),
    "voting/report/small_groups.py": ("tests/report/test_small_groups.py",),
    "voting/report/typed_figures.py": ("tests/report/test_typed_figures.py",),
    "voting/retention/rules.py": ("tests/retention/test_rules.py",),
    "voting/tablets/rules.py": ("tests/tablets/test_rules.py",),
    "voting/typed.py": ("tests/test_typed.py",),
}

LEFT_OUT: dict[str, str] = {
    "voting/ballot/ranked/__init__.py": "names the methods, and decides nothing",
    "voting/demo/content.py": "reads the files of the demonstration",
    "voting/events/csv_file.py": "reads a file: its examples of faulty files are the tests",
    "voting/register/cells/encoding.py": "reads a file: its examples of files are the tests",
    "voting/register/cells/opening.py": "reads a file: its examples of files are the tests",
    "voting/register/cells/separated.py": "reads a file: its examples of files are the tests",
    "voting/register/cells/opened.py": "holds what was read, and decides nothing",
    "voting/register/cells/workbook.py": "reads a file: its examples of files are the tests",
    "voting/register/value_words.py": "a table of words",
    "voting/register/delivery.py": "puts together what others have recognised and read",
    "voting/register/names.py": "puts two texts together",
    "voting/register/csv_file.py": "reads a file: its examples of faulty files are the tests",
    "voting/register/values.py": "reads the cells of a file: its examples of files are the tests",
}
"""Modules that call themselves pure and are not tried, with the reason."""
