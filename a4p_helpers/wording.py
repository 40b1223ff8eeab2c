"""What the words of a sender are, beyond their letters: one thing, a total, no answer, not public.

Nothing here changes a text. Whether two texts name one thing, and what a text says of itself, is
decided in one place, so that cleaning, receipts and disclosure agree.
"""

import re
import unicodedata
from functools import lru_cache

KEPT = 2**14  # texts whose answer is kept in mind: tables repeat most of theirs

# Marks that show nothing and change what a code is, or the way a line is read. The joiners that
# Arabic and Indic words are spelt with (U+200C, U+200D) are letters' business and stay.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# What no file of a report can hold: control characters, halves of characters, non-characters.
UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d\u00ad_-]+")
QUOTES = re.compile("[\u2018\u2019\u201a\u201b\u2032`\u00b4\"\u201c-\u201f\u00ab\u00bb\u2033']")
EDGES = " .,:;!?*#=()[]{}<>/\\|-\u2026\u060c\u061b\u3002\uff0c\uff1a\u00b7\u2022"

# How a total calls itself in the six official languages of the United Nations, folded.
TOTAL_WORDS = {
    *("total", "totals", "subtotal", "subtotals", "grandtotal", "sum", "sums"),
    *("totaux", "somme", "sommes", "ensemble", "totales", "suma", "sumas"),
    *("итого", "всего", "сумма", "итог"),
    *("合计", "总计", "总数", "小计", "共计", "总和", "合計", "總計", "總數", "小計", "共計"),
    *("المجموع", "الاجمالي", "مجموع", "اجمالي", "الكلي"),
}
TOTAL_PHRASES = (
    *("all", "overall", "all missions", "all fields", "all kinds", "all of them", "altogether"),
    *("everything", "all together", "in all", "toutes les missions", "tous", "toutes"),
    *("tous les domaines", "au total", "en tout", "todas las misiones", "todos", "todas"),
    *("en total", "все миссии", "все", "所有", "全部", "جميع البعثات", "الكل"),
)
LONGEST_TOTAL = 6  # words: a longer text that holds such a word is an account, not a name

# What stands where an answer was asked for and is none. "None" and "nan" may be words of an
# answer, so they are not among these.
NO_ANSWER = {
    *("n/a", "n.a", "na", "nil", "tbc", "tbd", "tba", "t.b.c", "t.b.d", "t.b.a", "todo"),
    *("pending", "unknown", "ditto", "idem", "x", "xx", "xxx"),
    *("so", "s/o", "s.o", "nd", "n/d", "n.d", "neant", "rien", "ras", "r.a.s"),
    *("to be confirmed", "to be determined", "to be completed", "to follow", "see annex"),
    *("see attached", "see attachment", "see above", "see below", "as above", "see email"),
    *("see annexes", "see previous report", "as last time", "same as last time", "no change"),
    *("same as before", "as before", "unchanged", "not available", "not applicable"),
    *("nothing to report", "nothing to add", "no answer", "no input", "no comment"),
    *("sans objet", "non applicable", "non disponible", "a completer", "a confirmer"),
    *("a preciser", "a determiner", "voir annexe", "voir piece jointe", "voir ci-dessus"),
    *("voir ci-dessous", "idem que ci-dessus", "meme chose", "sans changement", "inchange"),
    *("rien a signaler", "pas de reponse", "en cours", "en attente"),
}
POINTS_ELSEWHERE = re.compile(
    r"(?:please )?(?:see|refer to|as in|voir|cf\.?|ver|same as|comme) (?:the |our |l'|la |le )?"
    r"(?:\w+ )?(?:annex|annexe|attach|email|e-mail|mail|above|below|previous|last|ci-|piece"
    r"|rapport|precedent|report|code cable|cable|anexo)"
)
LONGEST_POINTER = 6  # words

_SPREAD = (  # what is not to be done with a text
    "publi(?:c|sh|shed|cation|cized)|releas(?:e|ed)|distribut(?:e|ed|ion)|circulat(?:e|ed|ion)"
    "|disseminat(?:e|ed|ion)|disclos(?:e|ed|ure)|shar(?:e|ed|ing)|forward(?:ed)?|quot(?:e|ed|ation)"
    "|cit(?:e|ed)|attribut(?:e|ed|ion)|repeat(?:ed)?|print(?:ed)?|external use|the public|the press"
)
_DIFFUSE = (
    "publi(?:e[rzs]?|ees?|cation|que)|diffus(?:e[rzs]?|ees?|ion)|divulgu?(?:e[rzs]?|ees?|ation)"
    "|communiqu(?:e[rzs]?|ees?)|partage(?:r|z|s|es)?|transmettre|rendre public|citer?|cite"
)
# As a label says it: "internal displacement" and "an arms embargo" are no labels.
_LABELS = (
    "(?:un |strictly |highly |top |tres |strictement )*"
    "(?:internal|interne|restricted|classified|secret|sensitive|confidential|confidentiel(?:le)?)"
)
NOT_PUBLIC = re.compile(
    "|".join(
        (
            rf"^\W*{_LABELS}\s*(?:[:;,.()/-]|$)|[(\[-]\s*{_LABELS}\s*(?:[)\]:;,.-]|$)",
            r"\bconfidential(?:ly)?\b|\bconfidentiel(?:le)?s?\b|\ba titre confidentiel\b",
            r"\bun restricted\b|\btop secret\b|\btres secret\b|\boff the record\b|\beyes only\b",
            r"\bembargoed\b|\bunder embargo\b|\bsous embargo\b",
            rf"\bnot (?:to be |be |meant |intended |cleared |approved |suitable |ready )*(?:made )?"
            rf"(?:for |in |as )(?:the |any )?(?:\w+ )?(?:{_SPREAD})\b|\bnot (?:be made )?public\b",
            rf"\b(?:do not|don't|must not|may not|should not|shall not|cannot|not to|never)"
            rf" (?:be )?(?:made )?(?:{_SPREAD})\b",
            r"\bno (?:publication|release|distribution|circulation|dissemination|disclosure"
            r"|quotation|attribution)\b|\bnot to leave\b|\bmust not leave\b|\bshould not leave\b",
            r"\binternal (?:use|only|to the|document|information|note|distribution|edition|version"
            r"|comment|purposes?|circulation|consumption)\b|\bun internal\b",
            r"\b(?:keep|kept|remain|remains|stay|stays|treat|treated|mark|marked)"
            r" (?:\w+ ){0,3}internal\b(?! \w)",
            r"\b(?:for|is|are|strictly|purely) internal\b(?! \w)",
            r"\b(?:usage|document|note|information|diffusion|strictement|purement|reste|rester)"
            r" (?:\w+ )?internes?\b(?! \w)|\busage (?:\w+ )?interne\b",
            r"\binternes? (?:uniquement|seulement|exclusivement|a la mission|a l'onu)\b",
            rf"\b(?:ne (?:pas|jamais|point)|a ne pas|ne doi(?:t|vent) pas|ne peu(?:t|vent) pas)"
            rf" (?:etre )?(?:rendue?s? )?(?:{_DIFFUSE})\b",
            rf"\b(?:non|pas) (?:destinee?s?|pour|prevue?s?|autorisee?s?|a)(?: a| pour)?(?: etre)?"
            rf"(?: la| une| le| l'usage)? ?(?:{_DIFFUSE})\b|\bnon (?:publiable|public)\b",
            r"\bdiffusion (?:restreinte|limitee|interdite)\b|\bpublication interdite\b",
        )
    )
)
CAPITALS = re.compile(r"\bINTERN(?:AL|E)\b")


def tidy(text: str) -> str:
    """Return a text without invisible marks, its line ends written one way."""
    return LINE_ENDS.sub("\n", INVISIBLE.sub("", text))


@lru_cache(maxsize=KEPT)
def folded(text: object) -> str:
    """Return what names one thing however it is written.

    Case, blanks, accents, dashes, quotation marks, invisible marks and what stands at the ends are
    passed over: "Level 1 – Médical " and "level 1 - medical" are one.
    """
    plain = unicodedata.normalize("NFKD", INVISIBLE.sub("", str(text)))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = QUOTES.sub("'", DASHES.sub("-", plain)).casefold()
    plain = re.sub(r"\s*([-/'])\s*", r"\1", " ".join(plain.split()))
    return plain.strip(EDGES + "'") or plain.strip()


@lru_cache(maxsize=KEPT)
def calls_itself_total(text: str) -> bool:
    """Whether a short text names a total, in any official language of the United Nations.

    The word may stand first or last: "Total général", "TOTAL:", "engineering total", "итого".
    """
    plain = folded(text)
    if plain in TOTAL_PHRASES:
        return True
    words = plain.split()
    if not words or len(words) > LONGEST_TOTAL:
        return False
    parts = {piece for word in (words[0], words[-1]) for piece in word.split("-")}
    ends = {word.strip(EDGES + "'") for word in (words[0], words[-1])} | parts
    return bool(ends & TOTAL_WORDS) or any(
        word in plain for word in TOTAL_WORDS if not word.isascii() and len(word) > 1
    )


@lru_cache(maxsize=KEPT)
def is_no_answer(text: str) -> bool:
    """Whether a text stands for an answer without being one: n/a, nil, TBC, see annex, –, néant."""
    stripped = INVISIBLE.sub("", text).strip()
    if not stripped:
        return False
    plain = folded(stripped)
    if plain in NO_ANSWER or not any(sign.isalnum() for sign in plain):
        return True
    return bool(POINTS_ELSEWHERE.match(plain)) and len(plain.split()) <= LONGEST_POINTER


@lru_cache(maxsize=KEPT)
def says_not_public(text: str) -> bool:
    """Whether a text says of itself, in English or French, that it is not for the public.

    It says so as a label does: "INTERNAL: …", "(confidential)", "ne pas publier". Internal
    displacement is no label.
    """
    plain = unicodedata.normalize("NFKD", INVISIBLE.sub("", text))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = QUOTES.sub("'", DASHES.sub("-", plain))
    if CAPITALS.search(plain) and not plain.isupper():  # shouted within ordinary words
        return True
    return bool(NOT_PUBLIC.search(" ".join(plain.split()).casefold()))
