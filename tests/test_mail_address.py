"""Mail addresses: what is taken for one goes to just that one, and breaks no letter."""

import email
import email.policy
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.mail_address import is_mail_address, wire_address

PIECES = st.sampled_from(
    [
        *"aé0.-_+@:;,<>()[]\"'\\ %=?!/|~\t\n\r\0",
        "=?utf-8?q?",
        "?=",
        "=0A",
        "x.be",
        "@x.be",
        "\u202e",
        "\u20e3",
        "\uffff",
    ]
)
TEXTS = st.lists(PIECES | st.characters(), max_size=12).map("".join)


def read_back(address: str) -> list[tuple[str, str]]:
    """To whom a letter to an address goes, once it has been written and read again."""
    message = EmailMessage()
    message["From"] = "assembly@example.org"
    message["To"] = address
    message.set_content("x")
    again = email.message_from_bytes(
        message.as_bytes(policy=email.policy.SMTPUTF8), policy=email.policy.default
    )
    return [(whole(each.username), whole(each.domain)) for each in again["To"].addresses]


def whole(text: str) -> str:
    """A text whose bytes the parser has kept one by one."""
    return text.encode(errors="surrogateescape").decode()


@pytest.mark.parametrize(
    "text",
    [
        "jan@telenet.be",
        "jan.peeters+av@mail.example.org",
        "o'neill@example.org",
        "jän@example.org",
        "jan@münchen.de",
        "a_b@x-y.be",
        "a%b@x.be",
        "a@xn--mnchen-3ya.de",
        "a" * 64 + "@" + "x" * 60 + ".be",
        "é" * 32 + "@" + ("x" * 60 + ".") * 3 + "be",
        "a" * 64 + "@" + ("x" * 60 + ".") * 3 + "museum",
    ],
)
def test_an_address_is_one(text: str) -> None:
    assert is_mail_address(text)
    assert read_back(text) == [tuple(text.split("@"))]


@pytest.mark.parametrize(
    "text",
    [
        *("", "jan", "@x.be", "jan@", "jan@x", "jan@@x.be", "a@b@x.be"),
        *("jan@[telenet.be", "jan@[1.2.3.4]", "jan]@x.be", "jan@x.be]", "[jan@x.be"),
        *("=?utf-8?q?a=0A?=@x.be", "=?utf-8?q?abc?=@x.be", "a=?utf-8?q?b?=@x.be", "a@=?utf-8?q?x?=.be"),
        *("a:b@x.be", "a;b@x.be", "a,b@x.be", "a b@x.be", "a(b)@x.be", "a\\b@x.be", '"a"@x.be', "<a@x.be>"),
        *(".a@x.be", "a.@x.be", "a..b@x.be", "a@.x.be", "a@x..be", "a@x.be.", "Jan <jan@x.be>"),
        *("a\n@x.be", "a@x.be\n", "a\0@x.be", "a\u202e@x.be", "a\u200b@x.be", "a\ud800@x.be", "a\uffff@x.be"),
        *("a" * 65 + "@x.be", "a@" + "x" * 250 + ".be", "a\x85@x.be", "a\u2028b@x.be", "a@x\u200d.be"),
    ],
)
def test_what_is_none_is_none(text: str) -> None:
    assert not is_mail_address(text)


@pytest.mark.parametrize(
    ("text", "on_the_wire"),
    [
        ("jan@telenet.be", "jan@telenet.be"),
        ("jan@bürger.example", "jan@xn--brger-kva.example"),
        ("jan@BÜRGER.example", "jan@xn--brger-kva.example"),
        ("jan@straße.example", "jan@xn--strae-oqa.example"),
        ("jan@παράδειγμα.ελ", "jan@xn--hxajbheg2az3al.xn--qxam"),
        ("jürgen@bürger.example", "jürgen@xn--brger-kva.example"),
    ],
)
def test_an_international_domain_is_named_as_mail_servers_look_it_up(text: str, on_the_wire: str) -> None:
    assert is_mail_address(text)
    assert wire_address(text) == on_the_wire


@pytest.mark.parametrize("domain", ["😀.example", "xn--a.é.example", "é" * 60 + ".example", "-é.example"])
def test_a_domain_that_nobody_can_look_up_is_none(domain: str) -> None:
    assert not is_mail_address(f"jan@{domain}")


@settings(max_examples=500)
@given(TEXTS | st.tuples(TEXTS, st.just("@"), TEXTS, st.just(".be")).map("".join) | st.emails())
def test_what_is_taken_for_an_address_is_written_to_and_nobody_else(text: str) -> None:
    if is_mail_address(text):
        local, _, domain = text.rpartition("@")
        assert read_back(text) == [(local, domain)]
        assert getaddresses([text]) == [("", text)]
