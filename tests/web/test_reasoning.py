"""The reasoning of a result and the rules before the vote: words and numbers in four languages."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.conftest import new_app
from voting.ballot.adoption import TieRule
from voting.ballot.methods import Method
from voting.ballot.models import Resolution
from voting.wording.languages import decimal
from voting.wording.reasoning import percentage, reasoning
from voting.wording.rules import rule_sentences

LANGUAGES = ("nl", "fr", "en", "de")


def told(app: Flask, language: str, **values: Any) -> str:
    """The reasoning about a motion on which 1,198 of 1,600 voted for, 400 against, 2 abstained."""
    result = {
        "ballots": 1600,
        "counts": {"for": 1198, "against": 400, "abstain": 2},
        "present_or_represented": 1700,
        "entitled": 45598,
        "present_by_class": {"A": 1600, "B": 100},
        "entitled_by_class": {"A": 45000, "B": 598},
        "quorum": None,
        "majority": "3/4",
        "tie_rule": "rejected",
        "settled": "",
        "tied": [],
        "outcome": "rejected",
        "count": None,
        "lot_seed": None,
    }
    resolution: Any = SimpleNamespace(method="for_against_abstain", seats=0, options=[], reserved=[])
    with app.test_request_context(), force_locale(language):
        return "\n".join(reasoning(resolution, result | values)).replace("\u202f", "_").replace("\xa0", "_")


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application whose database nobody looks at."""
    directory = tmp_path_factory.mktemp("words")
    return new_app(f"sqlite:///{directory / 'unused.db'}", directory)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "nl",
            "Nodig: minstens drie vierde van de stemmen voor en tegen (onthoudingen tellen niet "
            "mee).\n"
            "Voor: 1.198 van 1.598 (74,96%); er waren minstens 1.199 stemmen voor nodig.\n"
            "De meerderheid is niet bereikt, dus is het voorstel verworpen.",
        ),
        ("fr", "1_198 sur 1_598 (74,96_%)"),
        ("en", "1,198 of 1,598 (74.96%)"),
        ("de", "1.198 von 1.598 (74,96_%)"),
    ],
)
def test_a_motion_is_explained_in_each_language(application: Flask, language: str, sentences: str) -> None:
    assert sentences in told(application, language)


@pytest.mark.parametrize(
    ("majority", "base"),
    [
        ("simple", "1,198 of 1,598 (74.96%); at least 800 votes for were needed"),
        ("more than 1/2 of cast", "1,198 of 1,600 (74.87%); at least 801 votes for were needed"),
        ("at least 2/3 of present", "1,198 of 1,700 (70.47%); at least 1,134 votes for were needed"),
        ("more than 1/2 of entitled", "1,198 of 45,598 (2.62%); at least 22,800 votes for were needed"),
    ],
)
def test_each_percentage_has_its_base(application: Flask, majority: str, base: str) -> None:
    assert base in told(application, "en", majority=majority)


def test_a_quorum_in_each_class_is_explained(application: Flask) -> None:
    text = told(application, "fr", quorum="1/2 of entitled in each class", outcome="quorum_not_met")
    assert "1_700" in text
    assert "45_598" in text
    assert "(3,72_%)" in text
    assert "100 sur 598 (16,72_%)" in text
    assert "dans chaque catégorie" in text


LIMITS = ("at least 2/5 of C", "at most 2 of Brussels")
BESIDE = "2 of B + C beside 1 of 3 who stay"


def in_classes(**b: Any) -> dict[str, Any]:
    """A majority in each class: A is shown, of B is said what ``b`` says, and nobody of C has voted."""
    return {
        "majority": "3/4 in each class",
        "entitled_by_class": {"A": 45000, "B": 597, "C": 1},
        "by_class": {
            "A": {"ballots": 1598, "counts": {"for": 1198, "against": 398, "abstain": 2}, "reached": True},
            "B": b,
            "C": {"ballots": 0, "counts": {"for": 0, "against": 0, "abstain": 0}, "reached": False},
        },
    }


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "nl",
            "Nodig in elke categorie: minstens drie vierde van de stemmen voor en tegen (onthoudingen "
            "tellen niet mee).\n"
            "Categorie A: voor 1.198 van 1.596 (75,06%); de meerderheid is bereikt.\n"
            "Categorie B: de meerderheid is niet bereikt.\n"
            "Categorie C: voor 0 van 0 (0,00%); de meerderheid is niet bereikt.\n"
            "Waar een categorie zonder aantallen staat, zouden die minder dan 10 stemmen te onderscheiden "
            "geven.\n"
            "De meerderheid is niet bereikt, dus is het voorstel verworpen.",
        ),
        ("fr", "Catégorie B_: la majorité n’est pas atteinte."),
        ("de", "Kategorie B: die Mehrheit ist nicht erreicht."),
        ("en", "Category A: for 1,198 of 1,596 (75.06%); the majority is reached."),
    ],
)
def test_a_majority_in_each_class_is_explained_in_each_language(
    application: Flask, language: str, sentences: str
) -> None:
    assert sentences in told(application, language, **in_classes(reached=False))


def test_where_all_classes_are_shown_nothing_is_said_of_hidden_ones(application: Flask) -> None:
    counts = {"for": 0, "against": 12, "abstain": 0}
    text = told(application, "en", **in_classes(ballots=12, counts=counts, reached=False))
    assert "Category B: for 0 of 12 (0.00%); the majority is not reached." in text
    assert "told apart" not in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Hun aandelen: 9.000 van 20.000 (45,00%)."),
        ("fr", "Leurs actions_: 9_000 sur 20_000 (45,00_%)."),
        ("en", "Their shares: 9,000 of 20,000 (45.00%)."),
        ("de", "Ihre Anteile: 9.000 von 20.000 (45,00_%)."),
    ],
)
def test_a_quorum_in_shares_is_explained(application: Flask, language: str, sentence: str) -> None:
    shares = {
        "present": 9000,
        "entitled": 20000,
        "present_by_class": {"A": 8000, "B": 1000},
        "entitled_by_class": {"A": 15000, "B": 5000},
    }
    quorum = "1/2 of shares in each class"
    text = told(application, language, quorum=quorum, shares=shares, outcome="quorum_not_met")
    assert sentence in text
    assert "(53" in text, "8,000 of 15,000 of category A"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", list(Method))
def test_the_rules_are_told_in_each_language(application: Flask, language: str, method: Method) -> None:
    for tie_rule in TieRule:
        motion = method is Method.FOR_AGAINST_ABSTAIN
        resolution = Resolution(
            kind="motion" if motion else "election",
            secret=True,
            method=method.value,
            seats=0 if motion else 1,
            options=[],
            reserved=["at least 1 of C", "at most 2 of Brussels"],
            majority="more than 1/2 of cast",
            quorum="100 members in each class",
            tie_rule=tie_rule.value,
            lot_commitment="ab" * 32,
        )
        with application.test_request_context():
            with force_locale("en"):
                english = rule_sentences(resolution)
            with force_locale(language):
                sentences = rule_sentences(resolution)
        assert len(sentences) == len(english) >= 4
        assert any("ab" * 32 in sentence for sentence in sentences)
        assert any("Brussels" in sentence for sentence in sentences)
        if language != "en":
            assert not set(sentences) & set(english)


@pytest.mark.parametrize(
    ("language", "figures"),
    [
        ("nl", ["1.148,00000", "74,99%", "0,00%"]),
        ("fr", ["1_148,00000", "74,99_%", "0,00_%"]),
        ("en", ["1,148.00000", "74.99%", "0.00%"]),
        ("de", ["1.148,00000", "74,99_%", "0,00_%"]),
    ],
)
def test_exact_figures_are_written_as_the_language_does(
    application: Flask, language: str, figures: list[str]
) -> None:
    """A share is cut off: 74.999 per cent is not shown as 75."""
    with application.test_request_context(), force_locale(language):
        shown = [decimal("1148.00000"), percentage(74_999, 100_000), percentage(0, 0)]
    assert [text.replace("\u202f", "_").replace("\xa0", "_") for text in shown] == figures
