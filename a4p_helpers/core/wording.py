"""What a sender's text means beyond its letters: the same thing, a total, no answer, not public.

Nothing here changes a text. This module alone decides whether two texts name the same thing and
what a text says about itself, so that cleaning, receipts and disclosure agree.
"""

import re
import unicodedata
from functools import lru_cache

KEPT = 2**14  # texts whose result is cached, as tables repeat most of theirs

# Invisible marks that change a code or the direction of a line. The joiners that spell Arabic and
# Indic words (U+200C, U+200D) stay.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Characters that no file of a report can hold: controls, lone surrogates, non-characters.
UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d\u00ad_-]+")
QUOTES = re.compile("[\u2018\u2019\u201a\u201b\u2032`\u00b4\"\u201c-\u201f\u00ab\u00bb\u2033']")
EDGES = " .,:;!?*#=()[]{}<>/\\|-\u2026\u060c\u061b\u3002\uff0c\uff1a\u00b7\u2022"

# Letters without a decomposition into plain ones.
PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ـ": None})
SLASHES = re.compile("[\u2044\u2215\uff0f]")

# Words for a total in the six official languages of the United Nations.
TOTAL_WORDS = {
    *("total", "totals", "subtotal", "subtotals", "ttl", "sum", "sums"),
    *("totaux", "somme", "sommes", "totales", "suma", "sumas", "subtotales"),
    *("итого", "всего", "сумма", "итог", "подытог"),
    *("المجموع", "الاجمالي", "مجموع", "اجمالي", "الكلي"),
}
TOTAL_CHINESE = re.compile("合计|总计|总数|小计|共计|总和|总共|总额|合計|總計|總數|小計|共計|總和")
TOTAL_PHRASES = {
    *("all", "overall", "all of them", "altogether", "tot", "σ", "∑", "cumul", "cumulative"),
    *("everything", "all together", "in all", "all of the above", "aggregate", "combined"),
    *("tous", "toutes", "ensemble", "en tout", "todos", "todas", "все", "общее количество"),
    *("все миссии", "所有", "全部", "所有特派团", "جميع البعثات", "كل البعثات", "الكل"),
}
ALL_OF_THEM = re.compile(
    r"(?:all|toutes?|tous|todas|todos|ensemble) (?:the |les |des |las |los )?"
    r"(?:missions?|fields|groups|kinds|types|categories|trainings|courses|programmes|units|measures"
    r"|campaigns|hospitals|items|participants|domaines|formations|genres|misiones|campos)"
)
LONGEST_TOTAL = 10  # words: a longer text with such a word is an account, not a name

# Texts in place of an answer. "None" and "nan" may be words of an answer, so they are not listed.
# Those of the first kind are not answers even with words after them.
NO_ANSWER_YET = {
    *("n/a", "n.a", "nil", "nill", "tbc", "tbd", "tba", "t.b.c", "t.b.d", "t.b.a", "s/o", "n/d"),
    *("neant", "to be confirmed", "to be determined", "to be completed", "to be advised"),
    *("to be provided", "to be decided", "to be updated", "not applicable", "not available"),
    *("sans objet", "non applicable", "non disponible", "a confirmer", "a completer"),
}
NO_ANSWER = {
    *("na", "tbu", "todo", "pending", "unknown", "ditto", "idem", "ibid", "x", "xx", "xxx", "null"),
    *("n/r", "n/k", "ntr", "so", "s.o", "nd", "n.d", "rien", "ras", "r.a.s", "p.m", "etat neant"),
    *("to follow", "will follow", "as last time", "same as last time", "no change", "no changes"),
    *("same as before", "as before", "unchanged", "nothing to report", "none to report"),
    *("nothing to add", "no answer", "no input", "no comment", "no comments", "no data", "no info"),
    *("no information", "no response", "no report", "not known", "not reported", "not yet"),
    *("nothing new", "as above", "attached", "annexed", "enclosed", "ci-joint", "voir p.j"),
    *("a preciser", "a determiner", "a venir", "a suivre", "inconnu", "inconnue", "non communique"),
    *("non renseigne", "idem que ci-dessus", "meme chose", "sans changement", "inchange"),
    *("aucun changement", "pas de changement", "rien a signaler", "neant a signaler"),
    *(
        "pas de reponse",
        "pas d'information",
        "pas d'info",
        "pas de commentaire",
        "en attente",
        "pour memoire",
    ),
}
ERRORS_OF_EXCEL = re.compile(
    r"#(?:ref!|value!|div/0!|name\?|null!|num!|spill!|calc!)", re.IGNORECASE
)
POINTS_ELSEWHERE = re.compile(
    r"(?:please )?(?:see|refer to|as per|per|as in|in|as|voir|cf\.?|ver|same as|joint en|en|comme) "
    r"(?:the |our |l'|la |le )?(?:\w+ )?(?:annex(?:e|es|ure)?|attach(?:ed|ment|ments)"
    r"|enclos(?:ed|ure)|e-?mail|mail|above|below|previous|last|ci-\w+|pieces? jointes?|rapport"
    r"|precedent|report"
    r"|code cable|cable|anexo|tab|sheet|table|tableau|onglet|cell|file|document)\b"
)
LONGEST_POINTER = 6  # words

# The beginning and end of a label: within brackets, between sentences, after a dash. "Internal
# displacement" and "an arms embargo" are not labels.
_START = r"(?:^\W*|[.;!?()\[\]*|]\s*|\s-+\s*)"
_END = r"(?=\W*$|\s*(?:[.;:!?()\[\]*|]|-\s)|\s-)"
_SPREAD = (  # acts that a label forbids
    "publi(?:c|sh|shed|shing|cation|cized)|releas(?:e|ed)|distribut(?:e|ed|ion)|disclos(?:e|ed|ure)"
    "|circulat(?:e|ed|ion)|disseminat(?:e|ed|ion)|shar(?:e|ed|ing)|forward(?:ed)?|quot(?:e|ed|ation)"
    "|cit(?:e|ed)|attribut(?:e|ed|ion)|repeat(?:ed)?|print(?:ed)?|transmission|external use|media"
    "|the press|press|external edition|inclusion|the public(?! interest| sector| service| good)"
)
_ACTS = "publish|print|quote|cite|attribute|disclose|disseminate|circulate"
_DONE = "publi(?:shed|cized)|printed|quoted|cited|attributed|disclosed|disseminated|circulated"
_WHAT = (  # the object or manner of such an act: the text itself, not weapons
    rf"(?:{_END}|(?= (?:this|these|it|them|before|until|outside|beyond|further|externally|publicly"
    r"|widely|without|or|and|yet|with (?:the )?(?:public|press|media|others|third)"
    r"|in (?:the|any)|to the (?:public|press|media)|the (?:text|row|names?|figures?))\b))"
)
_THIS = (
    r"(?:this|these|it|row|text|figures?|data|note|information|account|please|must|should|shall|to)"
)
_DIFFUSE = (
    "publi(?:e[rzs]?|ees?|cation|que)|diffus(?:e[rzs]?|ees?|ion)|divulgu?(?:e[rzs]?|ees?|ation)"
    "|communiqu(?:e[rzs]?|ees?)|partage(?:r|z|s|es)?|transmettre|rendre public|cite[rzs]?"
)
_DIFFUSE_WHAT = (
    rf"(?:{_END}|(?= (?:ce|cet|cette|ces|avant|hors|en dehors|au public|a la presse|a l'exterieur"
    r"|sans|ni|ou|et|publiquement|les noms|dans le|svp|s'il)\b))"
)
_LABEL = (
    "(?:un |onu |strictly |highly |top |tres |strictement |private and |confidential and |for )*"
    "(?:internal|interne|restricted|restreint|reserve|classified|secret|sensitive|confidential"
    "|confid|confidentiel(?:le)?|embargo(?:ed)?|under embargo|sous embargo|not (?:yet )?public"
    "|non-? ?public|nonpublic|withheld|diffusion (?:restreinte|limitee|interdite|interne)"
    "|(?:limited|restricted) (?:distribution|circulation)|distribution (?:limited|restricted)"
    "|no (?:publication|release|distribution|circulation|dissemination|disclosure|quotation|press)"
    "|internal (?:use|document|note|info|information|matter|version|edition|comment|distribution)"
    "|(?:usage|document|note|information) (?:a usage )?interne|hors publication|pas publique)"
)
NOT_PUBLIC = re.compile(
    "|".join(
        (
            rf"{_START}{_LABEL}{_END}",
            rf"\bclassif\w+\W{{1,3}}{_LABEL}\b",
            r"^\W*(?:strictly )?confidential(?: \w+)?\s*[:,-]|\bconfidential(?:ly)?\s*[)\]-]",
            r"\b(?:this|these|it|text|row|figures?|note|account|following|strictly|treat(?:ed)? as"
            r"|keep|marked|classified) (?:information |data )?(?:is |are |as |remains? )?(?:\w+ )?"
            rf"confidential{_END}",
            r"\b(?:est|sont|reste|restent|strictement|tres|onu|document|note|caractere)"
            r" confidentiel(?:le)?s?\b|\ba titre confidentiel\b|\bsous le sceau du secret\b",
            r"\b(?:information|donnee)s? confidentielles?\b",
            rf"\bun (?:restricted|confidential|secret|internal){_END}|\btop secret\b"
            rf"|\btres secret\b",
            r"\boff[ -]the[ -]record\b(?! of)",
            rf"{_START}in (?:strict )?confidence{_END}|\b(?:told|given|shared|provided|said"
            rf"|received)"
            r" (?:\w+ ){0,2}in (?:strict )?confidence\b(?![ -]building)",
            r"\bembargoed (?:until|till|for|to)\b|\b(?:under|sous) embargo (?:until|till|jusqu)",
            r"\btlp\W?(?:red|amber)\b|\b(?:fouo|ouo|nfp|fyeo)\b|\bn\.f\.p\b",
            r"\b(?:official|un|internal un|mission|hq|headquarters|secretariat|office|internal"
            r"|eyes|your)"
            rf" (?:use|eyes|staff|personnel|distribution|information"
            rf"|circulation)(?: use)? only{_END}",
            r"\b(?:for|only for) (?:the )?(?:hq|headquarters|dpo|planning unit|background|un staff"
            r"|your information|information)(?: \w+)? only\b|\bonly for (?:the )?planning unit\b",
            rf"{_START}(?:hq|dpo|un|staff|planning unit|fyi|background|eyes|int\.?)"
            rf" (?:staff )?only{_END}|{_START}(?:internally only|on background){_END}",
            rf"\bnot (?:yet )?(?:to be |be |meant |intended |cleared |approved |suitable |ready "
            rf"|authori[sz]ed )*for (?:the |any )?(?:\w+ )?(?:{_SPREAD})\b"
            r"|\bnot in the public (?:report|edition)\b",
            r"\bnot for (?:the )?(?:public |external )?(?:report|edition)\b"
            r"|\bnot (?:publishable|releasable|for publ)\b|\bnon-? ?releasable\b"
            r"|\bnot 4 publication",
            rf"\b(?:must not|may not|should not|shall not|cannot|can not|not to|never|not)"
            rf" be (?:made public\b|(?:{_DONE})\b|(?:released|distributed|shared"
            rf"|forwarded){_WHAT})",
            rf"{_START}(?:please |kindly )?(?:do not|don't|never) (?:{_ACTS})\b",
            rf"\b(?:do not|don't|must not|may not|should not|cannot|never)"
            rf" (?:{_ACTS}|release|distribute|share|forward){_WHAT}",
            r"\b(?:do not|don't) (?:make (?:this |it |these )?public|include (?:this |it )?in the"
            r" (?:public |external )?(?:report|edition))\b|\b(?:leave|keep) (?:this "
            r"|it )?out of the"
            r" (?:public |external )?(?:report|edition)\b",
            r"\b(?:please|to be) with(?:hold|held)\b|\bwith(?:hold|held) from (?:the )?public",
            r"\bpublication (?:is )?(?:not (?:allowed|permitted|authori[sz]ed)|prohibited"
            r"|forbidden)"
            r"|\bunauthori[sz]ed (?:disclosure|distribution|publication)\b",
            r"\bno (?:publication|release|disclosure) (?:before|until|outside|without)\b",
            r"\b(?:not to|must not|should not) leave (?:the |this )?"
            r"(?:office|building|un|organi[sz]ation|secretariat|hq|headquarters|department"
            r"|house)\b",
            rf"\b{_THIS} (?:\w+ )?(?:remain|stay|be kept)s? (?:with)?in the"
            r" (?:un|organi[sz]ation|secretariat|office|mission)\b",
            r"\bfor (?:the )?(?:\w+ )?internal (?:\w+ )?(?:use|purposes?|consumption"
            r"|distribution|circulation)\b|\binternal to the (?:un|mission|office"
            r"|organi[sz]ation|secretariat)\b|\binternal (?:consumption|circulation)\b",
            r"\binternal (?:use|distribution|document|note|information)? ?only\b",
            rf"\b{_THIS} (?:to )?(?:be|is|are|stays?|remains?|keep|kept|treat|mark|considered)"
            r" (?:\w+ ){0,3}internal\b(?! \w)|\b(?:keep|kept|mark|treat|strictly|purely)"
            r" (?:(?:this|it|these) )?(?:as )?internal\b(?! \w)|\bfor internal\b(?! \w)",
            r"\b(?:strictement|purement|reste|rester|diffusion) (?:\w+ )?internes?\b(?! \w)"
            r"|\busage (?:\w+ )?interne\b|\bdocument (?:\w+ )?interne\b",
            r"\binternes? (?:uniquement|seulement|exclusivement|a la mission|a l'onu)\b",
            r"\breserve (?:a l'onu|a l'usage|au siege|a la mission|a l'unite)\b",
            rf"{_START}(?:priere de |merci de |veuillez )?(?:ne (?:pas|jamais|point)|a ne pas)"
            r" (?:publie|diffuse|divulgue|cite|communique)[rz]?\b",
            rf"\b(?:ne (?:pas|jamais|point)|a ne pas|ne doi(?:t|vent) pas|ne peu(?:t"
            rf"|vent)(?: pas)?)"
            rf" (?:etre )?(?:rendue?s? )?(?:{_DIFFUSE}){_DIFFUSE_WHAT}",
            rf"\b(?:ne doi(?:t|vent) pas|ne peu(?:t|vent)(?: pas)?|ne pas) etre"
            rf" (?:rendue?s? )?(?:{_DIFFUSE})\b",
            rf"\b(?:non|pas) (?:destinee?s?|pour|prevue?s?|autorisee?s?|a)(?: a| au| pour)?"
            rf"(?: etre)?(?: la| une| le| l'usage)? ?(?:{_DIFFUSE}|public)\b",
            r"\bnon (?:publiable|diffusable|communicable)\b|\bpublication interdite\b",
            r"\b(?:document|note|texte|information|rapport|a) diffusion (?:restreinte|limitee)\b",
        )
    )
)
CAPITALS = re.compile(r"\bINTERN(?:AL|E)\b")
SPACED = re.compile(r"\b(?:\w ){3,}\w\b")


def tidy(text: str) -> str:
    """Return a text without invisible marks and with uniform line ends."""
    return LINE_ENDS.sub("\n", INVISIBLE.sub("", text))


def _plain(text: object) -> str:
    """Return a text without case, accents and invisible marks; dashes and quotes made uniform."""
    decomposed = unicodedata.normalize("NFKD", str(text))  # may bring out capitals, as "℡" does
    plain = unicodedata.normalize("NFKD", decomposed.casefold())
    plain = "".join(
        sign
        for sign in plain
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
    plain = SLASHES.sub("/", INVISIBLE.sub("", plain).translate(PLAIN))
    plain = QUOTES.sub("'", DASHES.sub("-", plain))
    return SPACED.sub(lambda found: found[0].replace(" ", ""), " ".join(plain.split()))


def _words(text: str) -> str:
    """Return a plain text without marks at its ends and blanks around slashes."""
    plain = _plain(text)
    return re.sub(r"\s*([/'])\s*", r"\1", plain).strip(EDGES + "'")


@lru_cache(maxsize=KEPT)
def folded(text: object) -> str:
    """Return a text in a form for comparison, the same for every spelling of a name.

    It ignores case, blanks, accents, dashes, quotation marks, invisible marks and marks at the
    ends: "Booby – traps " and "booby-traps" are the same. Digits stay apart: 1-2 is not 12.
    """
    plain = _plain(text)
    return re.sub(r"(?<!\d)[\s-]+|[\s-]+(?!\d)", "", plain.strip(EDGES + "'")) or plain


@lru_cache(maxsize=KEPT)
def calls_itself_total(text: str) -> bool:
    """Whether a short text names a total, in any official language of the United Nations.

    The word may stand first or last: "Total général", "TOTAL:", "engineering total", "итого".
    """
    plain = _words(text)
    if plain in TOTAL_PHRASES or ALL_OF_THEM.fullmatch(plain):
        return True
    words = re.findall(r"[^\W\d_]+", plain)
    if not words or len(words) > LONGEST_TOTAL:
        return False
    return bool({words[0], words[-1]} & TOTAL_WORDS) or bool(
        TOTAL_CHINESE.search(plain.replace(" ", ""))
    )


@lru_cache(maxsize=KEPT)
def is_no_answer(text: str) -> bool:
    """Whether a text replaces an answer without being one: n/a, nil, TBC, see annex, –, néant."""
    plain = _words(text)
    if not any(map(str.isalnum, plain)):
        return bool(INVISIBLE.sub("", text).strip())
    if plain in NO_ANSWER or plain in NO_ANSWER_YET or ERRORS_OF_EXCEL.fullmatch(text.strip()):
        return True
    if len(plain.split()) > LONGEST_POINTER:
        return False
    starts = (plain[: found.start()] for found in re.finditer(r"[ :;,(/-]", plain))
    return bool(POINTS_ELSEWHERE.match(plain)) or any(one in NO_ANSWER_YET for one in starts)


@lru_cache(maxsize=KEPT)
def says_not_public(text: str) -> bool:
    """Whether a text says in English or French that it is not for the public.

    It must say so as a label does: "INTERNAL: …", "(confidential)", "ne pas publier". "Internal
    displacement" is not a label.
    """
    if CAPITALS.search(text) and not text.isupper():  # capitals among ordinary words
        return True
    plain = _plain(text)
    by_line = _plain(LINE_ENDS.sub("\n", text).replace("\n", ". "))  # a line may be a label
    return any(map(NOT_PUBLIC.search, (plain, plain.replace("-", " "), by_line)))
