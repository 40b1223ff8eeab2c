"""The `a4p` command: it reads the command line and calls what does the work.

Each module holds one group of commands. A command is a function; the first line of its docstring is
its help. It imports what it needs only when it is called, so that small commands answer at once.
"""

import argparse
import os
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from a4p_helpers.cli import dev, practice, reading, release, returns, runs, terminal
from a4p_helpers.cli.words import Parser
from a4p_helpers.core import paths
from a4p_helpers.run import FAILED, OWN_ERROR, STOPPED, WRONG_INPUT, log


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    terminal.make_plain()
    given = parser().parse_args(arguments)
    if "A4P_ROOT" in os.environ:
        # Notebooks run in another folder, where a relative path would mean something else.
        os.environ["A4P_ROOT"] = str(paths.root().absolute())
    start = time.monotonic()
    is_run = given.do is runs.run
    log.use(given.log if is_run else "text")
    code = _code(given.do, given)
    if is_run:
        log.tell("ended", exit_code=code, seconds=round(time.monotonic() - start, 1))
        if given.notify:
            log.notify(given.notify, code)
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; `a4p dev` holds the commands of engineers."""
    top = Parser(
        prog="a4p",
        description="Make the A4P+ progress report.",
        epilog="`a4p dev --help` lists what only engineers and trainers need.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in (returns, runs, reading, release, practice, dev):
        group.add(commands)
    return top


def _code(do: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """Run a command and return its exit code; errors that users can cause become messages."""
    try:
        return do(given)
    except KeyboardInterrupt:
        log.tell("stopped", "Stopped.")
        return STOPPED
    except OSError as error:
        place = paths.shown(Path(error.filename)) if error.filename else "A file"
        reason = error.strerror or error
        log.tell("refused", f"{place} cannot be used ({reason}): check its name, rights and room")
        return FAILED
    except Exception as error:
        if not type(error).__module__.startswith("a4p_helpers."):
            log.tell("refused", traceback.format_exc().rstrip())
            return OWN_ERROR
        log.tell("refused", str(error))
        return WRONG_INPUT if isinstance(error, ValueError) else FAILED
