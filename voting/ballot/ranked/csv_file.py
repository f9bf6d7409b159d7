"""The CSV format of the public data set mggg/scot-elex: Scottish local elections, ballot by ballot.

In order: a row with the numbers of candidates and of seats; the ballots, each row a number of voters and
then the preferences; a row for each candidate: ``Candidate`` and the number, the name, the party; a row
with the ward. Rows may end in a comma; empty rows and cells are passed over; a text may hold commas and
quotation marks of its own. The candidates may stand in any order: the number says who is who.
"""

import re
from collections.abc import Sequence

from voting.ballot.ranked.file_faults import FileCode, Gathered, RankedFile, is_number
from voting.ballot.ranked.profile import ProfileCode

_FIGURES = re.compile(r"[0-9, ]*")
_CANDIDATE = re.compile(r"candidate\s+(\S+)", re.IGNORECASE)


def read_csv(lines: Sequence[str]) -> RankedFile:
    """Reads the lines of a CSV file of ranked ballots. Raises ``InvalidRankedFile`` with every fault."""
    gathered = Gathered()
    names: dict[int, str] = {}
    title: str | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip(' \t,"'):
            continue
        if not gathered.heading:
            cells = _cells(line)
            gathered.head(number, cells[0], cells[1] if len(cells) == 2 else "")
        elif _FIGURES.fullmatch(line):
            _read_ballot(gathered, number, line, after_names=bool(names) or title is not None)
        elif candidate := _CANDIDATE.fullmatch(_cells(line)[0]):
            _read_candidate(gathered, number, candidate.group(1), _cells(line)[1:], names)
        elif title is None and names:
            title = ", ".join(_cells(line))
        elif title is None and _looks_like_ballot(line):
            _refuse_ballot(gathered, number, line)
        else:
            message = "the row is neither ballots nor a candidate, and the ward stands once, at the end"
            gathered.fault(number, FileCode.UNEXPECTED_TEXT, message)
    if not gathered.heading:
        gathered.fault(0, FileCode.EMPTY_FILE, "the file has no row but empty ones")
    for missing in sorted(gathered.known - names.keys()):
        gathered.fault(len(lines), FileCode.NAMES_MISSING, f"there is no row for candidate {missing}")
    return gathered.finish(tuple(names[n] for n in sorted(names)), title or "")


def _read_ballot(gathered: Gathered, number: int, line: str, after_names: bool) -> None:
    if after_names:
        gathered.fault(number, FileCode.UNEXPECTED_TEXT, "a row of ballots stands after the candidates")
        return
    words = line.replace(",", " ").split()
    if any(len(word) > 12 for word in words) or int(words[0]) == 0 or line.lstrip().startswith(","):
        _refuse_ballot(gathered, number, line)
        return
    figures = tuple(map(int, words))
    gathered.take(number, figures[1:], figures[0])


def _refuse_ballot(gathered: Gathered, number: int, line: str) -> None:
    """Says which cells of a row of ballots are no numbers."""
    count, *preferences = (cell.strip() for cell in line.split(","))
    if not is_number(count) or int(count) == 0:
        message = f"{count!r} is not a number of ballots: it must be a whole number, 1 or more"
        gathered.fault(number, ProfileCode.INVALID_COUNT, message)
    for cell in preferences:
        if cell and not is_number(cell):
            message = f"{cell!r} is not a preference: it must be the number of a candidate"
            gathered.fault(number, FileCode.INVALID_PREFERENCE, message)


def _looks_like_ballot(line: str) -> bool:
    return any(is_number(cell.strip()) for cell in line.split(","))


def _read_candidate(
    gathered: Gathered, number: int, label: str, cells: list[str], names: dict[int, str]
) -> None:
    if not is_number(label) or (gathered.known and int(label) not in gathered.known):
        message = f"candidate {label} does not exist: the candidates are 1 to {gathered.candidates}"
        gathered.fault(number, ProfileCode.UNKNOWN_CANDIDATE, message)
    elif int(label) in names:
        gathered.fault(number, FileCode.NAME_REPEATED, f"candidate {label} has more than one row")
    elif not cells:
        gathered.fault(number, ProfileCode.NAME_MISSING, f"candidate {label} has no name")
        names[int(label)] = "?"
    else:
        names[int(label)] = cells[0]


def _cells(line: str) -> list[str]:
    """The cells of a row that are not empty. In a row of quoted cells, only a quotation mark, a comma and
    a quotation mark together part two cells, so that a text may hold either."""
    row = line.strip().rstrip(",").strip()
    cells = row[1:-1].split('","') if len(row) > 1 and row[0] == row[-1] == '"' else row.split(",")
    return [text for text in (cell.strip().strip('"').strip() for cell in cells) if text] or [""]
