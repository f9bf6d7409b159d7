"""What the secretary enters for a year: how its content is read, and every fault in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.languages import LANGUAGES
from voting.report.facts import (
    LONGEST,
    LONGEST_ARTICLE,
    MOST,
    REPEATED,
    SINGLE,
    FactKind,
    Unit,
    code_faults,
    languages_lacking,
    proposed_code,
    read_fact,
    source_faults,
    without_numbers,
)
from voting.report.turnout import Division

NAMES = {"nl": "Ethisch comité", "fr": "Comité d’éthique"}
ARTICLES = {"term": "24", "pay": "23"}
CONTENTS: dict[FactKind, dict[str, Any]] = {
    FactKind.COUNTER: {"names": NAMES, "number": 90, "unit": "number"},
    FactKind.COMMITTEE: {
        "names": NAMES,
        "meetings": 7,
        "new_members": 2,
        "subjects": [
            {"names": {"nl": "Sekswerk"}, "recommended": True},
            {"names": {"nl": "Discriminatie"}, "recommended": False},
        ],
    },
    FactKind.SURVEY: {
        "names": NAMES,
        "respondents": 2256,
        "scores": [
            {"code": "satisfied", "names": NAMES, "number": "7.4", "unit": "of_ten"},
            {"code": "stay", "names": NAMES, "number": 74, "unit": "percent"},
        ],
    },
    FactKind.PARTNER: {"names": NAMES, "relation": "joined_us"},
    FactKind.NETWORK: {"names": NAMES},
    FactKind.FOUNDING: {"year": 2016, "founders": [NAMES], "special_status": False},
    FactKind.DIRECTORS: {"term_years": 4, "paid": False, "statutory_director": False, "articles": ARTICLES},
    FactKind.RULE: {"article": "37"},
    FactKind.ASSEMBLY: {"kind": "extraordinary", "date": "2025-11-08", "entitled": 95, "voters": 95},
    FactKind.SCHEME: {"scheme": "be"},
    FactKind.ANNEX: {"divisions": ["category", "age"]},
}

words = st.text("abc é", min_size=1, max_size=30).filter(str.strip)
names = st.dictionaries(st.sampled_from(LANGUAGES), words, min_size=1)
whole = st.integers(0, 999_999_999)
decimals = st.decimals(0, 10, places=1).map(str)
measured = st.one_of(
    st.tuples(whole | decimals, st.sampled_from(("number", "percent"))),
    st.tuples(st.integers(0, 10) | decimals, st.just("of_ten")),
).map(lambda pair: {"number": pair[0], "unit": pair[1]})


@st.composite
def counters(draw: st.DrawFn) -> dict[str, Any]:
    return {"names": draw(names)} | draw(measured)


@st.composite
def committees(draw: st.DrawFn) -> dict[str, Any]:
    subject = st.fixed_dictionaries({"names": names, "recommended": st.booleans()})
    numbers = {"meetings": draw(whole), "new_members": draw(whole)}
    return {"names": draw(names), "subjects": draw(st.lists(subject, max_size=4))} | numbers


def codes(faults: list[Any]) -> list[tuple[str, str]]:
    return sorted((fault.column, fault.code) for fault in faults)


def faults_of(kind: FactKind, /, **changes: Any) -> list[tuple[str, str]]:
    return codes(read_fact(kind, 2025, CONTENTS[kind] | changes)[1])


@pytest.mark.parametrize("kind", list(FactKind))
def test_what_is_right_is_kept_as_it_is(kind: FactKind) -> None:
    assert read_fact(kind, 2025, CONTENTS[kind]) == (CONTENTS[kind], [])


@given(counters())
def test_what_was_read_is_read_again_as_it_is(content: dict[str, Any]) -> None:
    read, faults = read_fact(FactKind.COUNTER, 2025, content)
    assert faults == []
    assert read_fact(FactKind.COUNTER, 2025, read) == (read, [])
    assert float(read["number"]) == float(content["number"])
    assert all(text == " ".join(text.split()) and text for text in read["names"].values())


@given(committees())
def test_a_committee_with_all_its_subjects(content: dict[str, Any]) -> None:
    read, faults = read_fact(FactKind.COMMITTEE, 2025, content)
    assert faults == []
    said = [subject["recommended"] for subject in content["subjects"]]
    assert [subject["recommended"] for subject in read["subjects"]] == said


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["names", "number", "unit", "subjects", "meetings", "nl", "x"]), inner
            )
        ),
    ),
    st.sampled_from(list(FactKind)),
)
def test_whatever_is_sent_is_read_or_has_faults(content: Any, kind: FactKind) -> None:
    read, faults = read_fact(kind, 2025, content)
    assert faults or read_fact(kind, 2025, read) == (read, [])


def test_as_people_type_it() -> None:
    typed = {"names": {"nl": "  Een \n naam ", "fr": " "}, "number": "1.234", "unit": "number"}
    stored = {"names": {"nl": "Een naam"}, "number": 1234, "unit": "number"}
    assert read_fact(FactKind.COUNTER, 2025, typed) == (stored, [])
    assert read_fact(FactKind.COUNTER, 2025, typed | {"number": "7,4"})[0]["number"] == "7.4"
    subjects = [None, {"names": NAMES, "recommended": True}, None]
    read, faults = read_fact(FactKind.COMMITTEE, 2025, CONTENTS[FactKind.COMMITTEE] | {"subjects": subjects})
    assert (read["subjects"], faults) == ([{"names": NAMES, "recommended": True}], [])


@pytest.mark.parametrize("kind", list(FactKind))
def test_nothing_may_be_missing_and_all_of_it_is_told(kind: FactKind) -> None:
    missing = codes(read_fact(kind, 2025, {})[1])
    assert {place for place, _code in missing} == CONTENTS[kind].keys()
    assert read_fact(kind, 2025, None)[1][0].code == "wrong_type"
    assert faults_of(kind, more=1) == [("more", "key_unknown")]


@pytest.mark.parametrize(
    ("kind", "changes", "place", "code"),
    [
        ("counter", {"names": "Trainings"}, "names", "not_languages"),
        ("counter", {"names": {"nl": 1}}, "names", "not_languages"),
        ("counter", {"names": {"nl": "a", "es": "b"}}, "names", "language_unknown"),
        ("counter", {"names": {"nl": " "}}, "names", "value_missing"),
        ("counter", {"names": {"nl": "x", "de": "x" * (LONGEST + 1)}}, "names.de", "too_long"),
        ("counter", {"number": ""}, "number", "value_missing"),
        ("counter", {"number": None}, "number", "value_missing"),
        ("counter", {"number": "many"}, "number", "not_decimal"),
        ("counter", {"number": -1}, "number", "not_decimal"),
        ("counter", {"number": 7.4}, "number", "not_decimal"),
        ("counter", {"number": True}, "number", "not_decimal"),
        ("counter", {"unit": "metre"}, "unit", "not_one_of"),
        ("counter", {"unit": "as_it_stands"}, "unit", "not_one_of"),
        ("counter", {"unit": ""}, "unit", "value_missing"),
        ("counter", {"number": 11, "unit": "of_ten"}, "number", "out_of_bounds"),
        ("counter", {"number": "10.1", "unit": "of_ten"}, "number", "out_of_bounds"),
        ("committee", {"meetings": "7,4"}, "meetings", "not_number"),
        ("committee", {"meetings": None}, "meetings", "value_missing"),
        ("committee", {"subjects": "one"}, "subjects", "wrong_type"),
        ("committee", {"subjects": {}}, "subjects", "wrong_type"),
        ("committee", {"subjects": [1]}, "subjects.0", "wrong_type"),
        (
            "committee",
            {"subjects": [None, {"names": {}, "recommended": True}]},
            "subjects.1.names",
            "value_missing",
        ),
        (
            "committee",
            {"subjects": [{"names": NAMES, "recommended": 1}]},
            "subjects.0.recommended",
            "wrong_type",
        ),
        ("committee", {"subjects": [None] * (MOST + 1)}, "subjects", "too_many"),
        ("partner", {"relation": "friend"}, "relation", "not_one_of"),
        ("founding", {"year": 2026}, "year", "day_to_come"),
        ("founding", {"special_status": None}, "special_status", "value_missing"),
        ("directors", {"articles": {"term": "24"}}, "articles.pay", "value_missing"),
        ("rule", {"article": "x" * (LONGEST_ARTICLE + 1)}, "article", "too_long"),
        ("rule", {"article": 37}, "article", "value_missing"),
        ("assembly", {"kind": "secret"}, "kind", "not_one_of"),
        ("assembly", {"date": "8 november"}, "date", "day_impossible"),
        ("assembly", {"date": ""}, "date", "value_missing"),
        ("assembly", {"date": "2024-11-08"}, "date", "not_in_year"),
        ("assembly", {"voters": 96}, "voters", "more_than_entitled"),
        ("scheme", {"scheme": "Be!"}, "scheme", "fact_code_invalid"),
        ("annex", {"divisions": ["name"]}, "divisions.0", "not_one_of"),
    ],
)
def test_each_fault(kind: str, changes: dict[str, Any], place: str, code: str) -> None:
    assert faults_of(FactKind(kind), **changes) == [(place, code)]


def test_the_longest_and_most_that_fit() -> None:
    assert faults_of(FactKind.COUNTER, names={"nl": "x" * LONGEST}) == []
    assert faults_of(FactKind.RULE, article="x" * LONGEST_ARTICLE) == []
    assert (LONGEST, LONGEST_ARTICLE, MOST) == (500, 40, 40)
    assert faults_of(FactKind.COUNTER, number=10, unit="of_ten") == []
    subjects = [{"names": NAMES, "recommended": True}] * MOST
    assert faults_of(FactKind.COMMITTEE, subjects=subjects) == []
    assert faults_of(FactKind.FOUNDING, year=2025) == []
    assert faults_of(FactKind.ANNEX, divisions=list(Division)) == []


def test_scores_have_each_a_name_of_their_own() -> None:
    score = CONTENTS[FactKind.SURVEY]["scores"][0]
    twice = faults_of(FactKind.SURVEY, scores=[score, score | {"code": "respondents"}, score])
    assert twice == [("scores.1.code", "fact_code_invalid"), ("scores.2.code", "code_twice")]
    wrong = faults_of(FactKind.SURVEY, scores=[score | {"number": 11}])
    assert wrong == [("scores.0.number", "out_of_bounds")]


def test_the_code_that_is_proposed() -> None:
    assert proposed_code(FactKind.COUNTER, {"names": NAMES}) == "ethisch_comite"
    assert proposed_code(FactKind.COUNTER, {"names": {"fr": "L’école, à 3"}}) == "l_ecole_a_3"
    assert proposed_code(FactKind.NETWORK, {"names": {"nl": "x" * 39 + " y"}}) == "x" * 39
    assert proposed_code(FactKind.NETWORK, {"names": {"nl": "日本"}}) == "network"
    assert proposed_code(FactKind.COUNTER, {"names": {"nl": "", "fr": "Jeux"}}) == "jeux"
    assert proposed_code(FactKind.COUNTER, {}) == "counter"
    assert proposed_code(FactKind.RULE, {"article": "37"}) == ""
    assert proposed_code(FactKind.ASSEMBLY, {"date": "2025-11-08"}) == "2025-11-08"
    assert {proposed_code(kind, {}) for kind in SINGLE} == {"founding", "directors", "scheme", "annex"}


def test_codes_and_sources() -> None:
    assert [code_faults(code) for code in ("ethics", "one_vote", "2025-11-08", "a" * 40)] == [[]] * 4
    assert codes(code_faults("")) == [("code", "value_missing")]
    for wrong in ("Ethics", "a.b", "a b", "é", "-a", "_a", "a" * 41, "a\n"):
        assert codes(code_faults(wrong)) == [("code", "fact_code_invalid")]
    assert source_faults("minutes" * 10) == source_faults("x" * LONGEST) == []
    assert codes(source_faults("")) == [("source", "value_missing")]
    assert codes(source_faults("x" * (LONGEST + 1))) == [("source", "too_long")]


def test_a_unit_that_cannot_be_entered_is_for_years_and_articles() -> None:
    assert set(Unit) - {"number", "percent", "of_ten"} == {Unit.AS_IT_STANDS}


def test_what_is_offered_again_the_next_year() -> None:
    scores = [
        {"code": "satisfied", "names": NAMES, "unit": "of_ten"},
        {"code": "stay", "names": NAMES, "unit": "percent"},
    ]
    assert {kind: without_numbers(kind, CONTENTS[kind]) for kind in REPEATED} == {
        FactKind.COMMITTEE: {"names": NAMES},
        FactKind.COUNTER: {"names": NAMES, "unit": "number"},
        FactKind.SURVEY: {"names": NAMES, "scores": scores},
    }


def test_which_languages_a_text_in_it_lacks() -> None:
    assert languages_lacking(CONTENTS[FactKind.COUNTER]) == ["en", "de"]
    assert languages_lacking(CONTENTS[FactKind.COMMITTEE]) == ["fr", "en", "de"]
    assert languages_lacking({"names": dict.fromkeys(LANGUAGES, "Urbike")}) == []
    assert languages_lacking(CONTENTS[FactKind.DIRECTORS]) == languages_lacking({"names": {}}) == []
