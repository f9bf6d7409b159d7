"""Setting odd signs: each becomes a box where no font has it, and touches no other sign of the document."""

from io import BytesIO
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from voting.report.typeset import typeset

CODE = "2345-EVWA-1E1E-FFEE"
ODD = st.text(
    st.sampled_from(
        'Eva1"\\-]^é\u0301\u20e3\ufe0f\u200d\u202e\uffff\ufffe\U0001f600\U0001f468日\u0489\x07\n\u2028'
    )
    | st.characters(),
    max_size=6,
)


def letter(name: str, subject: str = "Oproeping") -> dict[str, object]:
    return {
        "to": [name, "1000 Brussel"],
        "subject": subject,
        "paragraphs": [[f"Beste {name},"], ["Eva, 1 E"]],
        "code": CODE,
        "number": "100001",
        "qr": {"size": 1, "path": "M0 0h1v1h-1z"},
    }


def pages(*names: str) -> list[str]:
    values = {
        "language": "nl",
        "title": "Brieven",
        "alt": "QR",
        "code_label": "Uw code",
        "number_label": "Nummer",
        "address": "https://example.org",
        "date": "2 juni 2025",
        "letterhead": [],
        "logo": [],
        "letters": [letter(name) for name in names],
    }
    return [
        normalize("NFC", page.extract_text()) for page in PdfReader(BytesIO(typeset("letters", values))).pages
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("E\u20e3va", "E□va"),
        ("1\ufe0f\u20e3 Why", "1□ Why"),
        ("a\uffffb", "a□b"),
        ("a\ufffe", "a□"),
        ("a\ud800b", "a□b"),
        ("\U0001f600 x", "□ x"),
        ("\U0001f3fb", "□"),
        ("a\U0001f3fb", "a□"),
        ("日本", "□□"),
        ("1\u0e33", "1□"),
        ("1\u0eb3", "1□"),
        ('"\u20e3', '"□'),
        ("\\\u20e3", "\\□"),
        ("E\x07va", "Eva"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_an_odd_sign_becomes_a_box_and_no_other_does(name: str, shown: str) -> None:
    odd, other = pages(name, "Eva Éé 1")
    assert f"Beste {shown}," in odd
    assert "Eva, 1 E" in odd
    assert CODE in odd
    assert "Beste Eva Éé 1," in other
    assert "□" not in other


@settings(max_examples=60)
@given(ODD)
def test_no_name_touches_the_letter_after_it(name: str) -> None:
    *_, other = pages(name, "Eva Éé 1")
    assert "Beste Eva Éé 1," in other
    assert CODE in other
