"""Loading what the secretary of the demonstration entered, noted and wrote for a year's special report."""

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from voting.demo.mark import ACTOR
from voting.events.csv_file import read_events
from voting.events.record_events import import_events
from voting.languages import LANGUAGES
from voting.report.board import Entry
from voting.report.content import figures_content
from voting.report.enter_fact import NewFact, enter_fact
from voting.report.enter_mandate import NewEntry, enter_mandate
from voting.report.facts import FactKind
from voting.report.mandates import mandates
from voting.report.named import names_known
from voting.report.texts import texts_in, write_texts
from voting.stamp import stamp

HERE = Path(__file__).parent / "report"
WRITTEN_OF = 2025
"""The year that the files tell of; their years are moved with it."""
YEAR = re.compile(r"\b20\d\d\b")


def load_report_year(session: Session, year: int, *, held_here: bool, now: datetime, account_id: int) -> None:
    """Enter the facts, events, mandates and texts of a year. ``held_here``: its ordinary assembly was held
    with this system; where it was not, its turnout and who was elected are entered too."""
    files = ["facts.toml", "mandates.toml", *([] if held_here else ["elsewhere.toml"])]
    told = [tomllib.loads(_moved(HERE / name, year)) for name in files]
    for fact in (fact for file in told for fact in file.get("facts", [])):
        entered = NewFact(year, FactKind(fact["kind"]), fact["code"], fact["content"], fact["source"])
        enter_fact(session, entered, now=now, account_id=account_id)
    for mandate in (mandate for file in told for mandate in file.get("earlier", [])):
        _enter_mandate(session, mandate, now, account_id)
    for training in (file["training"] for file in told if "training" in file):
        _enter_training(session, training["on"], training["what"], now, account_id)
    import_events(session, read_events(_moved(HERE / "events.csv", year).encode()), now=now, actor=ACTOR)
    _write_texts(session, year, now, account_id)


def _moved(file: Path, year: int) -> str:
    """The text of a file, its years moved as far as ``year`` is from the one that it tells of."""
    return YEAR.sub(lambda found: str(int(found[0]) + year - WRITTEN_OF), file.read_text())


def _enter_mandate(session: Session, mandate: dict[str, Any], now: datetime, account_id: int) -> None:
    begun = NewEntry(Entry.EARLIER, mandate["on"], mandate["reason"], mandate["name"], mandate["ends"])
    enter_mandate(session, begun, now=now, account_id=account_id)
    if resigned := mandate.get("resigned"):
        key = next(one.key for one in mandates(session) if (one.name, one.begins) == (begun.name, begun.on))
        left = NewEntry(Entry.RESIGNED, resigned, "Brief aan de Raad van bestuur", mandate=key)
        enter_mandate(session, left, now=now, account_id=account_id)


def _enter_training(session: Session, on: date, what: str, now: datetime, account_id: int) -> None:
    """The training of those who became directors in the year, and had not been before."""
    register = mandates(session)
    before = {mandate.name for mandate in register if mandate.begins.year < on.year}
    for mandate in register:
        if mandate.begins.year == on.year and not mandate.renewed and mandate.name not in before:
            followed = NewEntry(Entry.TRAINED, on, what, mandate=mandate.key)
            enter_mandate(session, followed, now=now, account_id=account_id)


def _write_texts(session: Session, year: int, now: datetime, account_id: int) -> None:
    known = names_known(figures_content(session, year))
    for language in LANGUAGES:
        texts = {file.stem: _moved(file, year) for file in sorted((HERE / "texts" / language).glob("*.md"))}
        write_texts(
            session,
            year,
            language,
            texts,
            stamp(texts_in(session, year, language)),
            known=known,
            looked_at=texts,
            now=now,
            account_id=account_id,
        )
