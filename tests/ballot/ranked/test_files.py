"""Reading files: what the formats allow, and every fault with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.ballot.ranked.file_faults import InvalidRankedFile, RankedFile
from voting.ballot.ranked.files import read_ranked_file
from voting.ballot.ranked.profile import papers

from .profiles import DATA

# Algorithm 123 (The Computer Journal 30, 1987), section 3.1: the example that defines the format.
ALGORITHM_123 = """4 2
-2
3 1 3 4 0
4 1 3 2 0
2 4 1 3 0
1 2 0
2 2 4 3 1 0
1 3 4 2 0
0
"Adam"
"Basil"
"Charlotte"
"Donald"
"Title"
"""
BALLOTS_123 = {
    (1, 3, 4): 3,
    (1, 3, 2): 4,
    (4, 1, 3): 2,
    (2,): 1,
    (2, 4, 3, 1): 2,
    (3, 4, 2): 1,
}
CSV = """3,2,
5,2,1,
4,1,
"Candidate 1","Ann, the elder","Party, with comma",
"Candidate 2","Robert "Bob" Smith","Independent (Ind)",
"Candidate 3","Cy","Green (Gr)",
"Ward 5 - Here, and there",
"""


def read(text: str) -> RankedFile:
    return read_ranked_file(text.encode())


def faults(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(InvalidRankedFile) as caught:
        read_ranked_file(text if isinstance(text, bytes) else text.encode())
    assert caught.value.code == "invalid_ranked_file"
    assert all(fault.message for fault in caught.value.faults)
    return [(fault.line, str(fault.code)) for fault in caught.value.faults]


def messages(text: str) -> str:
    with pytest.raises(InvalidRankedFile) as caught:
        read(text)
    return "\n".join(fault.message for fault in caught.value.faults)


def test_the_example_that_defines_blt() -> None:
    ranked = read(ALGORITHM_123)
    profile = ranked.profile
    assert profile.candidates == ("Adam", "Basil", "Charlotte", "Donald")
    assert (profile.seats, profile.withdrawn, ranked.title) == (2, {2}, "Title")
    assert dict(profile.ballots) == BALLOTS_123
    assert dict(papers(profile).piles) == {(1, 3, 4): 3, (1, 3): 4, (4, 1, 3): 2, (4, 3, 1): 2, (3, 4): 1}


@pytest.mark.parametrize(
    "text",
    [
        ALGORITHM_123.replace("\n", "\r\n"),
        ALGORITHM_123.replace("\n", "\r"),
        "\N{ZERO WIDTH NO-BREAK SPACE}" + ALGORITHM_123,
        "# first a comment, with a comma\n\n" + ALGORITHM_123.replace("2 4 1 3 0", "2 4 1 3 0 # two of them"),
        ALGORITHM_123.replace("3 1 3 4 0", "1 1 3 4 0\n(paper 7) 2 1 3 4 0").replace("(paper 7)", "(7)"),
        ALGORITHM_123.replace("2 4 1 3 0", "2 4 - 1 - 3 0"),
        ALGORITHM_123.replace("\n", " "),
        ALGORITHM_123.replace("3 1 3 4 0\n4", "3 1 3 4 0 4"),
        ALGORITHM_123.replace('"Adam"\n"Basil"\n', '"Adam" "Basil"\n'),
        ALGORITHM_123.replace('"Adam"', "Adam").replace('"Title"', '"Title" # the end'),
        ALGORITHM_123 + '"Source"\n"Comment"\n\n',
        ALGORITHM_123.replace("4 1 3 2 0", "  4   1 3\t2 0  "),
    ],
    ids=[
        "crlf",
        "cr",
        "bom",
        "comments",
        "ids",
        "skipped",
        "one line",
        "two ballots",
        "two names",
        "bare",
        "more",
        "spaces",
    ],
)
def test_what_blt_allows(text: str) -> None:
    ranked = read(text)
    assert ranked.profile.candidates == ("Adam", "Basil", "Charlotte", "Donald")
    assert dict(ranked.profile.ballots) == BALLOTS_123
    assert (ranked.profile.seats, ranked.profile.withdrawn, ranked.title) == (2, {2}, "Title")


def test_blt_names() -> None:
    ranked = read('2 1\n3 0\n1 2 0\n0\n"Robert ""Bob"" Smith"\n"No. 2 #really"\n')
    assert ranked.profile.candidates == ('Robert "Bob" Smith', "No. 2 #really")
    assert ranked.title == ""
    assert papers(ranked.profile).blank == 3
    assert read('1 1\n0\n"Robert "Bob" Smith"\n"T"\n').profile.candidates == ('Robert "Bob" Smith',)
    assert read('1 1\n0\n"Robert \\"Bob\\" Smith"\n').profile.candidates == ('Robert "Bob" Smith',)


def test_a_blank_ballot_may_have_an_identifier_and_a_comment_may_quote() -> None:
    ranked = read('2 1\n(7) 3 0\n1 2 0\n0\n"A" # or "Ann"\n"B"\n')
    assert dict(ranked.profile.ballots) == {(): 3, (2,): 1}
    assert ranked.profile.candidates == ("A", "B")


def test_every_fault_of_a_blt_file_at_once() -> None:
    text = """3 4
-9
1 1 1 0
2 5 0
x 1 0
1.5 1 0
0 1 2 0
1 1=2 3 0
1 1 (2 3) 0
1 a 0
1 2 3
-1
0
"Ann"
"Bob
"""
    assert faults(text) == [
        (1, "too_many_seats"),
        (1, "unknown_withdrawn"),
        (3, "ranked_twice"),
        (4, "unknown_candidate"),
        (5, "invalid_count"),
        (6, "invalid_count"),
        (7, "invalid_count"),
        (8, "equal_ranks"),
        (9, "equal_ranks"),
        (9, "equal_ranks"),
        (10, "invalid_preference"),
        (11, "ballot_not_ended"),
        (12, "withdrawn_too_late"),
        (15, "name_not_closed"),
        (15, "names_missing"),
    ]
    assert "1=2: equal ranks are not counted by any method here" in messages(text)
    assert "4 seats are more than the 3 candidates who stand" in messages(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "empty_file")]),
        ("\n# nothing\n", [(0, "empty_file")]),
        ("2\n", [(1, "ballots_not_ended"), (1, "invalid_heading")]),
        ("0 1\n0\n", [(1, "invalid_heading")]),
        ("99999999999999999999 1\n0\n", [(1, "invalid_heading")]),
        ("two 1\n0\n", [(1, "invalid_heading")]),
        ('2 0\n0\n"A"\n"B"\n', [(1, "no_seats")]),
        ('2 2\n-1\n0\n"A"\n"B"\n', [(1, "too_many_seats")]),
        ('2 1\n1 1 0\n"A"\n"B"\n', [(3, "ballots_not_ended")]),
        ("2 1\n1 1 0\n", [(2, "ballots_not_ended")]),
        ('2 1\n1 1 0\n-2\n0\n"A"\n"B"\n', [(3, "withdrawn_too_late")]),
        ('2 1\n0\n"A"\n"B"\n"T"\n"S"\n"C"\n"X"\n', [(8, "unexpected_text")]),
        ('2 1\n0\n"A"\n" "\n', [(1, "name_missing")]),
        ('2 1\n1_0 1 0\n+1 2 0\n0\n"A"\n"B"\n', [(2, "invalid_count"), (3, "invalid_count")]),
        ('2 1\n٣ 1 0\n0\n"A"\n"B"\n', [(2, "invalid_count")]),
        ('2 1\n0 2 5 0\n0\n"A"\n"B"\n', [(2, "invalid_count")]),
        ('2 1\n1 1 2 1 0\n1 1 2 1 0\n0\n"A"\n"B"\n', [(2, "ranked_twice"), (3, "ranked_twice")]),
    ],
)
def test_faults_of_blt(text: str, expected: list[tuple[int, str]]) -> None:
    assert faults(text) == expected


def test_a_file_has_a_thousand_candidates_and_numbers_of_twelve_digits_at_most() -> None:
    names = "\n".join(f'"{number}"' for number in range(1, 1001))
    assert len(read(f"1000 1\n0\n{names}\n").profile.candidates) == 1000
    assert faults(f'1001 1\n0\n{names}\n"1001"\n') == [(1, "invalid_heading")]
    assert faults("-1 1\n0\n") == [(1, "invalid_heading")]
    most = 10**12 - 1
    for text, more in (
        (f'2 1\n{most} 1 0\n0\n"A"\n"B"\n', 2),
        (f'2,1,\n{most},1,\n"Candidate 1","A"\n"Candidate 2","B"\nWard\n', 2),
    ):
        assert dict(read(text).profile.ballots) == {(1,): most}
        assert faults(text.replace(str(most), str(most + 1))) == [(more, "invalid_count")]


def test_csv_of_scottish_elections() -> None:
    ranked = read(CSV)
    assert ranked.profile.candidates == ("Ann, the elder", 'Robert "Bob" Smith', "Cy")
    assert (ranked.profile.seats, ranked.title) == (2, "Ward 5 - Here, and there")
    assert dict(ranked.profile.ballots) == {(2, 1): 5, (1,): 4}


def test_a_row_of_csv_need_not_be_quoted_throughout() -> None:
    rows = CSV.replace('"Candidate 3","Cy","Green (Gr)",', '"Candidate 3",Cy,Green')
    assert read(rows).profile.candidates == ("Ann, the elder", 'Robert "Bob" Smith', "Cy")
    assert read(rows.replace(",Cy,Green", ",Cy")).profile.candidates[2] == "Cy"


def test_every_file_of_the_data_set_names_all_and_has_a_ward() -> None:
    for path in sorted(DATA.glob("*.csv")):
        ranked = read_ranked_file(path.read_bytes())
        assert len(ranked.profile.candidates) == int(path.read_text().split(",")[0])
        assert all("andidate" not in name and '"' not in name for name in ranked.profile.candidates)
        assert ranked.title
        assert not ranked.title.startswith('"')
    falkirk = read_ranked_file((DATA / "falkirk_2022_ward5.csv").read_bytes())
    assert falkirk.title == "Ward 5 - Bonnybridge and Larbert"
    assert falkirk.profile.candidates[1] == "Bryan Deakin"


@pytest.mark.parametrize(
    "text",
    [
        CSV.replace("\n", "\r\n"),
        "\N{ZERO WIDTH NO-BREAK SPACE}" + CSV,
        CSV.replace("3,2,\n", "3,2\n\n,,,\n"),
        CSV.replace("5,2,1,", "5,2,1,,,"),
        CSV.replace("5,2,1,", "2,2,1,\n3, 2, 1"),
        CSV.replace('"Candidate 3","Cy","Green (Gr)",', "Candidate 3,Cy,Green (Gr),,"),
        CSV.replace('"Ward 5 - Here, and there",', '""Ward 5 - Here, and there"",'),
        CSV.replace('"Ward 5 - Here, and there",', "Ward 5 - Here, and there"),
    ],
    ids=["crlf", "bom", "empty rows", "empty cells", "split", "unquoted", "quoted twice", "unquoted ward"],
)
def test_what_csv_allows(text: str) -> None:
    assert read(text) == read(CSV)


def test_csv_without_a_ward_and_with_blank_ballots() -> None:
    ranked = read('2,1,\n7,\n1,2,\n"Candidate 2","Bob","X",\n"Candidate 1","Ann","Y",\n')
    assert ranked.profile.candidates == ("Ann", "Bob")
    assert papers(ranked.profile).blank == 7
    assert ranked.title == ""


def test_every_fault_of_a_csv_file_at_once() -> None:
    text = """3,4,
5,2,2,
0,1,
4,9,
x,1,
3,1,b,
"Candidate 1","Ann","P",
"Candidate 1","Ann","P",
"Candidate 7","Zoe","P",
"Candidate 2",
4,1,
"Ward",
"Another ward",
"""
    assert faults(text) == [
        (1, "too_many_seats"),
        (2, "ranked_twice"),
        (3, "invalid_count"),
        (4, "unknown_candidate"),
        (5, "invalid_count"),
        (6, "invalid_preference"),
        (8, "name_repeated"),
        (9, "unknown_candidate"),
        (10, "name_missing"),
        (11, "unexpected_text"),
        (13, "names_missing"),
        (13, "unexpected_text"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,\n", [(1, "invalid_heading")]),
        ("3,2,1,\n", [(1, "invalid_heading")]),
        ('2,1,\n1234567890123,1,\n"Candidate 1","A",\n"Candidate 2","B",\n', [(2, "invalid_count")]),
        ('2,1,\n,1,\n"Candidate 1","A",\n"Candidate 2","B",\n', [(2, "invalid_count")]),
        ('2,1,\n5\x1e,1,x\n"Candidate 1","A",\n"Candidate 2","B",\n', [(2, "invalid_preference")]),
        ('2,1,\nnonsense\n"Candidate 1","A",\n"Candidate 2","B",\n', [(2, "unexpected_text")]),
    ],
)
def test_faults_of_csv(text: str, expected: list[tuple[int, str]]) -> None:
    assert faults(text) == expected


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    assert faults('2 1\n0\n"Ren\xe9"\n"B"\n'.encode("latin-1")) == [(3, "not_utf8")]
    assert read('2 1\n0\n"René"\n"B"\n').profile.candidates[0] == "René"


PIECES = st.sampled_from(
    ["0", "-", "=", '"', ",", "\n", "\r\n", " ", "#", "(", ")", "99", "-2", "\t", "é", "\0", "\x1e", "½", "٣"]
)


@settings(max_examples=300)
@given(st.sampled_from([ALGORITHM_123, CSV]), st.lists(st.tuples(st.integers(0, 200), PIECES), max_size=4))
def test_a_damaged_file_is_read_or_refused_with_its_lines(text: str, damage: list[tuple[int, str]]) -> None:
    for place, piece in damage:
        text = text[:place] + piece + text[place + 1 :]
    lines, read_in_full = [], False
    try:
        read_in_full = read(text).profile.seats > 0
    except InvalidRankedFile as invalid:
        lines = [fault.line for fault in invalid.faults]
    assert read_in_full or lines
    assert all(0 <= line <= text.count("\n") + text.count("\r") + 1 for line in lines)
