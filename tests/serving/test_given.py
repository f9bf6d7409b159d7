"""What a setting must look like, and that the sentence where it does not names it."""

from collections.abc import Callable

import pytest

from voting.given import (
    BadSettingError,
    database_address,
    given,
    is_on,
    listens_at,
    mail_address,
    mail_server,
    one_of,
    own_address,
    processes,
    web_address,
    whole,
)

Reads = Callable[[str, str], object]


def number(name: str, text: str) -> int:
    return whole(name, text, range(1, 10), "from 1 to 9")


def word(name: str, text: str) -> str:
    return one_of(name, text, "on", "off")


def test_what_is_empty_is_not_given() -> None:
    assert given({"A": " 1 "}, "A", "2") == "1"
    assert given({"A": " "}, "A", "2") == given({}, "A", "2") == "2"
    assert given({}, "A") == ""


@pytest.mark.parametrize(
    ("read", "text", "is_read_as"),
    [
        (number, "1", 1),
        (number, "9", 9),
        (word, "off", "off"),
        (is_on, "1", True),
        (is_on, "0", False),
        (is_on, "", False),
        (web_address, "", ""),
        (web_address, "https://a.example:8443/x", "https://a.example:8443/x"),
        (web_address, "http://a", "http://a"),
        (own_address, "https://a.example/vote/", "https://a.example/vote"),
        (own_address, "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        (mail_server, "", ""),
        (mail_server, "smtp://u:p@mail.example:587", "smtp://u:p@mail.example:587"),
        (mail_server, "smtps://mail.example", "smtps://mail.example"),
        (mail_address, "a@b.example", "a@b.example"),
        (mail_address, "Assembly <a@b.example>", "Assembly <a@b.example>"),
        (database_address, "", ""),
        (database_address, "postgres://h/d", "postgres://h/d"),
        (database_address, "postgresql://h/d", "postgresql://h/d"),
        (database_address, "postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        (database_address, "sqlite:///x", "sqlite:///x"),
    ],
)
def test_what_can_be_used_is_read(read: Reads, text: str, is_read_as: object) -> None:
    assert read("SETTING", text) == is_read_as


@pytest.mark.parametrize(
    ("read", "texts"),
    [
        (number, ["0", "10", "", "-1", "1.5", "one", "٣", "1 2"]),
        (word, ["", "ON", "1"]),
        (is_on, ["true", "yes", "on", "2"]),
        (web_address, ["vote.example", "ftp://a", "https://", "https://a:port", "https://[a"]),
        (own_address, ["", "vote.example", "https://a?x", "https://u@a", "https://a/b c", "https://"]),
        (mail_server, ["mail.example:587", "http://mail", "smtp://", "smtp://u:p@mail:x"]),
        (mail_address, ["", "a", "@b", "a@", "a b@c", "A <a@b", "a@b>", "a@b\r\nBcc: c@d", "a@b, c@d"]),
        (database_address, ["mysql://h/d", "/var/lib/x.sqlite3", "postgresql:/h", "host=h"]),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(read: Reads, texts: list[str]) -> None:
    for text in texts:
        with pytest.raises(BadSettingError, match="SETTING"):
            read("SETTING", text)


@pytest.mark.parametrize("read", [mail_server, database_address])
def test_no_sentence_has_what_may_be_a_password(read: Reads) -> None:
    with pytest.raises(BadSettingError) as told:
        read("SETTING", "mysql://user:hunter2@host:port/x")
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    ("environment", "at"),
    [
        ({}, "127.0.0.1:8000"),
        ({"HOST": "0.0.0.0", "PORT": "65535"}, "0.0.0.0:65535"),
        ({"HOST": "::1", "PORT": "1"}, "[::1]:1"),
        ({"HOST": "[::]"}, "[::]:8000"),
    ],
)
def test_where_the_server_listens(environment: dict[str, str], at: str) -> None:
    assert listens_at(environment) == at


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "http"}, "PORT"),
        ({"HOST": "a:80"}, "HOST"),
        ({"HOST": "http://a"}, "HOST"),
        ({"HOST": "a b"}, "HOST"),
    ],
)
def test_where_no_server_can_listen(environment: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettingError, match=named):
        listens_at(environment)


def test_several_processes_need_postgresql() -> None:
    assert processes({}) == processes({"WORKERS": "1", "DATABASE_URL": "sqlite:///x"}) == 1
    assert processes({"WORKERS": "2", "DATABASE_URL": "postgresql://h/d"}) == 2
    assert processes({"WORKERS": "256", "DATABASE_URL": "postgres://h/d"}) == 256
    for settings in ({"WORKERS": "2"}, {"WORKERS": "2", "DATABASE_URL": "sqlite:///x"}):
        with pytest.raises(BadSettingError, match="WORKERS=2 needs PostgreSQL"):
            processes(settings)
    for wrong in ("0", "257", "x", "-1"):
        with pytest.raises(BadSettingError, match="WORKERS"):
            processes({"WORKERS": wrong, "DATABASE_URL": "postgresql://h/d"})
