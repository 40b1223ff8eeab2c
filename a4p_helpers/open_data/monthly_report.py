"""DPO's monthly report of uniformed personnel, read from the published PDF.

The layout of the pages has changed seven times since 2015, so none is assumed. The heading names
the columns, wherever it is; names of countries and missions are beside their rows, above them, or
in the middle of them. Every printed sum is added up again, and a report whose rows are not covered
by printed sums is not taken.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise, takewhile
from pathlib import Path
from statistics import median

import pandas as pd

from a4p_helpers.core import checksums, paths
from a4p_helpers.core.faults import Fault, in_short, in_words
from a4p_helpers.core.wording import folded
from a4p_helpers.open_data import dates, pdf
from a4p_helpers.open_data.derived import OpenDataError

COLUMNS = (
    "report_month",
    "as_of_date",
    "mission_acronym",
    "contributing_country",
    "personnel_type",
    "male",
    "female",
    "total",
    "layout",
)
TROOPS, STAFF_OFFICERS = "Troops", "Staff Officer"
EXPERTS, UNITS, POLICE = "Experts on Mission", "Formed Police Units", "Individual Police"
# Names of the types in reports, in lower case and singular.
TYPES = {
    **dict.fromkeys(("troop", "contingent troop", "contingent", "military contingent"), TROOPS),
    **dict.fromkeys(("staff officer", "staff", "military staff officer", "mso"), STAFF_OFFICERS),
    **dict.fromkeys(("expert on mission", "expert", "military expert on mission"), EXPERTS),
    **dict.fromkeys(("un military expert on mission", "unmem", "military expert", "eom"), EXPERTS),
    **dict.fromkeys(("military observer", "unmo"), EXPERTS),
    **dict.fromkeys(("formed police unit", "formed police", "fpu"), UNITS),
    **dict.fromkeys(("individual police", "ind police", "individual police officer"), POLICE),
    **dict.fromkeys(("police", "unpol", "un police", "ipo", "police officer"), POLICE),
}
# The first of these words in a heading names its column's content; names of types take precedence.
HEADINGS = {
    **dict.fromkeys(("f", "female", "women", "woman"), "female"),
    **dict.fromkeys(("m", "male", "men", "man"), "male"),
    "total": "total",
    **dict.fromkeys(("date", "as"), "date"),
    **dict.fromkeys(("country", "contributor", "state", "tcc", "pcc"), "country"),
    **dict.fromkeys(("mission", "operation"), "mission"),
    **dict.fromkeys(("type", "post", "description", "category"), "type"),
}
MEASURES = ("female", "male", "total")
# Names that reports have cut off or written otherwise; other names are taken as printed.
COUNTRIES = {
    "Bolivia": ["Bolivia (Plurinational State of)", "Plurinational State of Bolivia"],
    "Bosnia and Herzegovina": [],
    "Brunei Darussalam": [],
    "Burkina Faso": [],
    "Cabo Verde": ["Cape Verde"],
    "Central African Republic": [],
    "Czech Republic": ["Czechia"],
    "Côte d'Ivoire": ["Cote d'Ivoire"],
    "Democratic Republic of the Congo": ["Democratic Republic of the Congo (DRC)"],
    "Dominican Republic": [],
    "Eswatini": ["Swaziland"],
    "Gambia": ["Gambia (Republic of The)", "The Gambia"],
    "Iran (Islamic Republic of)": ["Iran"],
    "Kyrgyzstan": ["Kyrgyz Republic"],
    "Netherlands": ["Netherlands (Kingdom of the)", "Kingdom of the Netherlands"],
    "North Macedonia": ["The former Yugoslav Republic of Macedonia", "Republic of North Macedonia"],
    "Papua New Guinea": [],
    "Republic of Korea": ["Korea, Republic of"],
    "Republic of Moldova": ["Moldova, Republic of"],
    "Russian Federation": [],
    "Sao Tome and Principe": ["São Tomé and Príncipe"],
    "Solomon Islands": [],
    "Türkiye": ["Turkey", "Turkiye"],
    "United Kingdom": ["United Kingdom of Great Britain and Northern Ireland"],
    "United Republic of Tanzania": ["Tanzania, United Republic of"],
    "United States of America": [],
    "Viet Nam": ["Vietnam"],
}
NUMBER = re.compile(r"\d+|\d{1,3}(?:[,. '\u2019]\d{3})+|[-\u2013\u2014]")
TOTAL = re.compile(r"\b(?:sub)?-?totals?\b", re.IGNORECASE)
FOOT = re.compile(r"\bpage \d+|\breport generated|^[ap]m$", re.IGNORECASE)
PAGES = re.compile(r"\bpage (\d+) of (\d+)", re.IGNORECASE)
# Most distance between two lines, in sizes of type: for a name above rows, beside rows, a heading.
CLOSE, PARTS, HEADING = 1.6, 1.3, 2.2
AGAIN = "Download the report again"
ASK = "Download it again; if the page prints it so, tell those who maintain this software"
UNKNOWN = "has numbers but no known type of personnel"
NEW_TYPE = "If the publisher has a new type, add it to TYPES in open_data/monthly_report.py"
SERIES = (
    "Take the monthly report 'Contribution of Uniformed Personnel to UN by Mission, Country, and "
    "Personnel Type'"
)


Holds = tuple[str, str]
TOTALS: Holds = ("", "total")
NAMES = ("mission", "country", "type")
OFTEN = 0.1  # share of rows with a name beside them from which names count as beside rows
MOST_SUMS = 3  # most wrong sums in a message: one misread page makes many
DEEPEST = 15  # lines of a page within which its heading must begin


@dataclass(frozen=True, eq=False)
class Report:
    """One monthly report: its rows in the columns of the extract, and notes on it.

    In `rows` male and female are blank if the report gives no sexes, and the mission if it names
    none. `places` are the page and line of each row. `grand_total` is None if none is printed.
    """

    day: date
    rows: pd.DataFrame
    places: list[tuple[int, int]]
    grand_total: int | None
    notes: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class Column:
    """A column of a heading: its content, and the left and right of its name."""

    role: str
    holds: Holds
    left: float
    right: float


@dataclass
class Item:
    """One line below a heading, as far as it was understood."""

    line: pdf.Line
    numbers: dict[Holds, int]
    names: dict[str, str] = field(default_factory=dict)  # texts of the line, by role
    type: str = ""
    label: str | None = None  # of a sum; blank if the sum has none
    mission: str = ""
    country: str = ""

    @property
    def is_row(self) -> bool:
        """Whether it counts persons and is not a sum."""
        return bool(self.numbers) and self.label is None


def read(path: Path) -> Report:
    """Return a report as printed.

    Raises
    ------
    OpenDataError
        The file cannot be read, is another report, or disagrees with its own sums.
    """
    try:
        sha256, pages = checksums.of(path), pdf.lines(path)
    except pdf.PdfError as error:
        raise _refused(path, error.problem, error.remedy) from error
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise _refused(path, problem, "Check the name and the folder") from error
    return _Reading(path, pages).report(sha256)


def _refused(path: Path, problem: str, remedy: str) -> OpenDataError:
    file = paths.shown(path)
    return OpenDataError(file, [Fault(file, 0, "", "", problem, remedy)])


class _Reading:
    """A report during reading: the columns of its first heading, its lines, and its faults."""

    def __init__(self, path: Path, pages: Sequence[Sequence[pdf.Line]]) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.title: list[str] = []
        self.columns: list[Column] = []
        self.blank = [number for number, lines in enumerate(pages, start=1) if not lines]
        self._check_pages(pages)
        self.items = self._items(pages)
        self.rows = [item for item in self.items if item.is_row]

    def report(self, sha256: str) -> Report:
        self._name()
        self._raise()
        grand_total = self._check_sums()
        self._raise()
        day, notes = self._day()
        if self.blank:
            notes.append(f"Pages without text: {in_words(self.blank)}. Compare with the report.")
        if grand_total is None:
            said = "each row" if self.is_flat else "countries or missions"
            notes.append(f"It prints no grand total; the sums of {said} agree.")
        rows, places = self._table(day)
        return Report(day, rows, places, grand_total, tuple(notes), sha256)

    def _fault(self, line: pdf.Line, problem: str, remedy: str = ASK) -> None:
        file, said = paths.shown(self.path), in_short(line.text, 60)
        self.faults.append(Fault(file, line.number, "", said, problem, remedy, page=line.page))

    def _raise(self) -> None:
        """Raise the faults: for each cause the first one and the number of others."""
        alike: dict[str, list[Fault]] = {}
        for fault in self.faults:
            alike.setdefault(fault.problem, []).append(fault)
        told = []
        for problem, (first, *others) in alike.items():
            more = f"; {len(others):,} more lines have the same fault" if others else ""
            told.append(replace(first, problem=f"{problem}{more}"))
        if told:
            raise OpenDataError(paths.shown(self.path), told)

    # Lines

    def _check_pages(self, pages: Sequence[Sequence[pdf.Line]]) -> None:
        """Refuse a file that lacks pages by its own count."""
        counts = [match for page in pages for one in page if (match := PAGES.search(one.text))]
        if counts:
            there = {int(match[1]) for match in counts}
            every = max(int(match[2]) for match in counts)
            if missing := [number for number in range(1, every + 1) if number not in there]:
                word = "page" if len(missing) == 1 else "pages"
                problem = f"lacks {word} {in_words(missing)} of {every}"
                raise _refused(self.path, problem, AGAIN)

    def _items(self, pages: Sequence[Sequence[pdf.Line]]) -> list[Item]:
        """Return the lines below headings; a page without one continues the page before it."""
        columns: list[Column] = []
        bodies: list[tuple[list[Column], list[pdf.Line]]] = []
        starts = _starts([line for page in pages for line in page])
        for page in ([_parted(line, starts) for line in one] for one in pages):
            start, end = len(page), 0
            if found := _heading(page):
                columns, start, end = found
            if not bodies:
                self.title += [line.text for line in page[:start]]
                self.columns = columns
            if columns:
                lines = [line for line in page[end:] if not FOOT.search(line.text)]
                bodies.append((columns, _whole_types(lines, columns)))
        if not bodies:
            begins = in_short(" ".join(self.title), 70)
            raise _refused(self.path, f"is another report, which begins {begins!r}", SERIES)
        places = _places(bodies)
        items = [self._item(line, columns, places) for columns, lines in bodies for line in lines]
        while items and not items[-1].numbers:  # text below the table
            items.pop()
        if not any(item.type or self._is_wide for item in items):
            problem = "is another report: no line has a type of personnel and a number"
            raise _refused(self.path, problem, SERIES)
        self._raise()
        return items

    @property
    def _is_wide(self) -> bool:
        """Whether types of personnel are columns."""
        return any(column.holds[0] for column in self.columns)

    def _item(self, line: pdf.Line, columns: list[Column], places: dict[Holds, float]) -> Item:
        """Return one line with its parts identified, or add a fault."""
        cells, numbers = _numbers(line, columns, places)
        item = Item(line, numbers)
        if len(numbers) < len(cells):
            self._fault(line, "has a number that is not below a column")
        beside = [column for column in columns if column.role in (*NAMES, "other")]
        texts: dict[str, str] = {}
        is_below = False  # whether a text is below the heading of types
        for cell in line.cells:
            if not NUMBER.fullmatch(cell.text) and not dates.named(cell.text):
                near = _nearest(cell, beside)
                texts[near.role] = f"{texts.get(near.role, '')} {cell.text}".strip()
                is_below |= near.role == "type" and cell.left <= near.right
        texts.pop("other", None)
        for role, printed in texts.items():
            text = re.sub(r"^\d+ ", "", printed)
            if _plain(text) in TYPES and not self._is_wide:
                item.type = TYPES[_plain(text)]
            elif TOTAL.search(text) or role == "type":
                item.label = f"{item.label or ''} {text}".strip()
            else:
                item.names[role] = text
        if item.type and not numbers:
            self._fault(line, "names a type of personnel without a number")
        elif numbers and not item.type and not item.names and item.label is None:
            item.label = ""
        elif (
            numbers
            and not (item.type or self._is_wide)
            and (item.label is None or (is_below and not TOTAL.search(item.label)))
        ):
            self._fault(line, UNKNOWN, NEW_TYPE)
        return item

    # Missions and countries

    def _name(self) -> None:
        """Give every row its mission and its country."""
        changes = {}
        for role in ("mission", "country"):
            if any(column.role == role for column in self.columns):
                beside = sum(role in item.names for item in self.rows) / len(self.rows)
                if beside < OFTEN or self._stands_first(role):
                    self._name_below(role)
                else:
                    self._name_centred(role)
                for item in self.rows:
                    if not getattr(item, role):
                        self._fault(item.line, f"has no {role} beside it or in a row above")
            names = [getattr(item, role) for item in self.rows]
            changes[role] = sum(one != other for one, other in pairwise(names))
        self.inner = max(changes, key=lambda role: changes[role])
        self.is_flat = all({"mission", "country"} <= item.names.keys() for item in self.rows)

    def _name_below(self, role: str) -> None:
        """Apply each name to its own line and those below it, up to the next name."""
        current, last = "", None
        for item in self.items:
            name = item.names.get(role, "") if item.label is None else ""
            if name:
                goes_on = last and not item.numbers and _is_close(last, item.line, CLOSE)
                current = f"{current} {name}" if goes_on else name
            last = item.line if name and not item.numbers else None
            setattr(item, role, current)

    def _stands_first(self, role: str) -> bool:
        """Whether names are beside the first of their rows, not in the middle."""
        return all(
            role in next((item.names for item in section if item.is_row), {role: ""})
            for section in self._sections(role, by_page=False)
        ) and all(
            item.numbers or (before.names.get(role) and _is_close(before.line, item.line, CLOSE))
            for before, item in pairwise(self.items)
            if role in item.names
        )

    def _name_centred(self, role: str) -> None:
        """Apply each name to the rows around it, page by page."""
        for section in self._sections(role):
            rows = [item for item in section if item.is_row]
            labels = _labels(section, role)
            heights = [item.line.height for item in rows]
            blocks = _blocks(heights, [height for height, _, _ in labels])
            for (start, end), (height, slack, name) in zip(blocks, labels, strict=True):
                if start < end and abs((heights[start] + heights[end - 1]) / 2 - height) <= slack:
                    for item in rows[start:end]:
                        setattr(item, role, name)

    def _sections(self, role: str, by_page: bool = True) -> list[list[Item]]:
        """Return the lines between sums, lone names of the other role, and pages."""
        sections: list[list[Item]] = [[]]
        for item in self.items:
            if item.label is not None or (not item.numbers and item.names.keys() - {role}):
                sections.append([])
                continue
            if by_page and sections[-1] and sections[-1][-1].line.page != item.line.page:
                sections.append([])
            sections[-1].append(item)
        return [section for section in sections if section]

    # Sums

    def _check_sums(self) -> int | None:
        """Add up each printed sum again; return the grand total, if one is printed.

        Rows without a sum are a fault, unless each names everything and has its own sum.
        """
        own = [item for item in self.rows if self._check_row(item)]
        self._raise()
        rows: list[Item] = []
        covered = {id(item) for item in own if self.is_flat}
        grand_total = None
        for item in self.items:
            if item.is_row:
                rows.append(item)
            elif item.numbers and len(self.faults) < MOST_SUMS:
                run = self._check_sum(item, rows)
                covered |= {id(row) for row in run}
                if len(run) == len(self.rows):
                    grand_total = item.numbers.get(TOTALS) or sum(item.numbers.values())
        alone = [row for row in self.rows if id(row) not in covered]
        if alone and not self.faults:
            problem = "is in no printed sum: nothing shows that the page was read correctly"
            self._fault(alone[0].line, problem)
        return grand_total

    def _check_row(self, item: Item) -> bool:
        """Compare a row with its own sum; return whether it has one."""
        parts = [
            number
            for (kind, measure), number in item.numbers.items()
            if measure != "total" or (kind and (kind, "male") not in item.numbers)
        ]
        total = item.numbers.get(TOTALS)
        if total is None or not parts:
            return False
        if sum(parts) != total:
            self._fault(item.line, f"adds up to {sum(parts):,}, not to {total:,}")
        return True

    def _check_sum(self, item: Item, rows: list[Item]) -> list[Item]:
        """Return the rows that a printed sum covers."""
        differences = []
        for shared in self._levels(item, rows):
            run = _run(rows, shared)
            added = {holds: sum(row.numbers.get(holds, 0) for row in run) for holds in item.numbers}
            if added == item.numbers:
                return run
            holds = max(added, key=lambda one: abs(added[one] - item.numbers[one]))
            differences.append((item.numbers[holds], added[holds]))
        # If sums are wrong, they explain a wrong sum over them.
        if differences and any(item.numbers.values()) and (len(run) < len(rows) or not self.faults):
            printed, summed = min(differences, key=lambda one: abs(one[0] - one[1]))
            problem = f"prints the sum {printed:,}, but its rows add up to {summed:,}"
            self._fault(item.line, problem)
        return []

    def _levels(self, item: Item, rows: list[Item]) -> list[tuple[str, ...]]:
        """Return what the rows of a sum may share, by its label; the narrowest first."""
        if not rows:
            self._fault(item.line, "is a sum of no rows")
            return []
        label, outer = _plain(item.label or ""), "country"
        if self.inner == "country":
            outer = "mission"
        shared = {self.inner: (outer, self.inner), outer: (outer,)}
        named = [
            role
            for role in (self.inner, outer)
            if role in label or _is_named(label, _plain(getattr(rows[-1], role)))
        ]
        if label.startswith("grand"):
            return [()]
        if named:
            return [shared[named[0]]]
        if label and not TOTAL.search(label):
            self._fault(item.line, "is a sum of something other than the rows above it")
            return []
        return [shared[self.inner], shared[outer], ()]

    # The result

    def _day(self) -> tuple[date, list[str]]:
        """Return the day that the pages name, or else the end of the file's month, and notes."""
        title = " ".join(line for line in self.title if not FOOT.search(line))
        on_lines = Counter(
            day
            for row in self.rows
            for cell in row.line.cells
            if not NUMBER.fullmatch(cell.text)
            for day in dates.named(cell.text)
        )
        days = dates.named(title) or [
            day for day, times in on_lines.items() if times > len(self.rows) / 2
        ]
        named = dates.named(self.path.stem.replace("_", " "))
        notes = []
        if not days and not named:
            remedy = "Name the file after its month, such as 2023-05.pdf"
            raise _refused(self.path, "names no month, on its pages or in its name", remedy)
        if not days:
            notes.append(f"Its pages name no month; the file's name gives {named[0]:%Y-%m}.")
        elif named and f"{named[0]:%Y-%m}" != f"{days[0]:%Y-%m}":
            notes.append(
                f"It is the report of {days[0]:%Y-%m}, though the file is named after "
                f"{named[0]:%Y-%m}; the month on the pages is used."
            )
        return (days or named)[0], notes

    def _table(self, day: date) -> tuple[pd.DataFrame, list[tuple[int, int]]]:
        """Return the rows in the columns of the extract, and the place of each.

        If every country or mission has a line or column for each type, zeros carry no information
        and are left out. Otherwise a zero is printed for earlier contributors, and is kept.
        """
        countries = _countries({item.country for item in self.rows})
        counted: list[tuple[Item, str, dict[str, int]]] = []
        of_each: dict[tuple[str, str], set[str]] = {}
        for item in self.rows:
            of_kind: dict[str, dict[str, int]] = {}
            for (kind, measure), number in item.numbers.items():
                if kind or not self._is_wide:
                    of_kind.setdefault(kind or item.type, {})[measure] = number
            counted += [(item, kind, numbers) for kind, numbers in of_kind.items()]
            of_each.setdefault((item.mission, item.country), set()).update(of_kind)
        kinds = set.union(*of_each.values())
        is_filled = len(kinds) > 1 and all(one == kinds for one in of_each.values())
        measures = {column.holds[1] for column in self.columns if column.role == "number"}
        has_sexes = {"male", "female"} <= measures
        layout = self._layout(kinds, has_sexes)
        rows, places = [], []
        for item, kind, numbers in counted:
            male, female = numbers.get("male", 0), numbers.get("female", 0)
            total = numbers.get("total", male + female)
            if total or not is_filled:
                is_by_sex = has_sexes and (male or female or not total)
                sexes = (str(male), str(female)) if is_by_sex else ("", "")
                named = item.mission, countries[item.country], kind
                rows.append((f"{day:%Y-%m}", day.isoformat(), *named, *sexes, str(total), layout))
                places.append((item.line.page, item.line.number))
        return pd.DataFrame(rows, columns=COLUMNS, dtype="str"), places

    def _layout(self, kinds: set[str], has_sexes: bool) -> str:
        """Return the letter of the layout of the pages."""
        if STAFF_OFFICERS not in kinds:
            return "A"
        if self._is_wide:
            return "W" if has_sexes else "N"
        if not any(column.role == "mission" for column in self.columns):
            return "D"
        if self.is_flat:
            return "F"
        if self.inner == "mission":
            return "C"
        return "I" if any("country" in row.names for row in self.rows) else "H"


def _run(rows: list[Item], shared: tuple[str, ...]) -> list[Item]:
    """Return the last rows that share the `shared` names of the very last one."""

    def key(row: Item) -> list[str]:
        return [getattr(row, role) for role in shared]

    return list(takewhile(lambda row: key(row) == key(rows[-1]), reversed(rows)))


def _is_named(label: str, name: str) -> bool:
    """Whether the label of a sum is a name, ends with one, or is a name cut off."""
    return bool(name) and (label.endswith(name) or (len(label) > 3 and name.startswith(label)))


def _plain(text: str) -> str:
    """Return words for comparison of names: lower case, without marks, singular."""
    words = re.findall(r"[^\W_]+", text.lower())
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)


def _countries(printed: set[str]) -> dict[str, str]:
    """Return the name of each country that a report prints, even if it is cut off.

    A name that begins two countries is the one that the report does not name elsewhere.
    """
    spellings = {
        folded(spelling): name for name, others in COUNTRIES.items() for spelling in (name, *others)
    }
    meant = {
        name: {spellings[folded(name)]}
        if folded(name) in spellings
        else {full for spelling, full in spellings.items() if spelling.startswith(folded(name))}
        for name in printed
    }
    sure = {name for one in meant.values() if len(one) == 1 for name in one}
    found = {}
    for name, ones in meant.items():
        left = ones if len(ones) == 1 else ones - sure
        found[name] = left.pop() if len(left) == 1 and len(name) > 3 else name
    return found


# Headings and columns


def _heading(page: Sequence[pdf.Line]) -> tuple[list[Column], int, int] | None:
    """Return the columns of a page's heading and its first and last line; None without one."""
    found: list[tuple[int, int, int, list[Column]]] = []
    for start in range(min(len(page), DEEPEST)):
        for end in range(start + 1, min(start + 4, len(page) + 1)):
            lines = page[start:end]
            if not all(_is_close(one, other, HEADING) for one, other in pairwise(lines)):
                break
            columns = _columns(lines)
            roles = {column.role for column in columns}
            known = {(column.role, column.holds) for column in columns if column.role != "other"}
            if {"country", "number"} <= roles and len(known) >= 3:
                found.append((len(known), start - end, -start, columns))
    if not found:
        return None
    _, lines_back, begins, columns = max(found, key=lambda one: one[:3])
    return columns, -begins, -begins - lines_back


def _columns(lines: Sequence[pdf.Line]) -> list[Column]:
    """Return the columns of a heading; names on several lines are joined from the top.

    Several names below one, such as M and F below Troops, are separate columns.
    """
    named = [(cell.left, cell.right, cell.text) for cell in lines[0].cells]
    for line in lines[1:]:
        below: dict[tuple[float, float, str], list[pdf.Cell]] = {}
        alone = []
        for cell in line.cells:
            near = min(named, key=lambda one: abs((one[0] + one[1]) / 2 - cell.middle))
            if (near[0] <= cell.right and cell.left <= near[1]) or _is_sex(cell):
                below.setdefault(near, []).append(cell)
            else:
                alone.append((cell.left, cell.right, cell.text))
        for above in named:
            cells = below.get(above, [])
            if len(cells) == 1:
                left, right = min(above[0], cells[0].left), max(above[1], cells[0].right)
                alone.append((left, right, f"{above[2]} {cells[0].text}"))
            elif cells:
                alone += [(one.left, one.right, f"{above[2]} {one.text}") for one in cells]
            else:
                alone.append(above)
        named = alone
    return [_column(*one) for one in sorted(named)]


def _is_sex(cell: pdf.Cell) -> bool:
    return HEADINGS.get(_plain(cell.text)) in ("female", "male")


def _column(left: float, right: float, name: str) -> Column:
    words = _plain(name).split()
    kind = TYPES.get(" ".join(words)) or TYPES.get(" ".join(words[:-1]), "")
    meant = next((role for word, role in HEADINGS.items() if word in words), "other")
    if kind and meant not in MEASURES:
        meant = "total"
    if meant in MEASURES:
        return Column("number", (kind, meant), left, right)
    return Column(meant, ("", ""), left, right)


def _is_close(one: pdf.Line, other: pdf.Line, sizes: float) -> bool:
    """Whether a line follows another on its page within `sizes` of its type."""
    return one.page == other.page and one.height - other.height <= sizes * other.size


def _nearest(cell: pdf.Cell, columns: Sequence[Column]) -> Column:
    """Return the column that a cell overlaps most, or else the one beside it."""
    return max(columns, key=lambda one: min(one.right, cell.right) - max(one.left, cell.left))


def _starts(lines: Sequence[pdf.Line]) -> set[int]:
    """Return places where many texts begin, which show columns with texts left of their name."""
    texts = (one for line in lines for one in line.cells if not NUMBER.fullmatch(one.text))
    counts = Counter(round(cell.left) for cell in texts)
    return {left for left, number in counts.items() if number >= max(3, len(lines) / 20)}


def _parted(line: pdf.Line, starts: set[int]) -> pdf.Line:
    """Return a line with cells split where a text runs up to the next column."""
    cells: list[pdf.Cell] = []
    for cell in line.cells:
        words: list[tuple[float, str]] = []
        for left, word in cell.words:
            if words and round(left) in starts:
                cells.append(pdf.Cell(words[0][0], left, words))
                words = []
            words.append((left, word))
        cells.append(pdf.Cell(words[0][0], cell.right, words))
    return replace(line, cells=cells)


def _whole_types(lines: Sequence[pdf.Line], columns: list[Column]) -> list[pdf.Line]:
    """Return lines in which each type of personnel is complete beside its numbers.

    A name of two or three lines has parts above its numbers, below them, or both.
    """
    beside = [column for column in columns if column.role in (*NAMES, "other")]

    def has_numbers(line: pdf.Line) -> bool:
        return any(NUMBER.fullmatch(cell.text) for cell in line.cells)

    def of_type(line: pdf.Line) -> list[pdf.Cell]:
        return [
            cell
            for cell in line.cells
            if not NUMBER.fullmatch(cell.text) and _nearest(cell, beside).role == "type"
        ]

    def part(at: int, line: pdf.Line) -> list[pdf.Cell]:
        """Return the cells under types on a line without numbers, close to a line with numbers."""
        if not 0 <= at < len(made) or has_numbers(made[at]):
            return []
        upper, lower = sorted((made[at], line), key=lambda one: -one.height)
        return of_type(made[at]) if _is_close(upper, lower, PARTS) else []

    made = list(lines)
    for at, line in enumerate(lines):
        if not has_numbers(line):
            continue
        above, own, below = part(at - 1, line), of_type(line), part(at + 1, line)
        for parts in ((above, own, below), ([], own, below), (above, own, [])):
            cells = [cell for one in parts for cell in one]
            if cells != own and _plain(" ".join(cell.text for cell in cells)) in TYPES:
                words = [word for cell in cells for word in cell.words]
                left, right = min(one.left for one in cells), max(one.right for one in cells)
                others = [cell for cell in line.cells if cell not in own]
                whole = sorted([*others, pdf.Cell(left, right, words)], key=lambda one: one.left)
                made[at] = replace(line, cells=whole)
                for place in (at - 1, at + 1):
                    if 0 <= place < len(made):
                        rest = [cell for cell in made[place].cells if cell not in cells]
                        made[place] = replace(made[place], cells=rest)
                break
    return [line for line in made if line.cells]


Body = tuple[list[Column], list[pdf.Line]]


def _number_cells(line: pdf.Line, columns: list[Column]) -> list[pdf.Cell]:
    """Return the cells with counts; a number before a country is only its serial number."""
    others = [column for column in columns if column.role != "date"]
    return [
        cell
        for cell in line.cells
        if NUMBER.fullmatch(cell.text) and _nearest(cell, others).role in ("number", "type")
    ]


def _places(bodies: Sequence[Body]) -> dict[Holds, float]:
    """Return the place of each column's numbers, from the lines that have all of them."""
    found: dict[Holds, list[float]] = {}
    for columns, lines in bodies:
        counting = [column for column in columns if column.role == "number"]
        for line in lines:
            cells = _number_cells(line, columns)
            if len(cells) == len(counting):
                for column, cell in zip(counting, cells, strict=True):
                    found.setdefault(column.holds, []).append(cell.middle)
    return {holds: median(middles) for holds, middles in found.items()}


def _numbers(
    line: pdf.Line, columns: list[Column], places: dict[Holds, float]
) -> tuple[list[pdf.Cell], dict[Holds, int]]:
    """Return the cells with numbers, and the numbers by column; two in a column are joined."""
    counting = [column for column in columns if column.role == "number"]
    cells = _number_cells(line, columns)
    if len(cells) == len(counting):
        chosen = counting
    else:

        def distance(column: Column, cell: pdf.Cell) -> float:
            place = places.get(column.holds, (column.left + column.right) / 2)
            return abs(place - cell.middle)

        chosen = [min(counting, key=lambda one: distance(one, cell)) for cell in cells]
    values = [int(re.sub(r"\D", "", cell.text) or 0) for cell in cells]
    return cells, {column.holds: value for column, value in zip(chosen, values, strict=True)}


def _blocks(rows: Sequence[float], labels: Sequence[float]) -> list[tuple[int, int]]:
    """Split rows into one block for each label, so that labels are near the middles of blocks.

    Both are heights from the top. Each block is its first row and the one after its last; the list
    is empty if rows are fewer than labels.
    """
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for label in labels:
        longer: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (cost, blocks) in best.items():
            for end in range(start + 1, len(rows) + 1):
                sum_of_costs = cost + abs((rows[start] + rows[end - 1]) / 2 - label)
                if end not in longer or sum_of_costs < longer[end][0]:
                    longer[end] = (sum_of_costs, [*blocks, (start, end)])
        best = longer
    _, blocks = best.get(len(rows), (0.0, []))
    return blocks or [(0, 0)] * len(labels)


def _labels(section: Sequence[Item], role: str) -> list[tuple[float, float, str]]:
    """Return the names of a section: the height of each middle, its tolerance, and the name."""
    groups: list[list[Item]] = []
    for item in section:
        if role in item.names:
            last = groups[-1][-1] if groups else None
            if (
                last
                and _is_close(last.line, item.line, CLOSE)
                and not (last.numbers and item.numbers)
            ):
                groups[-1].append(item)
            else:
                groups.append([item])
    return [
        (
            (group[0].line.height + group[-1].line.height) / 2,
            group[0].line.size,
            " ".join(item.names[role] for item in group),
        )
        for group in groups
    ]
