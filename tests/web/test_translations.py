"""Every sentence exists in every language: extracted afresh, nothing missing, nothing out of date."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("nl", "fr", "de")
"""All but English, in which the sentences are written."""

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def extracted() -> set[str | tuple[str, ...]]:
    """Every message of the code and the templates."""
    found = set()
    for folder, methods in {
        "voting": [("**.py", "python")],
        "voting/templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
    }.items():
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, methods):
            found.add(message)
    return found


def catalog(language: str) -> Catalog:
    """The catalogue of a language, as translators edit it."""
    with (ROOT / "voting/translations" / language / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(message: Message) -> list[str]:
    """The translations in a message: one, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def first(message_id: str | list[str] | tuple[str, ...]) -> str:
    """The text under which a message is found: of a plural, the singular."""
    return message_id if isinstance(message_id, str) else message_id[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_empty_or_fuzzy(language: str) -> None:
    messages = {message.id: message for message in catalog(language) if message.id}
    missing = [found for found in extracted() if found not in messages]
    assert missing == []
    assert [message.id for message in messages.values() if message.fuzzy] == []
    assert [message.id for message in messages.values() if not all(texts(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_over(language: str) -> None:
    found = extracted()
    assert [message.id for message in catalog(language) if message.id and message.id not in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_translation_keeps_the_placeholders(language: str) -> None:
    for message in catalog(language):
        wanted = set(PLACEHOLDER.findall(first(message.id)))
        for text in texts(message):
            assert not message.id or set(PLACEHOLDER.findall(text)) == wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (ROOT / "voting/translations" / language / "LC_MESSAGES/messages.mo").open("rb") as file:
        compiled = {first(message.id): texts(message) for message in read_mo(file) if message.id}
    written = {first(message.id): texts(message) for message in catalog(language) if message.id}
    assert compiled == written


SIGNING_IN = {"nl": r"\b(aan|af)(ge)?meld", "fr": r"\b(dé)?connect", "de": r"\b(an|ab)(ge)?meld"}
"""How each language speaks of signing in and out."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_in_at_a_door_and_sign_in_on_a_device_have_words_of_their_own(language: str) -> None:
    about_doors = re.compile(
        r"check(ed|s)?[ -](everybody |them |the member )?(in|out)\b|\blet in\b", re.IGNORECASE
    )
    told = {first(message.id): " ".join(texts(message)) for message in catalog(language) if message.id}
    doors = {text: told[text] for text in told if about_doors.search(text)}
    assert len(doors) > 20
    assert {text for text in doors if re.search(SIGNING_IN[language], doors[text], re.IGNORECASE)} == set()
    assert re.search(SIGNING_IN[language], told["Sign in"], re.IGNORECASE)
    assert re.search(SIGNING_IN[language], told["Sign out"], re.IGNORECASE)


def test_in_french_a_sign_never_begins_a_line() -> None:
    """A no-break space stands before a colon and within quotation marks, a narrow one before ; ? and !"""
    told = [text for message in catalog("fr") if message.id for text in texts(message)]
    assert [text for text in told if re.search(r"'| [:;?!»]|« ", text)] == []


DISCARDED = {
    "nl": r"bladzijde|bevroren|postbak|toezichter|steward\b|auditor|\bnietig|\b(je|jouw)\b|aanduiden",
    "fr": r"guichet|superviseur|auditeur|présences\b|ayants? droit|affiliation|figée?s?\b|graine|pointé",
    "de": r"Einlasskarte|Eintrittskarte|Wählerverzeichnis|Reihung|\bSchalter|Stimmzähler|Störung|Prinzip",
}
"""Words of which another one is used: one thing has one word, and one word means one thing."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_comes_back_that_was_replaced_by_another(language: str) -> None:
    told = {first(message.id): " ".join(texts(message)) for message in catalog(language) if message.id}
    assert {text: told[text] for text in told if re.search(DISCARDED[language], told[text])} == {}
