"""The language of sentences: {values}, and [words] that agree with the number before them.

    {HOSPITALS} hospitals             Twenty hospitals, 20 hospitals, one hospital, no hospitals
    {HOSPITALS} field [hospitals] [stand]     one field hospital stands
    {SOFA_INCIDENTS:names}            a value, written in one of the ways of `WAYS`
    {CPAS_USE} of {CPAS_USE:over}     Seven of 10, all 10
    {year}, {lowest_mean}             what a cell worked out, and what every section knows

`docs/how-to/sentences.md` has every form with an example. A noun right after a value agrees
automatically; write it, and words in brackets, in the plural.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from a4p_helpers.core.faults import in_short, nearest
from a4p_helpers.core.rounding import half_up
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.narrative import NarrativeError
from a4p_helpers.store.values import UNITS, NotReportedError, RegisterError, Value

# How a value may be written, after a colon.
WAYS = {
    "names": narrative.names,
    "others": narrative.others,
    "over": narrative.over,
    "ratio": narrative.ratio,
    "target": narrative.target,
    "change": narrative.change,
    "course": narrative.course,
    "interval": narrative.interval,
    "verdict": narrative.verdict,
    "day": narrative.day,
    "revised": narrative.revised,
    "when": narrative.when,
}
WITHOUT_NUMBER = ("day", "verdict", "when")  # forms that accompany a number without printing it
# Names that every section knows: its time, and the size of the Plan.
WHOLE_SECTION = (
    *("year", "period", "plan", "about_plan", "priorities", "results", "deliverables"),
)

TOKEN = re.compile(r"\{([^{}]*)\}|\[([^\[\]]*)\]|[{}\[\]]")
# A typed figure is refused, unless it names something and counts nothing: base years, calendar
# days, levels of hospitals, names such as A4P+, the ends of a scale, rates and confidence.
TYPED = re.compile(r"\d[\d,.]*")
MONTHS = "|".join(calendar.month_name[1:])
MAY_STAND = re.compile(
    rf"\b(?:1\+|20(?:10|13|17|18)|10,000|95 per cent|100|out of \d+|\d{{1,2}} (?:{MONTHS}))(?!\d)"
    r"|[A-Za-z]\w*\d\w*"
)

IRREGULAR = {
    "are": "is",
    "were": "was",
    "have": "has",
    "do": "does",
    "their": "its",
    "women": "woman",
    "men": "man",
    "people": "person",
    "these": "this",
    "focus": "focuses",
}
NOUNS = ("women", "men", "people")  # plurals that do not end in s
SINGULAR = {many: one for one, many in UNITS.values()} | IRREGULAR


@dataclass(frozen=True)
class Words:
    """Words that a cell worked out: one name, or several; none if there is nothing to say."""

    text: str
    count: int
    anchor: str = ""


@dataclass(frozen=True)
class Piece:
    """Part of a sentence: its text, and the value or words that it prints, if any."""

    text: str
    value: Value | Words | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence in pieces, or the missing values without which it cannot be written.

    It is void if it has nobody to name: a sentence about "the others" when there are none.
    """

    pieces: tuple[Piece, ...]
    missing: tuple[Value, ...]
    is_void: bool

    @property
    def plain(self) -> str:
        """The sentence as text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def values(self) -> list[Value]:
        """The values that the sentence prints or lacks."""
        printed = (piece.value for piece in self.pieces)
        return [*(one for one in printed if isinstance(one, Value)), *self.missing]


Named = Callable[[str], Value | Words]


def sentences(text: str, named: Named) -> list[Sentence]:
    """Return the sentences of a paragraph, one a line, each with its values written out.

    `named` gives the meaning of a name in braces, or raises RegisterError.

    Raises
    ------
    NarrativeError
        Lists every fault of the paragraph: an unknown name or form, a typed figure, a bracket
        with nothing to agree with, a stray brace. It suggests the nearest correct name.
    """
    faults: list[str] = []
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    written = [_Line(line, named, faults).sentence() for line in lines]
    if faults:
        raise NarrativeError("; ".join(dict.fromkeys(faults)))
    return [sentence for sentence in written if not sentence.is_void]


def names_in(text: str) -> Iterator[tuple[str, str]]:
    """Give each name in braces with the form after its colon."""
    for token in TOKEN.finditer(text):
        if token[1] is not None:
            name, _, how = token[1].partition(":")
            yield name.strip(), how.strip()


def typed(text: str) -> list[str]:
    """Return the figures in a text that have no value behind them."""
    return TYPED.findall(MAY_STAND.sub("", TOKEN.sub("", text)))


def check_way(name: str, how: str) -> str:
    """Return what is wrong with a form; blank if nothing is."""
    if not how or how in WAYS:
        return ""
    return f"{{{name}:{how}}}: a value cannot be written {how!r}{nearest(how, WAYS)}"


class _Line:
    """One line being written."""

    def __init__(self, line: str, named: Named, faults: list[str]) -> None:
        self._line, self._named, self._faults = line, named, faults
        self._pieces: list[Piece] = []
        self._missing: list[Value] = []
        self._subject: int | None = None  # the number with which a word in brackets agrees
        self._is_void = False

    def sentence(self) -> Sentence:
        if figures := typed(self._line):
            told = narrative.listed(figures)
            self._faults.append(f"the figure {told} is typed: name its value in braces")
        end = 0
        tokens = list(TOKEN.finditer(self._line))
        for at, token in enumerate(tokens):
            if token.start() < end:  # the second of two values that were written as "all"
                continue
            self._add(self._line[end : token.start()])
            after = self._line[token.end() : tokens[at + 1].start() if tokens[at + 1 :] else None]
            end = token.end()
            if token[2] is not None:
                self._add(self._agreeing(token[2]))
            elif token[1] is not None and self._all_of(token, tokens[at + 1 : at + 2]):
                end = tokens[at + 1].end()
            elif token[1] is not None:
                noun = tokens[at + 1][2] if tokens[at + 1 :] else None
                has_noun = bool(re.fullmatch(r" \w+ ", after) and _is_noun(noun or ""))
                end += self._put(*next(names_in(token[0])), after, has_noun)
            else:
                self._faults.append(f"a {token[0]} is open or stray in: {in_short(self._line, 60)}")
        self._add(self._line[end:])
        pieces = tuple(piece for piece in self._pieces if piece.text)
        return Sentence(pieces, tuple(self._missing), self._is_void)

    def _add(self, text: str, value: Value | Words | None = None) -> None:
        self._pieces.append(Piece(text, value))

    def _agreeing(self, word: str) -> str:
        if self._subject is None:
            self._faults.append(f"[{word}] has no number before it to agree with")
        return _of_one(word) if self._subject == 1 else word

    def _all_of(self, token: re.Match[str], following: list[re.Match[str]]) -> bool:
        """Write "{A} of {B}", where the two are the same number above one, as all 10."""
        of = self._line[token.end() : following[0].start()] if following else ""
        (one, how), *others = names_in("".join(found[0] for found in (token, *following)))
        if of not in (" of ", " of the ") or how or not others or others[0][1] not in ("", "over"):
            return False
        try:
            value, whole = self._named(one), self._named(others[0][0])
        except RegisterError:
            return False
        if isinstance(value, Words) or isinstance(whole, Words) or not _counts(value):
            return False
        if not (value.is_reported and whole.is_reported):
            return False
        number = whole.over if others[0][1] else whole.exact()
        if number != value.exact() or number < 2:
            return False
        starts = not any(piece.text for piece in self._pieces)
        self._add(f"{'All' if starts else 'all'} {narrative.write(value)}", value)
        self._subject = 2
        return True

    def _put(self, name: str, how: str, after: str, has_noun: bool) -> int:
        """Write what a name means; return how much of the following text was also written."""
        if wrong := check_way(name, how):
            self._faults.append(wrong)
            return 0
        try:
            value = self._named(name)
        except RegisterError as error:
            self._faults.append(str(error))
            return 0
        if isinstance(value, Words):
            self._subject = value.count
            self._is_void |= not value.text
            self._add(value.text, value)
            return 0
        if not value.is_reported:
            self._missing.append(value)
            self._subject = self._subject or 0
            return 0
        noun = re.match(r" ([a-z]+)\b", after) if _counts(value) and how in ("", "over") else None
        is_noun = noun is not None and _is_noun(noun[1])
        starts = not any(piece.text for piece in self._pieces)
        try:
            if how:
                text, count = self._in_way(value, how, starts)
            else:
                text, count = _number(value, starts, is_noun or has_noun)
        except NotReportedError:
            self._missing.append(value)
            self._subject = self._subject or 0
            return 0
        if how != "over":
            self._subject = count
        self._add(text, None if how in WITHOUT_NUMBER else value)
        if not (noun and is_noun and count == 1):
            return 0
        self._add(f" {_of_one(noun[1])}")
        return noun.end()

    def _in_way(self, value: Value, how: str, starts: bool) -> tuple[str, int]:
        text = narrative.over(value, start=starts) if how == "over" else WAYS[how](value)
        if how in ("names", "others") and not text:
            # A colon before an empty list of names is removed; otherwise the sentence is void.
            last = self._pieces[-1].text
            self._pieces[-1] = Piece(last.removesuffix(": "))
            self._is_void |= not last.endswith(": ")
        self._is_void |= how == "revised" and not text
        count = value.over if how == "over" else narrative.how_many(value, how)
        return (text[:1].upper() + text[1:] if starts and how != "names" else text), count or 0


def _is_noun(word: str) -> bool:
    """Whether a word after a number is the noun for what is counted."""
    return word in NOUNS or bool(re.search(r"\w\w[^su]s$", word))


def _counts(value: Value) -> bool:
    """Whether a value counts things, so that a noun follows it."""
    return value.indicator.unit not in ("percent", "percentage points", "per 10,000", "times")


def _number(value: Value, starts: bool, has_noun: bool) -> tuple[str, int]:
    """Return a value in words or figures, and the number that other words agree with."""
    if not _counts(value):
        return narrative.write(value, start=starts), 2
    rounded = half_up(value.exact(), value.indicator.decimals)
    if not rounded:
        text = "no" if has_noun else "none"
        return (text.capitalize() if starts else text), 0
    return narrative.write(value, start=starts), 1 if rounded == 1 else 2


def _of_one(words: str) -> str:
    """Return the singular of a plural noun, or of its verb.

    The libraries that know more English take seconds to import.
    """
    word, _, rest = words.partition(" ")
    if word in SINGULAR:
        one = SINGULAR[word]
    elif word.endswith("ies"):
        one = f"{word[:-3]}y"
    elif re.search(r"(ss|sh|ch|x|z)es$", word):
        one = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        one = word[:-1]
    elif re.search(r"[^aeiou]y$", word):
        one = f"{word[:-1]}ies"
    else:
        one = f"{word}es" if re.search(r"(ss|sh|ch|x|z|o)$", word) else f"{word}s"
    return f"{one} {rest}".strip()
