"""Messages of a run on stderr: sentences for a person, or one line of JSON for each event.

stdout carries only results, so that the two stay apart. At the end of a run it can notify a
program.
"""

import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from a4p_helpers.run import DONE, OUT_OF_TIME, STOPPED

FORMS = ("text", "json", "quiet")
# Events that are reported even with `quiet`, for those who schedule runs.
FAULTS = ("faults", "kept back", "left out", "stopped", "refused")
LONGEST_NOTIFYING = 60  # seconds
STATES = {DONE: "done", STOPPED: "stopped", OUT_OF_TIME: "out of time"}

_form = "text"
events: list[dict[str, Any]] = []  # every event of this run, for the program notified at its end


def use(form: str | None) -> None:
    """Use this form from now on; by default, text in a terminal and JSON elsewhere."""
    global _form
    _form = form or ("text" if sys.stderr.isatty() else "json")


def is_text() -> bool:
    """Whether a person reads the messages."""
    return _form == "text"


def tell(event: str, sentence: str = "", **facts: Any) -> None:
    """Report an event: its facts for programs, its sentence for people."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    if sentence and not facts:
        line["message"] = sentence
    events.append(line)
    if _form == "json":
        # The stand-in for a sign may be a quotation mark, which would break JSON.
        is_utf = (sys.stderr.encoding or "").lower().startswith("utf")
        _print(json.dumps(line, ensure_ascii=not is_utf, default=str))
    elif sentence and (_form == "text" or event in FAULTS):
        _print(sentence)


def _print(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def notify(command: str, code: int) -> None:
    """Run a command that reads a JSON document: how the run ended, and all its events.

    Its failure is reported but does not change how the run ended.
    """
    document = {"state": STATES.get(code, "failed"), "exit_code": code, "events": events}
    text = json.dumps(document, ensure_ascii=False, default=str)
    try:
        done = subprocess.run(
            shlex.split(command),
            input=text,
            text=True,
            encoding="utf-8",
            errors="replace",  # it may write in the encoding of its machine
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=LONGEST_NOTIFYING,
            check=False,
        )
        fault = f"exit code {done.returncode}: {done.stderr[-200:].strip()}"
        if done.returncode == 0:
            return
    except subprocess.TimeoutExpired:
        fault = f"no end within {LONGEST_NOTIFYING} s"
    except (OSError, ValueError) as error:
        fault = str(error)
    tell("faults", f"The command {command!r} failed ({fault}), so nobody was notified.")
