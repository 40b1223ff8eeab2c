"""Days as publishers write them, read only if they have one possible reading."""

import calendar
import re
from datetime import UTC, date, datetime, timedelta

import pandas as pd

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
NAMED = "|".join(sorted(MONTHS, key=len, reverse=True))
# Within a text such as the title of a report.
NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)\b")
ISO_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_ /.]?(0[1-9]|1[0-2])(?!\d)")
DAY = r"(?<!\d)(3[01]|[12]\d|0?[1-9])\W+"
WORDS = re.compile(rf"(?:{DAY})?(?<![a-z])({NAMED})(?![a-z])\W*(?:{DAY})?(20\d\d)", re.IGNORECASE)
SHORT = re.compile(rf"\b(\d{{1,2}})-({NAMED})-(\d\d)\b", re.IGNORECASE)
# A whole cell.
ISO = re.compile(
    r"(\d{4})(?P<sign>[-/.]?)(\d\d|(?<=[-/.])\d)(?P=sign)(\d\d|(?<=[-/.])\d)(?:[T ][\d:.,+Z ]*)?",
    re.ASCII,
)
PARTED = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d\d)(?: [\d:. APMapm]*)?", re.ASCII)
NAMED_CELL = re.compile(
    rf"(?:(\d{{1,2}})[- ]({NAMED})|({NAMED}) (\d{{1,2}}),?)[- ,]+(\d{{4}}|\d\d)", re.IGNORECASE
)
STAMP = re.compile(r"-?\d{5,13}(?:\.0)?", re.ASCII)
EPOCH, SHEET_EPOCH = datetime(1970, 1, 1, tzinfo=UTC), date(1899, 12, 30)
MILLISECONDS = 10**11  # a number from here on counts milliseconds since 1970, not seconds


def named(text: str) -> list[date]:
    """Return the days that a text names; a month alone means its last day."""
    found = [_parts(match) for match in NUMBERS.finditer(text)]
    for match in WORDS.finditer(text):
        day = int(match[1] or match[3] or 0)
        found.append((int(match[4]), MONTHS[match[2].lower()], day))
    for match in SHORT.finditer(text):
        found.append((_year(match[3]), MONTHS[match[2].lower()], int(match[1])))
    found += [(int(match[1]), int(match[2]), 0) for match in ISO_MONTH.finditer(text)]
    return [one for parts in found if (one := _day(*parts, is_month=True))]


def read(cells: pd.Series) -> tuple[pd.Series, list[str], str]:
    """Return days as 2023-05-31, notes, and a cell with two possible readings.

    A cell that is not a day stays as it is. The whole column shows whether day or month comes
    first: one place has numbers above 12, the other has none.
    """
    unique = [str(cell) for cell in cells.unique()]
    parted = [match for cell in unique if (match := PARTED.fullmatch(cell))]
    first, second = (any(int(match[place]) > 12 for match in parted) for place in (1, 2))
    if parted and first == second:
        return cells, [], parted[0][0]
    in_milliseconds = any(
        STAMP.fullmatch(cell) and abs(float(cell)) >= MILLISECONDS for cell in unique
    )
    days: dict[str, str] = {}
    said: dict[str, str] = {}
    for cell in unique:
        if match := PARTED.fullmatch(cell):
            day = _day(*_parts(match, day_first=first))
            how = f"the {'day' if first else 'month'} first"
        elif match := NAMED_CELL.fullmatch(cell):
            month = MONTHS[(match[2] or match[3]).lower()]
            day, how = _day(_year(match[5]), month, int(match[1] or match[4])), "as words"
        elif (match := ISO.fullmatch(cell)) and not (
            STAMP.fullmatch(cell) and (in_milliseconds or len(cell) != 8)
        ):
            day, how = _day(int(match[1]), int(match[3]), int(match[4])), "the year first"
        elif STAMP.fullmatch(cell):
            day, how = _of_stamp(float(cell), in_milliseconds)
        else:
            continue
        if day:
            days[cell] = day.isoformat()
            if days[cell] != cell:
                said.setdefault(how, f"{cell!r} and similar cells are read as {days[cell]}, {how}")
    return cells.map(lambda cell: days.get(cell, cell)).astype("str"), list(said.values()), ""


def _parts(match: re.Match[str], day_first: bool | None = None) -> tuple[int, int, int]:
    """Return year, month and day from three numbers, the day first unless that is impossible."""
    one, other = int(match[1]), int(match[2])
    if day_first is None:
        day_first = other <= 12
    day, month = (one, other) if day_first else (other, one)
    return _year(match[3]), month, day


def _year(text: str) -> int:
    """Return a year; two digits mean the latest year that is not in the future."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= date.today().year % 100 else 1900)


def _day(year: int, month: int, day: int, is_month: bool = False) -> date | None:
    """Return a day if it exists; with `is_month`, day 0 is the last of its month."""
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month)[1]
    day = last if is_month and not day else day
    return date(year, month, day) if 1 <= day <= last else None


def _of_stamp(number: float, in_milliseconds: bool) -> tuple[date | None, str]:
    """Return the day of a number: (milli)seconds since 1970, or days as spreadsheets count."""
    if not in_milliseconds and 0 < number < 100_000:
        return SHEET_EPOCH + timedelta(days=number), "as a spreadsheet counts days"
    seconds = number / 1000 if in_milliseconds else number
    unit = "milliseconds" if in_milliseconds else "seconds"
    return (EPOCH + timedelta(seconds=seconds)).date(), f"in {unit} since 1970"
