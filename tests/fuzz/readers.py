"""Every reader of what comes from outside: how it is asked, what it reads, by what it refuses the rest."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask
from PIL import Image

from tests.backups.test_manifest import MADE
from tests.register.files import file, line
from tests.rehearsal.small_day import ASSEMBLY as SMALL_ASSEMBLY
from tests.sealed.bundles import packed_files, usual_ceremony, usual_files, usual_round
from tests.world import ASSEMBLY
from voting import PACKAGE, typed
from voting.accounts.codes import normalise
from voting.accounts.provider import is_safe
from voting.accounts.staff import read_staff
from voting.attendance.passes import clean_pass, is_pass
from voting.audit.anchors import read_anchors
from voting.audit_check import read_heads
from voting.backups import BackupRefused
from voting.backups.manifest import read_manifest
from voting.ballot.adoption import parse_majority, parse_quorum
from voting.ballot.definition import read_definition
from voting.ballot.methods import Contest, InvalidChoice, Method, parse_choice
from voting.ballot.pictures import small_picture
from voting.ballot.ranked.file_faults import InvalidRankedFile
from voting.ballot.ranked.files import read_ranked_file
from voting.ballot.seats import parse_limit
from voting.cooperative.rules import enterprise_number_in, is_enterprise_number
from voting.errors import InvalidFile, Refused
from voting.events.csv_file import read_events
from voting.mail.bounces import read_bounces
from voting.mail_address import is_mail_address
from voting.register.csv_file import Choices
from voting.register.dates import DateOrder, read_date
from voting.register.delivery import read_delivery
from voting.register.details import read_act, read_details, read_number
from voting.rehearsal.events import read_recorded_events
from voting.report.markdown import blocks_of, pictures_named
from voting.report.pictures import for_print
from voting.report.scheme import read_scheme
from voting.report.typed_figures import name_instead, typed_figures
from voting.sealed.documents import BrokenDocument, read_context, read_keys, read_session
from voting.spreadsheet import as_xlsx
from voting.verify_sealed import FromElsewhere, check_sealed_bundle, leaf_of, receipt_of
from voting.web.ballot_bytes import bytes_of
from voting.web.keyholders import _sent

Read = Callable[[bytes], Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """``read`` takes bytes and gives a value, or raises one of ``refusals``; ``sound`` are contents that it
    reads. One that is ``slow`` is tried less often."""

    read: Read
    sound: tuple[bytes, ...]
    refusals: tuple[type[Exception], ...] = (InvalidFile,)
    slow: bool = False


def _text(read: Callable[[str], Any], *sound: str, by: tuple[type[Exception], ...] = ()) -> Reader:
    """What reads a text, asked with that of a field or an address: whatever bytes came, it is a text."""
    return Reader(
        lambda content: read(content.decode(errors="replace")), tuple(each.encode() for each in sound), by
    )


def _told_by_keyholder(content: bytes) -> object:
    with Flask(__name__).test_request_context(data=content):
        return _sent()


def _picture(form: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, form)
    return written.getvalue()


def zipped_alone(name: str, content: bytes) -> bytes:
    """An archive of one file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


REGISTER = file(
    line(),
    line(100002, Naam='"De; Wit"', Categorie="B"),
    line(3, Uitgetreden_op="31/12/2024", Reden_uittreding="van rechtswege"),
)
WORKBOOK = as_xlsx(
    {"Register": (tuple(next(csv.reader([REGISTER.decode().splitlines()[0]], delimiter=";"))),
                  list(csv.reader(REGISTER.decode().splitlines()[1:], delimiter=";")))}
)  # fmt: skip
EVENTS = (
    b"Soort;Titel;Datum;Gemeente;Deelnemers\r\nworkshop;Samen beslissen;12/03/2025;Gent;14\r\n"
    b"infosessie;Wat is een co\xc3\xb6peratie;02/04/2025;Luik;\r\n"
)
RECORDED = (
    b"at,event,member,holder,venue,channel,resolution,choice,expect\n"
    b"2025-06-12T09:00:00,vote,1,,,advance,1,for,ok\n"
    b"2025-06-17T09:00:00+02:00,check_in,2,,BRU,,,,ok\n"
    b'2025-06-17T10:00:00,vote,3,4,,proxy,2,"c1=for,c2=against",no_proxy\n'
)
STAFF = 'An Peeters; steward; BRU; nl\r\nJan Maes; teller\r\n"Li; Wei"; chair;; fr\r\n'
BLT = b'3 2\n-2\n4 1 3 0\n2 3 0\n3 2 1 3 0 # all\n0\n"Adam"\n"Basil"\n"Charlotte"\n"Title"\n'
RANKED_CSV = (
    b'3,2,\n5,2,1,\n4,1,\n"Candidate 1","Ann, the elder","Party",\n"Candidate 2","Robert","Independent",\n'
    b'"Candidate 3","Cy","Green (Gr)",\n"Ward 5",\n'
)
BOUNCE = b"""From MAILER-DAEMON Tue Jun 17 10:00:00 2025
From: =?utf-8?q?Post?= <postmaster@example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; an@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b
Content-Type: message/rfc822

Message-ID: <letter-12.0123456789abcdef01234567@vote.example.org>
From: "Li, Wei" <vote@example.org>
To: an@example.org
Subject: =?utf-8?b?w6k=?=
Date: Tue, 17 Jun 2025 10:00:00 +0200

Hello.
--b--
"""
MARKDOWN = "# A\n\n### B **c** *d*\n\n- one\n  - two\n\n1. three\n\n> four\n\n![e](picture:3) [f](https://g) <https://h>\n"
HEADS = f"# kept\n12 {'0a' * 32} 2025-06-17\n13 one two three four five six\n"
MEMBER = {
    **{"category": "A", "kind": "natural", "name": "De Wit", "first_name": "An", "email": "an@example.org"},
    **{"language": "nl", "postcode": "1000", "municipality": "Brussel", "birth_date": "1980-02-29"},
    **{"shares": "12", "street": "Markt 1", "box": "b", "country": "BE", "mandate": "", "mandate_until": ""},
}
DAY = date(2025, 6, 17)
CANDIDATES = ("e1", "e2", "e3", "e4")
CHOICES = {
    Method.FOR_AGAINST_ABSTAIN: "for",
    Method.PER_CANDIDATE: "e1=for,e2=against,e3=abstain,e4=for",
    Method.PLURALITY_AT_LARGE: "e1+e4",
    Method.APPROVAL: "e1+e3+e4",
    Method.SCOTTISH_STV: "e4>e1>e2",
    Method.MEEK_STV: "e1",
    Method.IRV: "blank",
    Method.SCHULZE: "e3>e2>e1>e4",
}


def contest_of(method: Method) -> Contest:
    """A contest of a method, with four candidates where there are any."""
    return Contest(method) if method is Method.FOR_AGAINST_ABSTAIN else Contest(method, CANDIDATES, seats=2)


def _delivered(content: bytes) -> Any:
    return read_delivery(content, Choices())


def _recorded(content: bytes) -> Any:
    return read_recorded_events(content, "Europe/Brussels", ("BRU", "LIE"), ("1", "2"))


def _mail(content: bytes) -> Any:
    return list(read_bounces(content))


def _fields(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _member(text: str) -> Any:
    return read_details(_fields(text), DAY)


def _act(text: str) -> Any:
    return read_act(_fields(text), DAY)


def _number_of_enterprise(text: str) -> bool:
    return is_enterprise_number(enterprise_number_in(text))


def _sealed(content: bytes) -> Any:
    return check_sealed_bundle(io.BytesIO(content), FromElsewhere())


def _receipt() -> bytes:
    held, ballots, _ = usual_round("for_against_abstain")
    return held.receipt("0", ballots[0])


@cache
def _schemes() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((PACKAGE / "report" / "schemes").glob("*.toml")))


FILES = {
    "register": Reader(_delivered, (REGISTER, gzip.compress(REGISTER), b"sep=;\r\n" + REGISTER)),
    "register in UTF-16": Reader(_delivered, (REGISTER.decode().encode("utf-16"),)),
    "register as a workbook": Reader(
        _delivered, (WORKBOOK, zipped_alone("register.csv", REGISTER)), slow=True
    ),
    "events": Reader(read_events, (EVENTS, gzip.compress(EVENTS))),
    "day that was recorded": Reader(_recorded, (RECORDED,)),
    "assembly": Reader(read_definition, (ASSEMBLY.encode(), SMALL_ASSEMBLY.encode()), slow=True),
    "scheme of a report": Reader(lambda content: read_scheme("x", content), _schemes(), slow=True),
    "list of staff": _text(lambda text: read_staff(text, ("BRU", "LIE")), STAFF, by=(InvalidFile,)),
    "ranked ballots": Reader(read_ranked_file, (BLT, RANKED_CSV), (InvalidRankedFile,)),
    "letters that came back": Reader(_mail, (BOUNCE, BOUNCE.partition(b"\n")[2]), ()),
    "picture of a candidate": Reader(small_picture, tuple(map(_picture, ("JPEG", "PNG", "WEBP"))), ()),
    "picture for a report": Reader(for_print, (_picture("PNG"), _picture("JPEG")), (), slow=True),
    "manifest of a backup": Reader(read_manifest, (MADE.as_json(),), (BackupRefused,)),
    "bundle of a sealed resolution": Reader(_sealed, (packed_files(usual_files()),), (), slow=True),
    "context of a sealed resolution": Reader(
        read_context, (usual_files()["context.json"],), (BrokenDocument,)
    ),
    "keys of sealed resolutions": Reader(read_keys, (usual_files()["keys.json"],), (BrokenDocument,)),
    "session of a ceremony": Reader(read_session, (usual_ceremony().session,), (BrokenDocument,)),
    "receipt of a sealed ballot": Reader(receipt_of, (_receipt(), _receipt().hex().encode()), (ValueError,)),
    "what a keyholder’s page sends": Reader(_told_by_keyholder, (b'{"signature": "0a"}',), (Refused,)),
    "heads of the log": _text(read_anchors, HEADS, by=(ValueError,)),
    "heads beside a bundle": _text(read_heads, HEADS, by=(ValueError, IndexError)),
}
"""Readers of files."""


def _ballot(method: Method) -> Reader:
    return _text(lambda text: parse_choice(contest_of(method), text), CHOICES[method], by=(InvalidChoice,))


def _date(order: DateOrder) -> Reader:
    return _text(lambda text: read_date(text, order), "12/03/2025", "12 maart 2025")


TEXTS = {
    **{f"ballot by {method.value}": _ballot(method) for method in Method},
    **{f"date, {order.value}": _date(order) for order in DateOrder},
    "majority": _text(parse_majority, "simple", "more than 1/2 of cast in each class", by=(ValueError,)),
    "quorum": _text(parse_quorum, "1/2 of shares", "100 members in each class", by=(ValueError,)),
    "leaf of a sealed ballot": _text(leaf_of, "0123-4567-89AB-CDEF-GHJK", "0a" * 32, by=(ValueError,)),
    "bytes of a sealed vote": _text(bytes_of, "0aff", by=(Refused,)),
    "limit of seats": _text(parse_limit, "at most 1/3 of men beside 2 of 6 who stay", by=(ValueError,)),
    "pass at a door": _text(clean_pass, "AV1-0123456789ABCDEF0123456789ABCDEF", "QV&)à&"),
    "pass or number": _text(is_pass, "av1-00"),
    "code": _text(normalise, "ABCD-EFGH-JKMN-PQRS"),
    "mail address": _text(is_mail_address, "an.peeters@example.org", "é@example.org", "a+b@[x"),
    "address of a provider": _text(is_safe, "https://id.example.org", "http://[::1]:80/x"),
    "enterprise number": _text(_number_of_enterprise, "BE 0123.456.749"),
    "member number": _text(read_number, "100001", by=(InvalidFile,)),
    "member in a form": _text(_member, urlencode(MEMBER), by=(InvalidFile,)),
    "change of a member": _text(_act, "on=2025-06-01&reason=as+asked", by=(InvalidFile,)),
    "figures in a text": _text(lambda text: typed_figures(text, {}, {}), "12 345 on 17/06/2025, 7,4/10, 74%"),
    "figure to be named": _text(lambda text: name_instead(text, "74%", "turnout"), "with 74%"),
    "text of a report": _text(lambda text: (blocks_of(text), pictures_named(text)), MARKDOWN),
    "number": _text(typed.number_in, "007"),
    "large number": _text(typed.counted_in, "45.598"),
    "number with decimals": _text(typed.decimal_in, "7,4"),
    "day": _text(typed.day_in, "2025-06-17"),
    "moment": _text(typed.moment_in, "2025-06-17T10:00"),
    "time": _text(typed.time_in, "10:00"),
    "clock of a phone": _text(typed.clock_in, "1750147200000"),
}
"""Readers of what is typed, scanned, or stands in an address."""
READERS = FILES | TEXTS
