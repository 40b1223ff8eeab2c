"""Trace every numeral on the pages of an edition to its source.

A numeral is a number in figures or in words, on a page, in a drawing, in print or in a data file.
Its place decides where it must come from:

- text marked with an indicator must be one of the ways in which its value is written;
- in the exhibit of a block, the account of an indicator or the page of a mission, it must be a
  number of their data, as the counted values and cleaned tables have them;
- on an axis, the labels must be evenly spaced;
- elsewhere it must belong to a declared text: in the reference data, contracts, a template, the
  annexes as the tables give them, or a sender's text.

No numeral is excused because it is small or common.
"""

import json
import re
from calendar import month_abbr
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache, partial
from itertools import accumulate, permutations
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import etree, html
from num2words import num2words

from a4p_helpers.clearance import raw_text
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import contents, missions, paths, periods, plan, reference
from a4p_helpers.core.rounding import half_up
from a4p_helpers.exhibits import narrative, sentences
from a4p_helpers.profile import facts
from a4p_helpers.report import annexes, assemble, chart_data, downloads, senders, workings
from a4p_helpers.report.about import About
from a4p_helpers.report.senders import SentTexts
from a4p_helpers.section import origin
from a4p_helpers.store import values as stored
from a4p_helpers.store.values import UNITS, Value, Values
from a4p_helpers.trends import intervals

WORDS = {str(num2words(number)): str(number) for number in range(2, 1000)} | {"none": "0"}
# "One" is a number if the thing counted follows; otherwise it is a pronoun.
ONE = "|".join(re.escape(one) for one, _ in UNITS.values())
_UNITS, _TEENS = (
    "|".join(str(num2words(number)) for number in numbers)
    for numbers in (range(1, 10), range(10, 20))
)
_TENS = "|".join(str(num2words(number)) for number in range(20, 100, 10))
_BELOW = rf"(?:{_TENS})(?:-(?:{_UNITS}))?|{_TEENS}|{_UNITS}"
_SPELT = rf"(?:{_UNITS}) hundred(?: and (?:{_BELOW}))?|(?!one\b)(?:{_BELOW})|none"
NUMERAL = re.compile(
    rf"(?<![\w.])(?:\d+(?:,\d{{3}})*(?:\.\d+)?|(?:{_SPELT})\b|(?<!at least )one(?= (?:{ONE})\b))",
    re.IGNORECASE,
)
TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+")
FINEST = 3  # decimals that a report prints
LINES = {
    *("p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "summary", "text", "title"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
SPOKEN = ("aria-label", "alt", "title")
ABOUT, OWN = "about-", "own"
SMALL = 200  # most rows of a table that an exhibit shows unchanged
WIDE = 6  # most numbers in a row whose shares and differences a picture may show
NAMED = 3  # names in a list before a picture says how many more there are
MONTHS = tuple(month_abbr[1:])
LABEL = re.compile(r"Exhibit (\d+\.\d+)(?: ·|\.|$)")
DAY = re.compile(
    rf"\b(\d{{1,2}}) ({sentences.MONTHS}|{'|'.join(MONTHS)})(?: (\d{{4}}))?"
    r"|\b\d{4}-\d\d(?:-\d\d)?\b"
)

Numbers = frozenset[str]
Label = tuple[float, float, Any]  # its position along a line, its number, its text


def plain(numeral: str) -> str:
    """Return a numeral in figures without commas: Twenty, 7,100 and 6.6 as 20, 7100 and 6.6."""
    said = numeral.casefold()
    return WORDS.get(said, "1" if said == "one" else said.replace(",", ""))


def numerals(text: str) -> list[str]:
    """Return the numerals of a text, plain."""
    return [plain(one) for one in NUMERAL.findall(text)]


# Numbers behind a place


class Origins:
    """The possible sources of numerals in an edition, by their place."""

    def __init__(self, period: str, edition: str, draft: Path) -> None:
        self.counted = assemble.numbers(period, edition)
        self.values = stored.read(periods.get(period), edition)
        self.of_code = {code: _of_about(one) for code, one in self.counted.abouts.items()}
        self.ways = {code: _ways(one.value) for code, one in self.counted.abouts.items()}
        self.worked = workings.read(draft / "notebooks", period)
        self.ways[OWN] = _ways_of_own(one["text"] for made in self.worked for one in made.worked)
        self.of_block = {id_: self._of_block(id_) for id_ in self.values.blocks}
        self.days = frozenset(_days(self.values))
        self.own = {f"{one.entry.slug}.html" for one in self.worked}
        self.annexes = {one.title: str(one.html) for one in self.counted.annexes}
        self.annexes["Worked out in sections"] = annexes.worked_out(self.worked)
        trees = [html.fragment_fromstring(one, create_parent=True) for one in self.annexes.values()]
        self.rows = {joined(row) for tree in trees for row in tree.iter("tr", *LINES)}
        made = json.loads((draft / paths.RUN).read_text(encoding="utf-8"))
        self._hashes = tuple(made[name][:16] for name in ("input_hash", "code_hash"))
        said = sorted(self._said_of_all(), key=len, reverse=True)
        self._sizes = re.compile(rf"(?:{'|'.join(map(re.escape, said))})(?![,.]?\d)")
        sent = senders.of_report(draft).having(NUMERAL)
        of_sent = [sentence for text in sent for sentence in raw_text.SENTENCE_ENDS.split(text)]
        declared = [*sent, *of_sent, *_declared(self)]
        self._texts = defaultdict(list)  # by the numerals that they hold
        for text in dict.fromkeys(declared):
            for numeral in {*numerals(text)} if any(map(str.isalpha, text)) else ():
                self._texts[numeral].append(text)

    def taken_out(self, text: str, left: Iterable[str]) -> str:
        """Return a text without declared texts, days and hashes that contain numerals."""
        for one in self._hashes:
            text = text.replace(one, "·")
        held = SentTexts(one for numeral in left for one in self._texts[numeral])
        (text,) = held.taken_out([text], Counter())
        return self._sizes.sub("", DAY.sub(self._day, text))

    def _day(self, found: re.Match[str]) -> str:
        """Remove a day that the data name."""
        text = found[0]
        if found[1]:
            month = MONTHS.index(found[2][:3]) + 1
            text = f"{found[3] or ''}-{month:02}-{int(found[1]):02}"
        return "" if any(text in day for day in self.days) else found[0]

    def _said_of_all(self) -> Iterator[str]:
        """Give the sizes of the Plan and the report, and the year, as sentences write them."""
        period, abouts = self.values.period, self.counted.abouts
        sizes = {
            "priorities": len(plan.priorities(period.name)),
            "results": len(plan.results(period.name)),
            "deliverables": len(plan.deliverables(period.name)),
        }
        yield from (f"{narrative.in_words(size)} {what}" for what, size in sizes.items())
        known = sum(one.value.is_reported for one in abouts.values())
        yield f"{narrative.in_words(len(abouts), start=True)} indicators underlie"
        yield f"{narrative.in_words(known)} of them have a value"
        for one in plan.priorities(period.name).values():
            yield from (f"{one.number}{one.title}", f"{one.number}. {one.title}")
        yield from filter(NUMERAL.search, downloads.FILES.values())
        for about in abouts.values():
            if about.before is not None and about.before.is_reported:
                yield f"It was {narrative.figure(about.before).replace(' %', ' per cent')}"
            if about.value.target is not None:
                target = narrative.plain_number(about.value.target, about.indicator)
                yield f"{period.last_day.year} is {target.replace(' %', ' per cent')}"
            if NUMERAL.search(about.value.verdict):
                yield about.value.verdict
        took_part = [who for who, why in self.values.tables.participants.items() if not why]
        missions_ = sum(who in missions.declared() for who in took_part)
        yield f"{narrative.in_words(missions_, start=True)} missions take part"
        yield period.label
        first, last = period.first_day, period.last_day
        months = 12 * (last.year - first.year) + last.month - first.month + 1
        yield f"{narrative.in_words(months)} months"
        yield str(period.last_day.year)

    def _of_block(self, id_: str) -> Numbers:
        """Return the numbers that a block shows, and those of indicators on the same tables."""
        block = self.values.blocks[id_]
        shown = self.values.exhibit(id_) if self.values.has_exhibit(id_) else pd.DataFrame()
        sent = [self.values.tables[name] for name in block.tables if name in self.values.tables]
        sent = [frame for frame in sent if len(frame) <= SMALL]  # a large one has almost any number
        share = [
            self.of_code[code]
            for code, one in self.counted.abouts.items()
            if set(one.indicator.tables) & set(block.tables)
        ]
        said = origin.reach(block, self.values.tables)
        said += " ".join(one.told for one in origin.remarks(block, self.values.tables))
        return _of_frame(shown).union(numerals(said), *share, *map(_of_frame, sent))

    def of_page(self, name: str) -> Numbers:
        """Return the numbers of a whole page: of a mission, or of cells that work something out."""
        if name == workings.PAGE:
            cells = [str(cell.number) for one in self.worked for cell in one.cells]
            made = [f"{one['what']} {one['text']}" for of in self.worked for one in of.worked]
            return frozenset(numerals(" ".join([*cells, *made])))
        mission = Path(name).stem
        if not name.startswith("missions/") or mission not in missions.declared():
            return frozenset()
        of_plan = [f"MISSION.{slug.upper()}" for slug in plan.priorities(self.values.period.name)]
        frames = [
            _of_frame(facts.of_block(block, self.values, mission))
            for block in (*facts.SHOWN, *of_plan)
        ]
        said: list[Any] = [facts.in_short(self.values, mission), facts.now(self.values, mission)]
        said += [facts.highest(self.values, mission), facts.remarks(self.values, mission)]
        of_list = [row for row in reference.rows("missions.csv") if row["mission"] == mission]
        given = [row["target"] for row in reference.rows("targets.csv")]
        targets = map(Fraction, filter(None, given))
        return frozenset(numerals(f"{said} {of_list}")).union(*frames, _written(targets))


def _of_frame(frame: pd.DataFrame) -> Numbers:
    """Return the numbers of a frame, and those that pictures derive from them.

    Those are how often each text occurs; sums of a column, of a column by text, and of a row from
    either end; shares and differences within a row.
    """
    found: set[str] = {str(len(frame)), *numerals(" ".join(map(str, frame.columns)))}
    for _, cells in frame.items():
        of_column = list(_exact(cells))
        found |= _written([*of_column, sum(of_column, Fraction())])
        found |= {numeral for cell in cells if isinstance(cell, str) for numeral in numerals(cell)}
        for number in Counter(map(str, cells)).values():
            found |= {str(number), str(number - NAMED)}
    for row in _with_sums(frame):
        of_row = list(_exact(row))
        found |= _written([*accumulate(of_row), *accumulate(of_row[::-1])]) | _derived(
            of_row if len(of_row) <= WIDE else []
        )
    return frozenset(found)


def _with_sums(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a frame, and the sums of its rows by each text that names several."""
    yield from frame.itertuples(index=False)
    numbers = frame.select_dtypes("number")
    for name in frame.select_dtypes(["object", "str", "string"]):
        by_text = numbers.groupby(frame[name].astype(str)).sum()
        if 1 < len(by_text) < len(frame):
            yield from by_text.itertuples(index=False)


def _derived(row: Sequence[Fraction]) -> set[str]:
    pairs = list(permutations(row, 2))
    shares = (100 * one / other for one, other in pairs if other)
    return _written([*(one - other for one, other in pairs), *shares])


def _exact(cells: Iterable[Any]) -> Iterator[Fraction]:
    for cell in cells:
        if not isinstance(cell, str):
            with suppress(ValueError):  # yes or no, and missing values
                yield Fraction(str(cell))


def _written(exact: Iterable[Fraction]) -> set[str]:
    """Return numbers as a report may print them, with zero to `FINEST` decimals, unsigned."""
    return {numeral for one in exact for numeral in _rounded(one)}


@lru_cache(maxsize=2**16)  # the same small numbers recur throughout a report
def _rounded(one: Fraction) -> tuple[str, ...]:
    return tuple(str(abs(half_up(one, decimals))) for decimals in range(FINEST + 1))


def _of_about(one: About) -> Numbers:
    """Return the numbers of an indicator: its values in all periods, and those in its texts."""
    said = [one.definition, *one.caveats, one.value.title, one.indicator.title, one.result]
    said += one.targets
    said += [one.indicator.source, *(f"{of.title} {of.sent_by}" for of in one.sources)]
    return frozenset(numerals(" ".join(said))).union(*map(_of_value, one.by_period))


def _of_value(value: Value) -> set[str]:
    exact: list[Any] = [value.number, value.numerator, value.denominator, value.over, value.target]
    exact += [value.low, value.high, value.submitted]
    if value.numerator is not None and value.denominator:
        share = intervals.of_share(value.numerator, value.denominator)
        exact += [100 * share.low, 100 * share.high]
    found = _written(_exact(one for one in exact if one is not None))
    if value.by is not None:
        found |= _of_frame(value.by.rename("part").reset_index())
    found |= {numeral for day in value.covered for numeral in numerals(narrative.long_date(day))}
    return found | {*numerals(value.verdict), *numerals(value.as_of.replace("-", " "))}


def _ways(value: Value) -> list[str]:
    """Return every text in which a sentence may write a value, the longest first."""
    found = {narrative.figure(value)}
    if value.number is not None:
        rounded = half_up(value.number, value.indicator.decimals)
        found |= {f"{rounded:,}", f"{rounded:,} of {value.over}"}
        found |= set() if rounded else {"no", "none"}
    at_start = [partial(narrative.write, start=True), partial(narrative.over, start=True)]
    ways: list[Callable[[Value], str]] = [narrative.write, *at_start, *sentences.WAYS.values()]
    for write in ways:
        with suppress(ValueError):
            found.add(write(value))
    found |= {f"{one[:1].upper()}{one[1:]}" for one in found}
    return sorted(filter(None, found), key=len, reverse=True)


def _ways_of_own(texts: Iterable[str]) -> list[str]:
    """Return every text in which a sentence may write what sections worked out themselves."""
    found = set(texts)
    for number in [int(one) for one in found if one.isdecimal()]:
        found |= {narrative.in_words(number), narrative.in_words(number, start=True)}
    return sorted(filter(None, found), key=len, reverse=True)


# Declared texts and days


def _declared(origins: Origins) -> Iterator[str]:
    """Give the texts that may hold numerals wherever they stand."""
    for name in reference.KEYS:
        for row in reference.rows(name):
            yield from (cell for cell in row.values() if any(map(str.isalpha, cell)))
    known = plan.priorities(origins.values.period.name)
    yield from (f"Priority {one.number}: {one.title}" for one in known.values())
    for path in sorted(paths.TEMPLATE.glob("*.j2")):
        yield from re.findall(r"[^<>{}%]+", path.read_text(encoding="utf-8"))
    period = origins.values.period
    for one in periods.declared().values():
        yield from (one.label, narrative.span(one.first_day, one.last_day))
    yield from (fact for _, fact in assemble.cover(period, origins.values.tables.edition).facts)
    yield from (
        text for block in origins.values.blocks.values() for text in (block.title, block.empty)
    )
    for table in TABLES:
        yield origins.values.tables.state(table).title


def joined(tag: Any) -> str:
    return " ".join(tag.text_content().split())


def _days(values: Values) -> Iterator[str]:
    """Give every day that the data name: as-of dates, and first and last days covered."""
    for one in (values, *values.earlier):
        for value in one.values():
            yield from (day.isoformat() for day in value.covered)
            yield value.as_of
    for row in reference.rows("breaks.csv"):
        yield from (row["from"], row["to"])
    for period in periods.declared().values():
        yield from (day.isoformat() for day in (period.first_day, period.last_day, period.as_of))


# Pages


class Page:
    """A page: its untraced numerals, its neighbouring words, and the rows of its tables.

    `cells` are those of the tables of each block, `rows` their numerals.
    """

    def __init__(self, draft: Path, path: Path, origins: Origins) -> None:
        self.name = path.relative_to(draft).as_posix()
        self._origins = origins
        self.left: list[str] = []
        self._block = ""  # the latest one to begin
        self.pairs: set[tuple[str, str]] = set()
        self.cells: dict[str, set[str]] = defaultdict(set)
        self.rows: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        tree = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        etree.strip_elements(tree, "style", "script", "wbr", with_tail=False)
        self.paragraphs = set(tree.xpath("//@data-paragraph"))
        opened = tree.xpath("//button[@popovertarget]/@popovertarget")
        named = [self._of(one) for one in opened]
        self._label_exhibits(tree)
        self._everywhere = origins.of_page(self.name)
        self._walk(tree.find("body"), "", self._everywhere, frozenset().union(*named))

    def _label_exhibits(self, tree: Any) -> None:
        """Report exhibits that are not numbered in sequence within their priority."""
        known = contents.entries(self._origins.values.period.name)
        marks = {f"{one.slug}.html": one.mark for one in known.values()}
        found = [LABEL.match(joined(one)) for one in tree.xpath("//span[@class='label']")]
        labels = [one[1] for one in found if one]
        due = [f"{marks.get(self.name)}.{at}" for at, _ in enumerate(labels, start=1)]
        self.left += [f"Exhibit {one}" for one in labels if one not in due]

    def _of(self, id_: str) -> Numbers:
        return self._origins.of_code.get(id_.removeprefix(ABOUT), frozenset())

    def _walk(self, tag: Any, place: str, known: Numbers, named: Numbers) -> None:
        if tag.tag == "tr":
            self._row(tag, place)
        if tag.tag in ("pre", "code") or (tag.tag == "tr" and joined(tag) in self._origins.rows):
            return
        id_ = tag.get("id") or ""
        if id_.startswith(chart_data.BLOCK):
            place = self._block = id_.removeprefix(chart_data.BLOCK)
            known = known | self._origins.of_block.get(place, frozenset())
        elif (
            not place and self._block and "row" in tag.get("class", "").split()
        ):  # a second exhibit of a block
            place, known = self._block, known | self._origins.of_block.get(self._block, frozenset())
            if self.name in self._origins.own:
                known = known.union(numerals(" ".join(map(joined, tag.iter("td")))))
        elif of_code := self._of(id_):
            place, known = id_.removeprefix(ABOUT), of_code
        for name in SPOKEN:
            if name in tag.attrib and tag.tag != "button":
                self._look(tag.get(name), place, known | named)
        if tag.tag == "svg":
            self._drawing(tag, place, known)
        elif tag.tag in (*LINES, "a") and next(tag.iterdescendants(*LINES), None) is None:
            self._line(tag, place, known, named)
        else:
            if (tag.text or "").strip():
                self._look(tag.text, place, known)
            for one in tag.iterchildren(tag=etree.Element):
                self._walk(one, place, known, named)
                if (one.tail or "").strip():
                    self._look(one.tail, place, known)

    def _row(self, row: Any, block: str) -> None:
        cells = [joined(cell) for cell in row.iterchildren("th", "td")]
        self._pair(" ".join(cells))
        block = block or self._block
        self.cells[block] |= set(cells)
        self.rows[block].add(tuple(one for cell in cells for one in numerals(cell)))

    def _line(self, tag: Any, place: str, known: Numbers, named: Numbers) -> None:
        """Check a line of text, and check marked parts of it separately."""
        text = ""
        of_line = [self._of(one.rpartition("#")[2]) for one in tag.xpath(".//a/@href")]
        for piece, code in _pieces(tag):
            text += piece
            if code in self._origins.ways:
                ways = self._origins.ways[code]
                way = next((one for one in ways if _ends(text, one)), None)
                if way is None and piece:
                    self.left.append(f"“{piece}”, marked as {code}, which is written differently")
                text = f"{text.removesuffix(way or piece)}\N{BULLET}"
                of_line += [self._of(code)] if tag.tag == "td" else []
        # Prose marks its numbers, so an unmarked numeral is not one of them.
        is_marked = "\N{BULLET}" in text
        is_prose = "say" in tag.get("class", "").split() or (is_marked and tag.tag in ("p", "li"))
        behind = self._everywhere if is_prose else known if is_marked else known | named
        self._look(text, place, behind.union(*of_line))
        self._pair(joined(tag))

    def _drawing(self, svg: Any, place: str, known: Numbers) -> None:
        labels = [one for one in svg.iter("text") if joined(one)]
        for one in svg.iter("text", "title"):
            self._pair(joined(one))
        ticks = _ticks(labels)
        of_block = known
        table = next((one for one in svg.itersiblings() if one.tag == "details"), None)
        if table is not None:  # which describes the whole drawing, and is checked as well
            known = _of_frame(_frame(table))
        for one in labels:
            text = joined(one)
            is_ratio = " of " in text and any(text in ways for ways in self._origins.ways.values())
            if one not in ticks and not is_ratio:
                self._look(text, place, of_block if text.startswith("target ") else known)

    def _pair(self, text: str) -> None:
        self.pairs |= pairs(text)

    def _look(self, text: str, place: str, known: Numbers) -> None:
        text = LABEL.sub("", " ".join(text.split()))
        if text in self._origins.rows:
            return
        left = [one for one in numerals(text) if one not in known]
        if left and (left := self._left(text, known, left)):
            where = f" ({place})" if place else ""
            self.left.append(f"{narrative.listed(left)} in “{short(text, left[0])}”{where}")

    def _left(self, text: str, known: Numbers, left: list[str]) -> list[str]:
        ours = self._origins.taken_out(text, left)
        ours = NUMERAL.sub(lambda found: "" if plain(found[0]) in known else found[0], ours)
        return NUMERAL.findall(sentences.MAY_STAND.sub("", ours))


def _ends(text: str, way: str) -> bool:
    """Whether a text ends in a written form, and not within a longer number or word."""
    return text.endswith(way) and not re.search(r"[\w,.-]$", text[: -len(way)])


def _pieces(tag: Any) -> Iterator[tuple[str, str]]:
    """Give the texts of a line, each with the indicator that its button names, if any."""
    yield tag.text or "", ""
    for one in tag.iterchildren(tag=etree.Element):
        classes = one.get("class", "").split()
        if {"value", OWN} & {*classes}:
            code = one.get("popovertarget") or one.get("href", "").rpartition("#")[2]
            code = OWN if OWN in classes else code
            yield "" if "why" in classes else one.text_content(), code.removeprefix(ABOUT)
        else:
            yield from _pieces(one)
        yield one.tail or "", ""


def _ticks(labels: list[Any]) -> list[Any]:
    """Return the labels of axes: three or more in a line, spaced in proportion to their numbers."""
    ticks = []
    for along, across in (("x", "y"), ("y", "x")):
        lines: dict[str, list[Label]] = defaultdict(list)
        for one in labels:
            text = joined(one).replace(",", "").rstrip(" %")
            if re.fullmatch(r"\d+(\.\d+)?", text):
                lines[one.get(across)].append((float(one.get(along)), float(text), one))
        for line in lines.values():
            line.sort(key=lambda label: label[0])
            for first, second, third in zip(line, line[1:], line[2:], strict=False):
                step, following = _step(first, second), _step(second, third)
                if step and abs(step - following) < abs(step) / 50:
                    ticks += [first[2], second[2], third[2]]
    return ticks


def _step(one: Label, other: Label) -> float:
    return (other[1] - one[1]) / (other[0] - one[0]) if other[0] != one[0] else 0


def _frame(table: Any) -> pd.DataFrame:
    """Return the table below a drawing as a frame: numbers, and texts that name rows."""
    rows = [[joined(cell) for cell in row.iterchildren("th", "td")] for row in table.iter("tr")]
    head, *body = rows or [[]]
    return pd.DataFrame([[_cell(cell) for cell in row] for row in body]).rename(
        columns=dict(enumerate(head))
    )


def _cell(text: str) -> Fraction | str:
    plain_text = text.replace(",", "").removesuffix("%").strip()
    return Fraction(plain_text) if re.fullmatch(r"\d+(\.\d+)?", plain_text) else text


def short(text: str, numeral: str) -> str:
    at = max(0, text.find(numeral) - 40)
    return f"{'…' if at else ''}{text[at : at + 90]}"


def pairs(text: str) -> set[tuple[str, str]]:
    tokens = TOKEN.findall(text.casefold())
    return set(zip(["", *tokens], [*tokens, ""], strict=True))
