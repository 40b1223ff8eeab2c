"""Telling a program of the end of a run: a message to a chat, an e-mail, a pager."""

import json
import shlex
import subprocess

from a4p_helpers.run import DONE, OUT_OF_TIME, STOPPED, log

LONGEST = 60  # seconds
STATES = {DONE: "done", STOPPED: "stopped", OUT_OF_TIME: "out of time"}


def notify(command: str, code: int) -> None:
    """Run a command, which reads a JSON document: how the run ended, and all that was told of it.

    What goes wrong with it is told, and changes nothing of how the run ended.
    """
    document = {"state": STATES.get(code, "failed"), "exit_code": code, "events": log.told}
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
            timeout=LONGEST,
            check=False,
        )
        fault = f"exit code {done.returncode}: {done.stderr[-200:].strip()}"
        if done.returncode == 0:
            return
    except subprocess.TimeoutExpired:
        fault = f"no end within {LONGEST} s"
    except (OSError, ValueError) as error:
        fault = str(error)
    log.tell("faults", f"Nobody could be notified by {command!r} ({fault}).")
