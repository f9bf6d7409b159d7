"""The BLT format, in which the field exchanges ranked ballots.

Source: Hill, Wichmann and Woodall, "Algorithm 123" (The Computer Journal 30, 1987), section 3.1, with the
extensions of OpenSTV and OpaVote: comments from ``#`` to the end of the line, ballot identifiers in
parentheses, ``-`` for a rank that was left open. In order: the numbers of candidates and of seats; the
numbers of withdrawn candidates, each with a minus sign; the ballots, each a number of voters, the
preferences, and a 0; a 0 alone; the candidates' names in quotation marks; the title.

A ballot ends on the line on which it begins, so that a line cut short is seen. A rank left open is passed
over: the next preference moves up. Equal ranks (``=``) are refused: no method here counts them.
"""

import re
from collections.abc import Iterator, Sequence

from voting.ballot.ranked.file_faults import FileCode, Gathered, RankedFile, is_number
from voting.ballot.ranked.profile import ProfileCode

_PLAIN = re.compile(r"[1-9][0-9 ]* 0 *")
_WORD = re.compile(r"\([^)\s]*\)|\S+")
_WITHDRAWN = re.compile(r"-[0-9]+")
_QUOTED_NAMES = re.compile(r'("[^"]*"(?:\s+"[^"]*")*)\s*(?:#.*)?')
_ONE_QUOTED = re.compile(r'"(.*)"\s*(?:#.*)?')
_AFTER_TITLE = 2  # Wichmann's programs add a source and a comment, which are not needed


def read_blt(lines: Sequence[str]) -> RankedFile:
    """Reads the lines of a BLT file. Raises ``InvalidRankedFile`` with every fault."""
    gathered = Gathered()
    names_from: Iterator[tuple[int, str]] | None = None
    numbered = iter(enumerate(lines, start=1))
    for number, line in numbered:
        if gathered.candidates and _PLAIN.fullmatch(line) and _take_plain(gathered, number, line):
            continue
        if line.lstrip().startswith('"'):
            gathered.fault(number, FileCode.BALLOTS_NOT_ENDED, "a line with 0 alone must end the ballots")
            names_from = iter([(number, line)])
            break
        rest = _read_line(gathered, number, line)
        if rest is not None:
            names_from = iter([(number, rest)])
            break
    if names_from is None:
        if not gathered.heading:
            gathered.fault(0, FileCode.EMPTY_FILE, "the file is empty")
        else:
            gathered.fault(len(lines), FileCode.BALLOTS_NOT_ENDED, "a line with 0 alone must end the ballots")
        return gathered.finish((), "")
    texts = _texts(gathered, [*names_from, *numbered])
    return _finish(gathered, texts, len(lines))


def _take_plain(gathered: Gathered, number: int, line: str) -> bool:
    """Takes up a line that is nothing but one ballot in digits. False: it must be looked at in full."""
    words = line.split()
    if "0" in words[1:-1] or any(len(word) > 6 for word in words):
        return False
    figures = tuple(map(int, words))
    gathered.take(number, figures[1:-1], figures[0])
    return True


def _read_line(gathered: Gathered, number: int, line: str) -> str | None:
    """Reads a line before the names, word by word. Returns what follows the 0 that ends the ballots."""
    found = list(_WORD.finditer(line.split("#", 1)[0]))
    words = [match.group() for match in found]
    place = 0
    if words and not gathered.heading:
        gathered.head(number, words[0], words[1] if len(words) > 1 else "")
        place = 2
    while place < len(words):
        word = words[place]
        if word == "0" and (place + 1 == len(words) or words[place + 1].startswith('"')):
            return line[found[place].end() :].strip()
        if _WITHDRAWN.fullmatch(word):
            _withdraw(gathered, number, word)
            place += 1
        elif word.startswith("(") and place + 1 < len(words):
            place += 1
        else:
            place = _read_ballot(gathered, number, words, place)
    return None


def _withdraw(gathered: Gathered, number: int, word: str) -> None:
    if gathered.ballots_begun:
        message = f"{word}: withdrawn candidates must come before the ballots"
        gathered.fault(number, FileCode.WITHDRAWN_TOO_LATE, message)
    elif is_number(word[1:]):
        gathered.withdrawn.add(int(word[1:]))
    else:
        gathered.fault(number, ProfileCode.UNKNOWN_WITHDRAWN, f"{word} is not the number of a candidate")


def _read_ballot(gathered: Gathered, number: int, words: list[str], place: int) -> int:
    """Reads one ballot from ``place`` on. Returns the place after its 0, or after the last word."""
    gathered.ballots_begun = True
    faults = len(gathered.faults)
    count = words[place]
    if not is_number(count) or int(count) == 0:
        message = f"{count} is not a number of ballots: it must be a whole number, 1 or more"
        gathered.fault(number, ProfileCode.INVALID_COUNT, message)
    end = next((n for n in range(place + 1, len(words)) if words[n] == "0"), len(words))
    if end == len(words):
        gathered.fault(number, FileCode.BALLOT_NOT_ENDED, "the ballot does not end in 0 on its line")
    ranking = []
    for word in words[place + 1 : end]:
        if is_number(word):
            ranking.append(int(word))
        elif "=" in word or "(" in word or ")" in word:
            message = f"{word}: equal ranks are not counted by any method here; each rank holds one candidate"
            gathered.fault(number, FileCode.EQUAL_RANKS, message)
        elif word != "-":
            message = f"{word} is not a preference: it must be the number of a candidate"
            gathered.fault(number, FileCode.INVALID_PREFERENCE, message)
    if len(gathered.faults) == faults:
        gathered.take(number, tuple(ranking), int(count))
    return end + 1


def _texts(gathered: Gathered, lines: Sequence[tuple[int, str]]) -> list[str]:
    """The names and the title: texts in quotation marks, or a line as it stands if it has none."""
    texts: list[str] = []
    for number, raw in lines:
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if several := _QUOTED_NAMES.fullmatch(line):
            texts += re.findall(r'"([^"]*)"', several.group(1))
        elif one := _ONE_QUOTED.fullmatch(line):
            texts.append(one.group(1).replace('""', '"').replace('\\"', '"'))
        elif line.startswith('"'):
            gathered.fault(number, FileCode.NAME_NOT_CLOSED, "the quotation mark is not closed")
            texts.append(line[1:])
        else:
            texts.append(line.split("#")[0].strip())
    return [text.strip() for text in texts]


def _finish(gathered: Gathered, texts: list[str], last: int) -> RankedFile:
    expected = gathered.candidates
    if expected and len(texts) < expected:
        message = f"the file names {len(texts)} candidates; its heading says {expected}"
        gathered.fault(last, FileCode.NAMES_MISSING, message)
    if expected and len(texts) > expected + 1 + _AFTER_TITLE:
        message = f"{len(texts)} texts after the ballots are too many for {expected} names and a title"
        gathered.fault(last, FileCode.UNEXPECTED_TEXT, message)
    title = texts[expected] if len(texts) > expected else ""
    return gathered.finish(tuple(texts[:expected]), title)
