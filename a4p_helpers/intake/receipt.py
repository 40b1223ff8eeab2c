"""The receipt of a return, to send back: what was taken, what to correct, what looks odd.

As a page and as plain text, both complete in themselves. What the sender wrote is shown as text.
"""

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import NOTHING_TO_DO, Fault, in_words, sentences
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED
from a4p_helpers.intake.forms import full_name
from a4p_helpers.intake.receive import Receipt
from a4p_helpers.report import pages

WIDTH = 88
LONGEST_NAME = 50  # of a refused file; its end tells most, and a name has at most 255 bytes
MOST = 200  # faults on one receipt; who mends these sees the rest next time


def write(receipt: Receipt) -> tuple[Path, Path]:
    """Write a receipt as HTML and as text; return where they are.

    That of a refused file is named after the file and its checksum: others may send one of that
    name.
    """
    folder = paths.outputs(receipt.period) / "receipts"
    folder.mkdir(parents=True, exist_ok=True)
    refused = f"refused-{receipt.file[-LONGEST_NAME:]}-{receipt.sha256[:8]}"
    name = Path(receipt.stored).stem if receipt.stored else refused
    name = re.sub(r"[^\w.-]+", "_", name)
    page, note = folder / f"{name}.html", folder / f"{name}.txt"
    for path, content in ((page, html(receipt)), (note, text(receipt))):
        with paths.replacing(path) as unfinished:
            unfinished.write_text(content, encoding="utf-8", newline="\n")
    return page, note


def verdict(receipt: Receipt) -> str:
    """Say in one sentence what came of a file."""
    if receipt.is_refused:
        return "The file was not taken. Correct what is listed below and send it again."
    number = len(receipt.all_faults)
    if number:
        in_part = [one.frame is not None for one in receipt.verdicts if one.faults]
        what = "rows" if all(in_part) else "tables and rows" if any(in_part) else "tables"
        faults = _counted(number, "fault")
        return f"The file was received, with {faults}: the {what} concerned were not taken."
    if receipt.is_known:
        return "The same file was received before; nothing has changed."
    if not any(one.status != NOT_REPORTED for one in receipt.verdicts):
        return "The file was received, but no table in it is answered."
    if any(NOTHING_TO_DO not in note.remedy for note in receipt.all_notes):
        return "The file was received, and everything in it was taken. Please check the list below."
    return "The file was received, and everything in it was taken."


def _counted(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number} {what}s"


def facts(receipt: Receipt) -> list[tuple[str, str]]:
    """Return what identifies a return."""
    reporter = receipt.reporter
    named = f"{full_name(reporter)} ({reporter})" if reporter else "not known"
    return [
        (label, value)
        for label, value in (
            ("Period", f"{periods.get(receipt.period).label} ({receipt.period})"),
            ("From", named),
            ("File", receipt.file),
            ("Received", receipt.received.replace("T", " ").replace("Z", " UTC")),
            ("Kept as", receipt.stored),
            ("Replaces", receipt.replaces),
            ("A later one stands", receipt.stands_behind),
            ("Form version", receipt.form_version),
            ("Checksum (SHA-256)", receipt.sha256),
        )
        if value
    ]


def tables(receipt: Receipt) -> list[tuple[str, str, str]]:
    """Return for each table of a return its title, the answer, and what became of it."""
    rows = []
    for one in receipt.verdicts:
        number = 0 if one.frame is None else len(one.frame)
        answer = one.status
        if one.status == REPORTED and number:
            answer = _counted(number, "row")
        if one.faults:
            became = "not taken" if one.frame is None else "taken but for some rows"
            became += f": {_counted(len(one.faults), 'fault')}"
        else:
            became = "no answer" if one.status == NOT_REPORTED else "taken"
        rows.append((TABLES[one.table].title(), answer, became))
    return rows


def html(receipt: Receipt) -> str:
    """Return the receipt as a page that needs nothing else."""
    return pages.part(
        "receipt.html.j2",
        title=f"Receipt: {receipt.file}",
        verdict=verdict(receipt),
        is_good=not receipt.all_faults,
        facts=facts(receipt),
        faults=gathered(in_order(receipt.all_faults)),
        notes=gathered(receipt.all_notes),
        most=MOST,
        tables=tables(receipt),
    )


def text(receipt: Receipt) -> str:
    """Return the receipt as plain text, for a message."""
    lines = ["RECEIPT OF AN A4P+ RETURN", "", *_wrapped(verdict(receipt)), ""]
    lines += [f"{label + ':':20} {value}" for label, value in facts(receipt)]
    lines += _list("TO CORRECT", in_order(receipt.all_faults))
    lines += _list("PLEASE CHECK (allowed, but odd)", receipt.all_notes)
    if receipt.verdicts:
        lines += ["", "WHAT WAS TAKEN"]
        lines += [f"  {title:32} {answer:18} {became}" for title, answer, became in tables(receipt)]
    lines += ["", *_wrapped("Correct the same form and send it again; it replaces this one.")]
    return "\n".join(lines) + "\n"


def in_order(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults as their sender goes through the file: sheet by sheet, row by row."""
    sheets = list(dict.fromkeys(fault.sheet for fault in faults))
    return sorted(faults, key=lambda fault: (sheets.index(fault.sheet), fault.row))


def gathered(faults: Sequence[Fault]) -> list[tuple[str, Fault]]:
    """Return faults with their place; what is wrong alike in many cells of a column comes once."""
    alike: dict[tuple[str, ...], list[Fault]] = {}
    for one in faults:
        same = (one.sheet, one.column, one.value, one.problem, one.remedy)
        alike.setdefault(same, []).append(one)
    return [(place(*of_one_cause), of_one_cause[0]) for of_one_cause in alike.values()]


def place(fault: Fault, *others: Fault) -> str:
    """Return where a fault is, and others like it, without the file that the receipt is about."""
    parts = [f"Sheet {fault.sheet!r}".replace("'", "‘", 1).replace("'", "’")] if fault.sheet else []
    places = dict.fromkeys(one.cell or one.row for one in (fault, *others))
    if fault.cell or fault.row:
        what = "cell" if fault.cell else "row"
        parts.append(f"{what if len(places) == 1 else f'{what}s'} {in_words(places)}")
    if fault.column:
        parts.append(fault.column if fault.sheet else f"column {fault.column}")
    return ", ".join(parts) or "Whole file"


def _list(title: str, faults: list[Fault]) -> list[str]:
    if not faults:
        return []
    lines = ["", title]
    listed = gathered(faults)
    for number, (where, fault) in enumerate(listed[:MOST], start=1):
        value = " ".join(fault.value.split())
        shown = f" “{value[:60]}{'…' if len(value) > 60 else ''}”" if value else ""
        lines += _wrapped(
            f"{number:3}. {where}:{shown} {sentences(fault.problem, fault.remedy)}",
            indent="     ",
        )
    if len(listed) > MOST:
        lines.append(f"     and {len(listed) - MOST:,} more, told when these are mended")
    return lines


def _wrapped(line: str, indent: str = "") -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False)
