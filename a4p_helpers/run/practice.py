"""The practice cycle: a half-year of eight senders, mistakes included, on a disposable copy.

All values are SYNTHETIC. The mail is in `inbox/` of the copy: on time, after a question, and after
the release.
"""

import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from a4p_helpers.clean import folder, form
from a4p_helpers.contracts.kinds import PLANNING
from a4p_helpers.core import paths
from a4p_helpers.core.periods import SYNTHETIC
from a4p_helpers.intake import filling, letters, opening, sources
from a4p_helpers.run import demo
from a4p_helpers.run.demo import BEFORE, PERIOD

SENDERS = ("MINUSCA", "UNFICYP", "UNMISS", "UNMOGIP", "DHMOSH", "OMA", "TPP", "UNMAS")
LATE = "UNMOGIP"  # its return comes after the release
ON_TIME, CORRECTED, AFTERWARDS = "1-on-time", "2-corrected", "3-after-the-release"
# Changes in forms on time: table, column, answer, and whether the sender must correct it.
CHANGES = {
    "MINUSCA": ("conduct_training", "sessions", "about forty", True),
    "TPP": ("trainings", "women", 99999, True),  # more than the participants
    "UNFICYP": ("cpas", "uses_cpas", "oui", False),
}
COMMENTS = (
    "section,paragraph,text,who\np4,4.1,Is this the number at the end of the period?,A reviewer\n"
)
LETTER = f"{SYNTHETIC}: Dear colleagues, our form is attached. With best regards.\n"


def lay_out(place: Path) -> None:
    """Make the copy: an earlier period of the eight senders, and an inbox for the one to practise.

    Raises
    ------
    OSError
        The copy cannot be written.
    """
    shutil.rmtree(place, ignore_errors=True)
    demo.lay_out(place)
    with demo.root_at(place):
        for name in (BEFORE, PERIOD):
            _ask_the_eight(name)
        demo.fill(BEFORE)
        shutil.rmtree(paths.outputs(BEFORE))
        inbox = place / "inbox"
        files = {
            path.stem.rpartition("-")[2]: path for path in demo.filled(PERIOD, inbox / CORRECTED)
        }
        (inbox / ON_TIME).mkdir()
        (inbox / AFTERWARDS).mkdir()
        files[LATE].rename(inbox / AFTERWARDS / files.pop(LATE).name)
        for sender, path in files.items():
            sent = inbox / ON_TIME / path.name
            if sender not in CHANGES:
                path.rename(sent)
                continue
            table, column, text, is_mistake = CHANGES[sender]
            book = openpyxl.load_workbook(path)
            sheet, cell = _place(sender, table, column)
            filling.put(book[sheet], cell, text)
            book.save(sent)
            if not is_mistake:
                path.unlink()
        twice = inbox / ON_TIME / files["DHMOSH"].name
        shutil.copyfile(twice, twice.with_stem(f"{twice.stem} (1)"))
        (inbox / ON_TIME / "Cover letter.txt").write_text(LETTER, encoding="utf-8")
        addresses = [f"{who},,{who.lower()}@example.org\n" for who in (PLANNING, *SENDERS)]
        letters.place().write_text("".join(["reporter,name,email\n", *addresses]), "utf-8")
        (inbox / "comments.csv").write_text(COMMENTS, encoding="utf-8")
        shutil.rmtree(paths.outputs(PERIOD))  # the first step writes the forms


def _ask_the_eight(name: str) -> None:
    """Ask only the eight senders, by yesterday, so that one of them is late."""
    header, due = folder.HEADERS["participation.csv"], date.today() - timedelta(days=1)
    said = ("yes", "", due.isoformat(), "en")
    rows = [dict(zip(header, (one, *said), strict=True)) for one in SENDERS]
    paths.raw(name).mkdir(parents=True)
    sources.write(paths.raw(name) / "participation.csv", header, rows)


def _place(sender: str, table: str, column: str) -> tuple[str, form.Place]:
    """Return the place of the first answer in a column of a table in a sender's form."""
    present = folder.taking_part(opening.open_period(PERIOD).values())
    sheet, asked = form.of(PERIOD, sender, present).asked[table]
    found = next(one for one in asked.columns if one.name == column)
    return sheet.title, asked.at(found, 0)
