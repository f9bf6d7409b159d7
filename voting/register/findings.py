"""What was seen in a register file, kept beside it so that no page reads the file again."""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from voting.errors import Fault
from voting.register.cells.opened import Form
from voting.register.columns import FIELDS
from voting.register.compare import MOVEMENTS, Change, compare
from voting.register.csv_file import Choices, Row
from voting.register.dates import DateOrder, DateQuestion
from voting.register.delivery import Delivery
from voting.register.names import full_name
from voting.register.recognise import Recognised
from voting.register.registered import Registered

FRAME = 500
"""So many lines of what would change are packed together."""
GZIP = 16
"""What tells zlib that there are gzip's heads."""
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
    """What a file would change of a register of this ``fingerprint``: how many lines each part has, how many
    members are ``unchanged``, and by field of how many the file takes away what the register has.

    The lines lie in ``frames`` of ``FRAME`` each, packed one after the other, so that a page unpacks those
    that it shows; ``ends`` says by part where each frame ends.
    """

    fingerprint: str
    numbers: Mapping[str, int]
    unchanged: int
    emptied: Mapping[str, int]
    ends: Mapping[str, list[int]]
    frames: bytes = b""

    def changes(self, part: str, lines: slice) -> list[Change]:
        """Lines of a part about what changes: ``changed``, ``conflicts`` or ``agreed``."""
        return [Change(*line) for line in self._lines(part, lines)]

    def members(self, part: str, lines: slice) -> list[str]:
        """The numbers on lines of a part about members: ``left`` or ``missing``."""
        return list(self._lines(part, lines))

    def added(self, lines: slice) -> list[tuple[str, str]]:
        """Number and name of some of those whom the file adds."""
        return [(number, name) for number, name in self._lines("added", lines)]

    def _lines(self, part: str, lines: slice) -> list[Any]:
        first, last, _ = lines.indices(self.numbers[part])
        begin, ends = self._begin(part), self.ends[part]
        found: list[Any] = []
        for place in range(first // FRAME, -(-last // FRAME)):
            frame = self.frames[ends[place - 1] if place else begin : ends[place]]
            found += json.loads(gzip.decompress(frame))
        skipped = first // FRAME * FRAME
        return found[first - skipped : max(last - skipped, 0)]

    def _begin(self, part: str) -> int:
        """Where the frames of a part begin: behind those of the parts before."""
        before = list(self.ends).index(part)
        return max((ends[-1] for ends in list(self.ends.values())[:before] if ends), default=0)


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
    return _packed(kept) + (preview.frames if preview else b"")


def read_findings(packed: bytes) -> Findings:
    """The findings that were packed; without what would change, where an earlier version packed that."""
    head = zlib.decompressobj(zlib.MAX_WBITS | GZIP)
    kept: dict[str, Any] = json.loads(head.decompress(packed))
    seen, preview = kept["seen"], kept["preview"]
    seen["questions"] = [DateQuestion(**asked | _days(asked)) for asked in seen["questions"]]
    return Findings(
        Seen(**seen | {"form": Form(seen["form"])}),
        [Fault(**fault) for fault in kept["faults"]],
        Preview(**preview | {"frames": head.unused_data}) if preview and "ends" in preview else None,
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
    parts: dict[str, list[Any]] = {
        "added": [(number, names[number]) for number in summary.added],
        "changed": [_line(change) for change in summary.changes],
        "left": summary.left,
        "conflicts": [_line(change) for change in summary.conflicts],
        "agreed": [_line(change) for change in summary.agreed],
        "missing": summary.missing,
    }
    emptied = Counter(each.field for each in summary.changes if not each.after and each.field != MOVEMENTS)
    frames, ends = bytearray(), dict[str, list[int]]()
    for part, lines in parts.items():
        ends[part] = []
        for start in range(0, len(lines), FRAME):
            frames += _packed(lines[start : start + FRAME])
            ends[part].append(len(frames))
    numbers = {part: len(lines) for part, lines in parts.items()}
    return Preview(register.fingerprint, numbers, summary.unchanged, emptied, ends, bytes(frames))


def _line(change: Change) -> tuple[str, str, str, str]:
    return change.number, change.field, change.before, change.after


def _packed(value: Any) -> bytes:
    return gzip.compress(json.dumps(value, default=_plain).encode(), 3)


def _plain(value: Any) -> Any:
    """What JSON has no notation for: a dataclass by the names of its fields, anything else as a text."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value) if each.name != "frames"}
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
