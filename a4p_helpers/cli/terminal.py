"""Output that every terminal can show: plain signs where its encoding lacks ours."""

import codecs
import sys
from io import TextIOWrapper

# Each as wide as its sign where it stands in a table.
STAND_INS = {
    **{"●": "*", "◐": "+", "○": "o", "·": "-", "→": "->", "›": ">", "≠": "!=", "…": "..."},
    **{"–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " "},
}
PLAIN = "a4p-plain"


def make_plain() -> None:
    """Have stdout and stderr write what they can, and stand-ins for the rest, instead of raising.

    A letter that cannot be written becomes its escape, so that a path stays clear. A byte of a name
    that was not in the encoding of this machine is written as it was read.
    """
    codecs.register_error(PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # tests and callers may have put another there
            stream.reconfigure(errors=PLAIN)


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letter, end = error.object[error.start], error.start + 1
    if "\udc80" <= letter <= "\udcff":
        return bytes([ord(letter) - 0xDC00]), end
    escaped = letter.encode("ascii", "backslashreplace").decode("ascii")
    return STAND_INS.get(letter, escaped), end
