"""What was seen in a register file, kept beside it so that no page reads the file again."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from voting.errors import Fault
from voting.register.cells.opened import Form
from voting.register.columns import FIELDS
from voting.register.compare import Change, ImportSummary, compare
from voting.register.csv_file import Choices, Row
from voting.register.dates import DateOrder, DateQuestion
from voting.register.delivery import Delivery
from voting.register.names import full_name
from voting.register.recognise import Recognised
from voting.register.registered import Registered

SAMPLES = 3
"""Of so many lines the cells of a column are shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a file was recognised: ``samples`` has, by column, a few different texts; ``unsaid`` is in the
    order of the fields. The rest is as in ``OpenedFile`` and ``Recognised``."""

    form: Form
    encoding: str
    separator: str
    sheet: str
    sheets: int
    headings: list[str]
    fields: list[str]
    samples: list[list[str]]
    questions: list[DateQuestion]
    unsaid: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pointed: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change of a register of this ``fingerprint``; ``names`` are those of whom it adds, by
    number."""

    fingerprint: str
    summary: ImportSummary
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is kept of a look at a file."""

    seen: Seen
    faults: list[Fault]
    preview: Preview | None = None


def seen_in(recognised: Recognised) -> Seen:
    """What of a recognised file is shown."""
    file = recognised.file
    samples = [_samples([row[index] for _, row in recognised.lines[:200] if index < len(row)])
               for index in range(len(recognised.headings))]  # fmt: skip
    return Seen(
        *(file.form, file.encoding, file.separator, file.sheet, file.sheets),
        headings=[_shown(heading) for heading in recognised.headings],
        fields=recognised.fields,
        samples=samples,
        questions=recognised.questions,
        unsaid=[name for name in FIELDS if name in recognised.unsaid],
        asked=list(recognised.asked),
        pointed=recognised.pointed,
    )


def findings_of(delivery: Delivery, register: Registered | None) -> bytes:
    """What is seen in a file, packed; with what it would change, where there is a register to compare it
    with."""
    preview = _preview(register, delivery.rows) if register else None
    kept = Findings(seen_in(delivery.recognised), delivery.faults, preview)
    return gzip.compress(json.dumps(kept, default=_plain).encode(), 3)


def read_findings(packed: bytes) -> Findings:
    """The findings that were packed."""
    kept: dict[str, Any] = json.loads(gzip.decompress(packed))
    seen = kept["seen"]
    seen["questions"] = [DateQuestion(**asked | _days(asked)) for asked in seen["questions"]]
    preview = kept["preview"]
    if preview is not None:
        summary = preview["summary"]
        for name in ("changes", "conflicts", "agreed"):
            summary[name] = [Change(**change) for change in summary[name]]
        preview = Preview(preview["fingerprint"], ImportSummary(**summary), preview["names"])
    return Findings(
        Seen(**seen | {"form": Form(seen["form"])}),
        [Fault(**fault) for fault in kept["faults"]],
        preview,
    )


def choices_as_text(choices: Choices) -> str:
    """What somebody has said of a file, as JSON."""
    kept = {"fields": choices.fields, "dates": choices.dates, "for_all": choices.for_all}
    return json.dumps({name: dict(said) for name, said in kept.items()} | {"points": choices.points})


def read_choices(text: str) -> Choices:
    """The choices that were written as JSON."""
    kept = json.loads(text)
    dates = {name: DateOrder(order) for name, order in kept.get("dates", {}).items()}
    return Choices(kept.get("fields", {}), dates, kept.get("for_all", {}), kept.get("points"))


def _preview(register: Registered, rows: list[Row]) -> Preview:
    summary = compare(register, rows)
    added = set(summary.added)
    names = {row.number: full_name(row.first_name, row.name) for row in rows if row.number in added}
    return Preview(register.fingerprint, summary, names)


def _plain(value: Any) -> Any:
    """What JSON has no notation for: a dataclass by the names of its fields, anything else as a text."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return str(value)


def _days(asked: Mapping[str, Any]) -> dict[str, date | None]:
    return {
        name: date.fromisoformat(asked[name]) if asked[name] else None
        for name in ("day_first", "month_first")
    }


def _samples(texts: list[str]) -> list[str]:
    """A few different texts of a column; those with marked letters first, by which one sees whether the
    encoding is right."""
    different = dict.fromkeys(text.strip() for text in texts if text.strip())
    return [_shown(text) for text in sorted(different, key=str.isascii)[:SAMPLES]]


def _shown(text: str) -> str:
    """A text that any page can show, and not too long."""
    return text.encode(errors="replace").decode()[:80]
