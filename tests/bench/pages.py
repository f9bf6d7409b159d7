"""How long the office waits for each of its pages, on the demonstration's register of 45,820 members.

``python -m tests.bench.pages [--database sqlite|postgresql]``: every address of the office that can be opened
is, several times, by the secretary of the demonstration's assembly or else by the one who prepares the next.
It prints the median of each and how many times an empty page it is, the slowest first; files to be downloaded
are listed apart. Ends with 1 where a page takes a second or more.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

from tests.bench.served_demo import ServedDemo, asked_database, served_demo
from tests.gate.served import Visitor
from voting.errors import InvalidFile
from voting.languages import LANGUAGES

TIMES = 5
TOO_LONG = 1_000
"""Milliseconds."""
EMPTY = "/account/"
LEFT_OUT = dict.fromkeys(
    ("office.draft_picture", "office.report_picture"), "a picture, which stands in a page"
)
FORMS = ("pdf", "docx", "csv", "xlsx", "json", "html")
LETTERS = ("invitation", "reminder", "paper", "guest")


@dataclass(frozen=True, slots=True)
class Timed:
    """An address that was answered: its median in milliseconds, and whether it is a page or a file."""

    address: str
    milliseconds: float
    is_page: bool


def main() -> int:
    """Print the figures of each page; 1 where one takes too long."""
    with served_demo(asked_database(__doc__)) as demo:
        visitors = [Visitor(demo.served.port, code) for code in (demo.codes["secretary"], demo.preparing)]
        _bring_registers(visitors[0], demo.register)
        empty = _time(visitors[0], EMPTY).milliseconds
        print(f"an empty page, {EMPTY}: {empty:.0f} ms")
        timed, left_out = list[Timed](), dict(LEFT_OUT)
        for addresses in _addresses(demo):
            found = [each for address in addresses if (each := _first_who_may(visitors, address))]
            timed += found
            if not found:
                response, _ = visitors[0].exchange("GET", addresses[0])
                left_out[addresses[0]] = response.getheader("Refusal") or f"answers {response.status}"
        timed.sort(key=lambda each: -each.milliseconds)
        for what, is_page in (("pages", True), ("files", False)):
            print(f"\n{what}, the slowest first: median of {TIMES}, times an empty page")
            for each in timed:
                if each.is_page is is_page:
                    print(f"{each.milliseconds:8.0f} ms {each.milliseconds / empty:7.1f}  {each.address}")
        print("\nleft out")
        for what, why in left_out.items():
            print(f"  {what}: {why}")
    return int(any(each.is_page and each.milliseconds >= TOO_LONG for each in timed))


def _first_who_may(visitors: Sequence[Visitor], address: str) -> Timed | None:
    for visitor in visitors:
        if visitor.exchange("GET", address)[0].status == 200:
            return _time(visitor, address)
    return None


def _time(visitor: Visitor, address: str) -> Timed:
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        response, _ = visitor.exchange("GET", address)
        took.append(1_000 * (time.perf_counter() - begun))
    kind = response.getheader("Content-Type") or ""
    is_page = kind.startswith("text/html") and not response.getheader("Content-Disposition")
    return Timed(address, median(took), is_page)


def _bring_registers(secretary: Visitor, register: bytes) -> None:
    """Three files that wait: one changes everybody, one has faults, of one the columns must be chosen."""
    everybody = register.replace(b"@example.org", b"@example.com")
    for content in (everybody, register.replace(b";nl;", b";??;"), register.replace(b"Gemeente", b"Waar")):
        secretary.look("/office/register/imports")
        brought = secretary.bring("/office/register/imports", "register.csv", content, invented="yes")
        assert brought.code in ("ok", InvalidFile.code), brought.code


def _addresses(demo: ServedDemo) -> Iterator[list[str]]:
    """By page its addresses, with what there is in place of parameters: every page that can be opened."""
    day, member = demo.day, next(iter(demo.voters))
    values: dict[str, Sequence[object]] = {
        **{"year": (day.year,), "form": FORMS, "letter": LETTERS, "language": LANGUAGES[:1]},
        **{"number": (member,), "upload_id": (1, 2, 3), "part": ("venues", "programme", "resolutions")},
        **{"position": (1, 6), "candidate": (1,)},
        **{"which": ("template", "example"), "file_type": ("csv", "xlsx")},
    }
    age = f"turnout/{day}/by/age/11/entitled"
    figures = [f"?of={of}" for of in ("members/closing", f"assemblies/{day}/entitled", age)]
    queries = {
        "office.register": ("", "?words=maes", "?state=left", "?category=B&page=9"),
        "office.figure": figures,
        "office.figure_file": figures,
        "office.preview_import": ("", "?part=missing"),
    }
    bound = demo.app.url_map.bind("bench")
    for rule in demo.app.url_map.iter_rules():
        endpoint, names = rule.endpoint, sorted(rule.arguments)
        if endpoint.startswith("office.") and endpoint not in LEFT_OUT and "GET" in (rule.methods or ()):
            chosen = product(*(values[name] for name in names))
            paths = [bound.build(endpoint, dict(zip(names, each, strict=True))) for each in chosen]
            yield [f"{path}{query}" for path in paths for query in queries.get(endpoint, ("",))]


if __name__ == "__main__":
    sys.exit(main())
