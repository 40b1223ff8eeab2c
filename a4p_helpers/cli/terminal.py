"""Output that every terminal can show: plain signs where its encoding lacks others."""

import codecs
import sys
from io import TextIOWrapper

# Each as wide as its sign in a table.
STAND_INS = {
    **{"●": "*", "◐": "+", "○": "o", "·": "-", "→": "->", "›": ">", "≠": "!=", "…": "..."},
    **{"–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " "},
}
PLAIN = "a4p-plain"


def make_plain() -> None:
    """Make stdout and stderr replace what the terminal cannot show, instead of raising.

    Signs become plain ones; other letters become escapes, so that paths stay exact. A byte that is
    not in this machine's encoding is written as it was read.
    """
    codecs.register_error(PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # tests and callers may have replaced it
            stream.reconfigure(errors=PLAIN)


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letter, end = error.object[error.start], error.start + 1
    if "\udc80" <= letter <= "\udcff":
        return bytes([ord(letter) - 0xDC00]), end
    escaped = letter.encode("ascii", "backslashreplace").decode("ascii")
    return STAND_INS.get(letter, escaped), end
