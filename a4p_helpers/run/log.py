"""What is told of a run, on stderr: sentences for a person, or one line of JSON for each event.

stdout carries results alone, so that both can be taken apart.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

FORMS = ("text", "json", "quiet")
# What is told even where nothing else is: who schedules runs wants to hear of these.
FAULTS = ("faults", "kept back", "left out", "stopped", "refused")

_form = "text"
# All that was told of this run, for who is notified of its end.
told: list[dict[str, Any]] = []


def use(form: str | None) -> None:
    """Tell in this form from now on; where none is named, in the one that suits who reads it."""
    global _form
    _form = form or ("text" if sys.stderr.isatty() else "json")


def is_text() -> bool:
    """Say whether a person reads it."""
    return _form == "text"


def tell(event: str, sentence: str = "", **facts: Any) -> None:
    """Tell of an event: its facts where programs read it, its sentence where people do."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    if sentence and not facts:
        line["message"] = sentence
    told.append(line)
    if _form == "json":
        # A stand-in for a sign may be a quotation mark, which JSON would take for its own.
        is_utf = (sys.stderr.encoding or "").lower().startswith("utf")
        _print(json.dumps(line, ensure_ascii=not is_utf, default=str))
    elif sentence and (_form == "text" or event in FAULTS):
        _print(sentence)


def _print(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
