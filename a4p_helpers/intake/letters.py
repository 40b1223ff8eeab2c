"""Letters: drafts of e-mails (.eml) with a form, reminder or receipt attached.

Nothing is sent from here: somebody opens a draft in a mail program, checks it and sends it.
`data/contacts.csv` holds the addresses and never enters git. Without an address a draft has no
recipient, and the command says so.
"""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from a4p_helpers.clean import read
from a4p_helpers.contracts.kinds import PLANNING
from a4p_helpers.core import missions, paths, periods, plan
from a4p_helpers.core.faults import EveryFaultError, Fault, nearest
from a4p_helpers.core.languages import Language, _
from a4p_helpers.core.periods import Period

COLUMNS = ("reporter", "name", "email")
ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")

SUBJECT_FORM = _("{reporter}: half-year return for {period}")
SUBJECT_REMINDER = _("{reporter}: we do not yet have your half-year return for {period}")
SUBJECT_RECEIPT = _("{reporter}: your half-year return for {period}")
SUBJECT_CONFIRM = _("{reporter}: are these your answers for {period}?")
BY = _("Please send it back by {due}.")
WITH_THANKS = _("With thanks,\n\nPlanning unit\n")
FORM = _("""Dear colleague,

Please fill in the attached form for {reporter} and reply to this message with it.

- It covers {first} to {last}.
- It asks {to_fill} answers. What is known already is filled in: please check it.
- The second line of each sheet says which section can answer it.

You will receive a receipt and then a page with your answers, as the report will use them. You can
correct them before anything is published.

If a question is not clear, or does not concern you, just reply.
""")
REMINDER = _("""Dear colleague,

We do not yet have the half-year return of {reporter} in full. It was due on {due}.

- If you have it: please reply with the file, even if some answers are missing.
- If you need help or more time: reply with one line.
- If you sent it: please send it again, as it did not reach us.

Without it, the report says “not reported” for {reporter}. What comes after the report is used for
its next revision.

The form is attached again, with what you have sent filled in.
""")
CONFIRM = _("""Dear colleague,

The attached page shows what {reporter} answered and what the report will say of it.

- If it is right: reply with your name, your function and the day.
- If something is wrong: reply with the question and what it should say, or correct the form.

The report is published without your word if none comes; you can correct it until then.
""")


class ContactsError(EveryFaultError):
    """A list of contacts that cannot be used; lists every fault."""


@dataclass(frozen=True)
class Contact:
    """Somebody who answers for a mission or office; the address may be missing."""

    reporter: str
    name: str
    email: str


def place() -> Path:
    """Return the path of the list of contacts."""
    return paths.root() / "data" / "contacts.csv"


def contacts() -> dict[str, list[Contact]]:
    """Return the contacts of each mission and office; none if the list does not exist.

    Raises
    ------
    ContactsError
        A column is missing, a mission or office is unknown, or an address is not valid.
    """
    if not place().exists():
        return {}
    rows, faults = read.read_rows(place(), COLUMNS)
    known = [*missions.declared(), *plan.offices()]
    found: dict[str, list[Contact]] = {}
    for number, row in rows.items():
        one = Contact(*(" ".join(row[name].split()) for name in COLUMNS))
        wrong = []
        if one.reporter not in known:
            problem = f"is neither a mission nor an office{nearest(one.reporter, known)}"
            wrong.append(("reporter", one.reporter, problem))
        if one.email and not ADDRESS.fullmatch(one.email):
            wrong.append(("email", one.email, "is not an address"))
        for column, value, problem in wrong:
            file = paths.shown(place())
            faults.append(Fault(file, number, column, value, problem, "Correct the row"))
        found.setdefault(one.reporter, []).append(one)
    if faults:
        raise ContactsError([str(one) for one in faults])
    return found


def unreachable(reporters: Sequence[str], known: dict[str, list[Contact]]) -> list[str]:
    """Return a line for each letter without a recipient, or one line where the list is missing."""
    where = paths.shown(place())
    if reporters and not known:
        return [f"Letters have no recipient: {where} does not exist. Add it to address them."]
    return [
        f"{one}: the letter has no recipient; add an address to {where}."
        for one in reporters
        if not any(contact.email for contact in known.get(one, ()))
    ]


def of_form(
    period: str, reporter: str, to_fill: int, due: date | None, form: Path, language: Language
) -> Path:
    """Write the letter that sends a form."""
    text = _filled(FORM, period, reporter, language, to_fill=to_fill)
    by = f"\n{language.say(BY, due=_long(due, language))}\n" if due else ""
    return _write("form", SUBJECT_FORM, period, reporter, f"{text}{by}", [form], language)


def reminder(period: str, reporter: str, due: date, form: Path, language: Language) -> Path:
    """Write the letter that reminds a late sender, with its form as it stands now."""
    text = _filled(REMINDER, period, reporter, language, due=_long(due, language))
    return _write("reminder", SUBJECT_REMINDER, period, reporter, text, [form], language)


def of_receipt(period: str, reporter: str, text: str, page: Path, language: Language) -> Path:
    """Write the letter that sends a receipt."""
    return _write(f"receipt-{page.stem}", SUBJECT_RECEIPT, period, reporter, text, [page], language)


def to_confirm(period: str, reporter: str, pages: Sequence[Path], language: Language) -> Path:
    """Write the letter that asks a sender to confirm its answers."""
    text = _filled(CONFIRM, period, reporter, language)
    return _write("confirm", SUBJECT_CONFIRM, period, reporter, text, pages, language)


def _long(day: date, language: Language) -> str:
    return language.day(day, with_weekday=True)


def _filled(text: str, name: str, reporter: str, language: Language, **more: object) -> str:
    period: Period = periods.get(name)
    first, last = map(language.day, (period.first_day, period.last_day))
    return language.say(text, reporter=reporter, first=first, last=last, **more)


def _write(
    kind: str,
    subject: str,
    period: str,
    reporter: str,
    text: str,
    attached: Sequence[Path],
    language: Language,
) -> Path:
    known, mail = contacts(), EmailMessage()
    label = language.period(periods.get(period))
    mail["Subject"] = language.say(subject, reporter=reporter, period=label)
    for header, who in (("From", PLANNING), ("To", reporter)):
        if addresses := [one.email for one in known.get(who, ()) if one.email]:
            mail[header] = ", ".join(addresses)
    mail["X-Unsent"] = "1"  # so that mail programs open it as a draft
    mail.set_content(f"{text}\n{language.say(WITH_THANKS)}")
    for path in attached:
        kind_of, _sign, subtype = (mimetypes.guess_type(path.name)[0] or "").partition("/")
        mail.add_attachment(
            path.read_bytes(),
            maintype=kind_of or "application",
            subtype=subtype or "octet-stream",
            filename=path.name,
        )
    name = kind if reporter in kind else f"{kind}-{reporter}"
    draft = paths.outputs(period) / "letters" / f"{name}.eml"
    draft.parent.mkdir(parents=True, exist_ok=True)
    with paths.replacing(draft) as unfinished:
        unfinished.write_bytes(bytes(mail))
    return draft
