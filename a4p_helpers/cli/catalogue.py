"""The catalogues of other languages: the texts to translate, collected from code and contracts.

Babel finds the texts that code marks; contracts, questions and reference data hold those of forms.
`a4p dev docs` renews each catalogue: it adds new texts without a translation and removes old ones.
A test fails while a translation is missing.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from a4p_helpers.contracts import TABLES, bounds, phrases, senders
from a4p_helpers.contracts.questions import QUESTIONS, TOPICS, YES_NO, Cell, Question
from a4p_helpers.core import blocks, languages, missions, paths, periods, plan, scales
from a4p_helpers.indicators.register import BLOCKS, REGISTER

MARKED = {"_": None, "many": (1, 2)}
KINDS = [("**.py", "python"), ("**.j2", "jinja2")]
WIDTH = 100


def renew() -> list[Path]:
    """Bring every catalogue up to date; return where they are."""
    wanted, written = template(), []
    for code in languages.known():
        path = languages.CATALOGUES / f"{code}.po"
        if not path.exists():
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code, ignore_obsolete=True)
        catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        with paths.replacing(path) as unfinished, unfinished.open("wb") as new:
            write_po(
                new, catalogue, WIDTH, no_location=True, sort_output=True, ignore_obsolete=True
            )
        written.append(path)
    return written


def template() -> Catalog:
    """Return every text that needs a translation."""
    found = Catalog()
    for _file, _line, text, _comments, _context in extract_from_dir(
        paths.CODE / "a4p_helpers", KINDS, keywords=MARKED
    ):
        found.add(text)
    for text in filter(lambda one: any(map(str.isalpha, one)), _worded()):
        found.add(text)
    return found


def _worded() -> Iterator[str]:
    """Yield the texts of forms, receipts and confirmation pages that the code does not mark."""
    for name, value in vars(phrases).items():
        if name.isupper():
            yield from _texts(value)
    yield from (scales.REPORTED, scales.NOT_REPORTED, scales.WITH_FAULTS, *scales.ANSWERS)
    yield from YES_NO
    for topic in TOPICS:
        yield from (topic.title, topic.who, topic.short)
    asked = [one for one in TABLES.values() if not one.Config.metadata["is_imported"]]
    for contract in asked:
        yield contract.title()
        for column in contract.to_schema().columns.values():
            said = column.metadata
            yield from (column.title, column.description, said["unit"], said["example"])
            yield from bounds.choices(column) or ()
    for question in QUESTIONS.values():
        yield from _of(question)
    for code in blocks.with_accounts(BLOCKS):
        yield BLOCKS[code].title
    for indicator in REGISTER.values():
        if indicator.tables:
            yield from (indicator.title, indicator.unit)
    yield from (one.title for one in plan.versions())
    newest = max(periods.declared())
    for code, mission in missions.declared().items():
        if mission.is_peacekeeping:
            yield from (code, mission.name)
    yield from (plan.offices()[code] for code in senders.offices_that_owe(newest))


def _of(question: Question) -> Iterator[str]:
    asked: tuple[Question | Cell, ...] = (question, *question.cells)
    for one in asked:
        yield from (one.text, one.counts, one.excludes, one.example)
    for cell in question.cells:
        yield from _texts(cell.choices or {})
        yield from cell.suggests
    for values in question.given.values():
        yield from values


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (one for one in value if isinstance(one, str))
    elif isinstance(value, Mapping):
        yield from value.values() if value in (phrases.LEGEND, phrases.OPEN_DATA) else value
