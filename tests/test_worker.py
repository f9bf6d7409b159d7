"""An answer leaves in one piece, whatever it is made of."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser

from voting.worker import OnePiece


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a connection: that of the server, and the other, which does not wait."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        yield ours, theirs


def has_come(end: socket.socket) -> bytes | None:
    """What has come, None where nothing has."""
    try:
        return end.recv(1000)
    except BlockingIOError:
        return None


def test_the_head_waits_for_the_first_of_the_body_alone(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    answer = OnePiece(ours)
    answer.sendall(b"head ")
    assert has_come(theirs) is None
    answer.sendall(b"one")
    assert has_come(theirs) == b"head one"
    for part in (b"two", b"three"):
        answer.sendall(part)
        assert has_come(theirs) == part, "a stream's events do not wait"
    answer.finish()
    assert has_come(theirs) is None


def test_an_answer_without_a_body_is_sent_when_it_is_over(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    answer = OnePiece(ours)
    answer.sendall(b"head")
    answer.finish()
    assert has_come(theirs) == b"head"
    answer.finish()
    assert has_come(theirs) is None


def test_a_file_comes_after_the_head(ends: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    ours, theirs = ends
    (tmp_path / "list").write_bytes(b"a list")
    answer = OnePiece(ours)
    answer.sendall(b"head ")
    with (tmp_path / "list").open("rb") as file:
        answer.sendfile(file, offset=2, count=4)
    assert has_come(theirs) == b"head list"


def test_nothing_is_sent_of_an_answer_that_is_broken_off(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    answer = OnePiece(ours)
    answer.sendall(b"head")
    answer.close()
    answer.finish()
    assert has_come(theirs) == b"", "it has ended"


@pytest.mark.parametrize(
    "heads",
    [
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +5\r\n",
        b"A: b\r\n Content-Length: 5\r\n",
    ],
)
def test_a_request_whose_end_two_would_see_elsewhere_is_refused(heads: bytes) -> None:
    """By the server, as it is set: what stands behind it is no second request (request smuggling)."""
    sent = b"POST /sign-in HTTP/1.1\r\nHost: a\r\n" + heads + b"\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"
    requests = RequestParser(Config(), iter([sent]), ("127.0.0.1", 1))
    with pytest.raises(ParseException):
        list(map(whole, requests))


def whole(request: Request) -> bytes:
    """The body of a request, read to its end."""
    body: bytes = request.body.read()
    return body


def test_an_answer_that_is_not_taken_ends(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, _theirs = ends
    ours.settimeout(0.01)
    answer = OnePiece(ours)
    answer.sendall(b"head")
    with pytest.raises(ConnectionResetError):
        answer.sendall(bytes(100 * 1024**2))
