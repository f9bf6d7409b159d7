"""What a definition may say of its resolutions, up to each bound, and what it need not say."""

import pytest

from voting.ballot.adoption import TEMPLATES, TieRule
from voting.ballot.definition import ResolutionDefinition, read_definition
from voting.ballot.methods import DECIDES_BY_MAJORITY, NEEDS_LOT, ONE_SEAT, Method
from voting.ballot.sealable import sealed_faults
from voting.errors import InvalidFile

HEAD = 'date = 2025-06-17\nrecord_date = 2025-06-02\ntitle = "Assembly"\n'
CODES = ("a", "b", "c")


def text(kind: str, method: str, **values: str) -> str:
    """The definition of an assembly with one resolution, with these values as TOML."""
    given = {"number": '"1"', "kind": f'"{kind}"', "title": '"R"', "method": f'"{method}"'} | values
    return f"{HEAD}[[resolutions]]\n" + "\n".join(f"{key} = {value}" for key, value in given.items())


def motion(**values: str) -> str:
    """An assembly with one motion."""
    return text("motion", "for_against_abstain", **values)


def election(method: str = "plurality_at_large", seats: int = 1, **values: str) -> str:
    """An assembly with one election, of three candidates unless others are given."""
    people = {"candidates": candidates(dict.fromkeys(CODES, ""))}
    return text("election", method, seats=str(seats), **(people | values))


def candidates(groups: dict[str, str]) -> str:
    """Candidates by code, in these groups (each a letter)."""
    items = (
        f'{{ code = "{code}", name = "N", groups = {list(letters)} }}' for code, letters in groups.items()
    )
    return f"[ {', '.join(items)} ]"


def only(definition: str) -> ResolutionDefinition:
    """The resolution of a definition that can be read."""
    _, (resolution,) = read_definition(definition.encode())
    return resolution


def faults(definition: str) -> list[tuple[str, str]]:
    """Where within the resolution the faults are, and their codes."""
    with pytest.raises(InvalidFile) as invalid:
        read_definition(definition.encode())
    return [(fault.column.removeprefix("resolutions[1]."), fault.code) for fault in invalid.value.faults]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_gives_its_rules_and_what_is_said_goes_before_it(template: str) -> None:
    usual = only(motion(template=f'"{template}"'))
    assert (usual.majority, usual.quorum) == (TEMPLATES[template].majority, TEMPLATES[template].quorum)
    own = only(motion(template=f'"{template}"', majority='"2/3"', quorum='"5 members"'))
    assert (own.majority, own.quorum) == ("2/3", "5 members")


def test_what_is_not_said_is_usual() -> None:
    plain = only(motion())
    assert (plain.majority, plain.quorum, plain.secret, plain.advance) == ("simple", None, True, True)
    assert (plain.live_choices, plain.seats, plain.term_years, plain.reserved) == (False, 0, None, ())
    assert only(motion(live_choices="true")).live_choices
    assert not only(motion(ballot='"open"')).secret
    assert only(election(ballot='"secret"')).secret


def test_an_election_is_secret_and_names_are_told_with_the_result_only() -> None:
    assert faults(election(ballot='"open"')) == [("ballot", "election_secret")]
    assert faults(motion(ballot='"open"', live_choices="true")) == [("live_choices", "live_by_name")]


def test_hands_are_raised_by_nobody_who_has_voted_in_advance() -> None:
    raised = only(motion(ballot='"hands"'))
    assert (raised.secret, raised.by_hands, raised.advance) == (True, True, False)
    assert not only(motion(ballot='"open"')).by_hands
    assert only(motion(ballot='"hands"', advance="false")).by_hands
    assert faults(motion(ballot='"hands"', advance="true")) == [("advance", "hands_in_advance")]
    assert faults(motion(ballot='"hands"', live_choices="true")) == [("live_choices", "live_by_name")]
    assert faults(election(ballot='"hands"')) == [("ballot", "election_secret")]
    in_classes = motion(ballot='"hands"', majority='"3/4 in each class"')
    assert faults(in_classes) == [("ballot", "hands_in_classes")]


@pytest.mark.parametrize("method", sorted(set(Method) - {Method.FOR_AGAINST_ABSTAIN}))
def test_equal_votes_are_settled_as_the_method_has_it(method: Method) -> None:
    usual = TieRule.LOT if method in NEEDS_LOT else TieRule.SECOND_ROUND
    assert only(election(method)).tie_rule == usual
    assert only(election(method, tie_rule='"lot"')).tie_rule == TieRule.LOT
    if method in NEEDS_LOT:
        assert faults(election(method, tie_rule='"chair"')) == [("tie_rule", "tie_by_lot_only")]
        assert faults(election(method, tie_rule='"coin"')) == [("tie_rule", "not_one_of")]
    else:
        assert only(election(method, tie_rule='"chair"')).tie_rule == TieRule.CHAIR


@pytest.mark.parametrize("rule", ["simple", "3/4", "at least 3/4 of for_against", "more than 1/2 of present"])
def test_a_majority_in_each_class_is_of_what_is_decided_by_one(rule: str) -> None:
    text = f'"{rule} in each class"'
    assert only(motion(majority=text)).majority == text.strip('"')
    assert only(election(Method.PER_CANDIDATE, majority=text, tie_rule='"chair"')).tie_rule == TieRule.CHAIR
    assert faults(motion(majority=text, tie_rule='"chair"')) == [("tie_rule", "tie_in_each_class")]
    assert faults(motion(majority=text, tie_rule='"coin"')) == [("tie_rule", "not_one_of")]
    for method in set(Method) - DECIDES_BY_MAJORITY:
        found = faults(election(method, majority=text))
        assert found == [("majority", "class_majority_of_other_method")]


@pytest.mark.parametrize(
    "rule", ["1/2 of shares", "more than 1/2 of shares", "at least 3/4 of shares in each class"]
)
def test_a_majority_is_never_of_shares_but_a_quorum_may_be(rule: str) -> None:
    assert faults(motion(majority=f'"{rule}"')) == [("majority", "majority_of_shares")]
    assert faults(motion(majority='"shares"')) == [("majority", "majority_invalid")]
    assert only(motion(quorum='"1/2 of shares in each class"')).quorum == "1/2 of shares in each class"


def test_a_motion_with_equal_votes_falls() -> None:
    assert only(motion()).tie_rule == TieRule.REJECTED
    assert only(motion(tie_rule='"chair"')).tie_rule == TieRule.CHAIR


def test_a_term_is_four_years_for_an_appointment_and_nothing_else() -> None:
    assert only(election()).term_years is None
    assert only(election(template='"appointment"')).term_years == 4
    for years in (1, 20):
        assert only(election(term_years=str(years))).term_years == years
    for years in (0, 21):
        assert faults(election(term_years=str(years))) == [("term_years", "out_of_bounds")]


@pytest.mark.parametrize("method", sorted(set(Method) - {Method.FOR_AGAINST_ABSTAIN}))
def test_a_ballot_that_marks_or_ranks_has_a_candidate_for_each_seat(method: Method) -> None:
    most = 1 if method in ONE_SEAT else 3
    assert only(election(method, most)).seats == most
    if method is Method.PER_CANDIDATE:
        assert only(election(method, 100)).seats == 100
        assert faults(election(method, 101)) == [("seats", "out_of_bounds")]
    else:
        code = "one_seat_only" if method in ONE_SEAT else "seats_more_than_candidates"
        assert faults(election(method, most + 1)) == [("seats", code)]


def test_numbers_and_codes_have_twenty_characters_at_most() -> None:
    assert only(motion(number=f'"{"1" * 20}"')).number == "1" * 20
    assert only(motion(number='"3.b"')).number == "3.b"
    assert faults(motion(number=f'"{"1" * 21}"')) == [("number", "code_invalid")]
    assert faults(motion(number='"3 b"')) == [("number", "code_invalid")]
    assert only(election(candidates=candidates({"c" * 20: ""}))).options[0]["code"] == "c" * 20
    expected = [("candidates[1].code", "code_invalid")]
    for code in ("c" * 21, "c d", "blank"):
        assert faults(election(candidates=candidates({code: ""}))) == expected


def test_a_candidate_has_what_the_file_says_and_nothing_else() -> None:
    said = '[{ code = "a", name = "N", outgoing = true, statement = "S", picture = "a.png" }, ' + (
        '{ code = "b", name = "M" }]'
    )
    first, second = only(election(candidates=said)).options
    assert (first["outgoing"], first["statement"]["nl"], first["picture"]) == (True, "S", "a.png")
    assert second == {"code": "b", "name": "M"}
    away = said.replace("a.png", "../a.png")
    assert faults(election(candidates=away)) == [("candidates[1].picture", "file_name_invalid")]


@pytest.mark.parametrize(
    ("seats", "limits", "groups", "found"),
    [
        (2, ["at least 1 of w", "at least 1 of x"], {"a": "w", "b": "x"}, []),
        (2, ["at most 1 of w", "at most 2 of w"], {"a": "wx", "b": "w"}, []),
        (2, ["at least 1 of w", "at most 2 of w"], {"a": "w", "b": ""}, []),
        (2, ["at most 1 of w", "at most 1 of x"], {"a": "wx", "b": "x"}, []),
        (2, ["at least 2 of w", "at least 1 of x"], {"a": "w", "b": "x"}, ["reserved_more_than_seats"]),
        (2, ["at least 1 of w", "at least 1 of w"], {"a": "w", "b": "w"}, ["code_twice"]),
        (2, ["at least 1 of w", "at least 1 of x"], {"a": "wx", "b": "x"}, []),
        (2, ["at least 2 of w", "at least 1 of x"], {"a": "wx", "b": "x"}, []),
        (
            2,
            ["at least 2 of w", "at least 2 of x", "at least 1 of y"],
            {"a": "wx", "b": "y"},
            ["reserved_contradict"],
        ),
        (2, ["at least 1 of w + y"], {"a": "y", "b": "x"}, []),
        (2, ["at least 1 of w + y"], {"a": "z", "b": "x"}, ["group_empty"]),
        (2, ["at least 2/5 of w beside 1 of 3 who stay"], {"a": "w", "b": "x"}, []),
        (2, ["at least 2/5 of w beside 2 of 3 who stay"], {"a": "z", "b": "x"}, []),
        (2, ["at least 2/5 of w beside 4 of 3 who stay"], {"a": "w", "b": "x"}, ["limit_invalid"]),
        (2, ["at least 6/5 of w"], {"a": "w", "b": "x"}, ["limit_invalid"]),
        (2, ["at most 1 of w beside 2 of 3 who stay"], {"a": "w", "b": "x"}, ["reserved_contradict"]),
        (
            2,
            ["at least 1 of w beside 0 of 3 who stay", "at most 1/2 of x"],
            {"a": "w", "b": "x"},
            ["stay_differ"],
        ),
        (2, ["at least 1 of z"], {"a": "w", "b": "x"}, ["group_empty"]),
        (2, ["at most 1 of z"], {"a": "w", "b": "x"}, ["group_empty"]),
        (2, ["some of w"], {"a": "w", "b": "x"}, ["limit_invalid"]),
        (2, ["some of w", "at least 1 of z"], {"a": "w", "b": "x"}, ["group_empty", "limit_invalid"]),
    ],
)
def test_seats_are_kept_for_groups_that_exist_by_rules_that_can_be_met(
    seats: int, limits: list[str], groups: dict[str, str], found: list[str]
) -> None:
    definition = election("approval", seats, reserved=str(limits), candidates=candidates(groups))
    if found:
        assert sorted(code for _, code in faults(definition)) == found
    else:
        assert only(definition).reserved == tuple(limits)


@pytest.mark.parametrize("method", ["scottish_stv", "meek_stv"])
def test_a_transferable_count_knows_one_kept_group_for_each_candidate(method: str) -> None:
    limits, groups = ["at least 1 of w", "at least 1 of x"], {"a": "wx", "b": "x"}
    overlapping = election(method, 2, reserved=str(limits), candidates=candidates(groups))
    assert faults(overlapping) == [("reserved", "groups_overlap")]
    apart = election(method, 2, reserved=str(limits), candidates=candidates({"a": "w", "b": "x"}))
    assert only(apart).reserved == tuple(limits)


@pytest.mark.parametrize("method", sorted(ONE_SEAT))
def test_one_seat_is_kept_for_nobody(method: Method) -> None:
    one = election(method, 1, reserved='["at most 1 of w"]', candidates=candidates({"a": "w", "b": ""}))
    assert faults(one) == [("reserved", "reserved_one_seat")]


def test_the_second_of_two_equal_numbers_is_the_fault() -> None:
    twice = motion() + motion().removeprefix(HEAD).join(("\n", "\n"))
    with pytest.raises(InvalidFile) as invalid:
        read_definition(twice.encode())
    assert [(f.column, f.code) for f in invalid.value.faults] == [("resolutions[2].number", "code_twice")]


def test_what_may_be_sealed_says_so_and_what_may_not_is_told_every_reason() -> None:
    assert only(motion(sealed="true")).sealed
    assert not only(motion()).sealed
    for method in ("per_candidate", "plurality_at_large", "approval"):
        assert only(election(method, sealed="true")).sealed
    unfit = motion(sealed="true", ballot='"open"', majority='"3/4 in each class"')
    assert faults(unfit) == [("sealed", "sealed_not_secret"), ("sealed", "sealed_in_classes")]
    assert faults(motion(sealed="true", live_choices="true")) == [("sealed", "sealed_live_choices")]
    assert faults(motion(sealed="true", ballot='"hands"')) == [("sealed", "sealed_by_hands")]
    assert faults(election("irv", sealed="true")) == [("sealed", "sealed_ranked")]
    assert faults(motion(sealed="1")) == [("sealed", "wrong_type")]


@pytest.mark.parametrize(
    ("method", "seats", "most"),
    [("per_candidate", 1, 21), ("plurality_at_large", 1, 30), ("approval", 1, 20)],
)
def test_as_many_candidates_are_sealed_as_can_be_proven_and_no_more(
    method: str, seats: int, most: int
) -> None:
    def with_candidates(number: int) -> str:
        people = candidates({f"k{index}": "" for index in range(number)})
        return election(method, seats, sealed="true", candidates=people)

    assert only(with_candidates(most)).sealed
    assert faults(with_candidates(most + 1)) == [("sealed", "sealed_too_many_candidates")]


def test_a_roll_that_is_too_long_for_sums_is_told() -> None:
    def told(entitled: int) -> list[str]:
        return sealed_faults(
            "for_against_abstain",
            0,
            0,
            secret=True,
            by_hands=False,
            live_choices=False,
            majority="simple",
            entitled=entitled,
        )

    assert (told((1 << 20) - 1), told(1 << 20)) == ([], ["sealed_roll_too_long"])
