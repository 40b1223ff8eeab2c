"""The words of a command line: commands, and how their arguments are read."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NoReturn, TypeAlias

from a4p_helpers.core import people, periods
from a4p_helpers.core.faults import hint


class Parser(argparse.ArgumentParser):
    """argparse, with the nearest name after its message."""

    def error(self, message: str) -> NoReturn:
        wrong = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if wrong:
            message += hint(wrong[1], re.findall(r"[\w-]+", wrong[2]))
        super().error(message)

    def parse_known_args(  # type: ignore[override]  # of its two forms, the one that is used
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Refuse unknown words here, where the command's own options are known."""
        given, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self._meant(unknown[0])}")
        return given, unknown

    def _meant(self, word: str) -> str:
        name = word.partition("=")[0]
        alone = {f"--{one.dest}" for one in self._actions if not one.option_strings}
        if name in alone:
            return f"; write what it is without {name}"
        return hint(name, self._option_string_actions) if name.startswith("-") else ""


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def command(commands: Commands, do: Callable[[argparse.Namespace], int]) -> Parser:
    """Add a command under the name of its function, with its docstring as help."""
    sub = commands.add_parser(
        do.__name__.rstrip("_"), help=do.__doc__, description=do.__doc__, allow_abbrev=False
    )
    sub.set_defaults(do=do)
    return sub


# Arguments of several commands


def add_period(
    parser: argparse._ActionsContainer, default: str = "the newest with raw data"
) -> None:
    """Add a period that may be left out."""
    parser.add_argument(
        "period", nargs="?", metavar="PERIOD", help=f"such as 2023-05 (default: {default})"
    )


def add_by(parser: argparse._ActionsContainer, does: str) -> None:
    """Add `--by`, the name of a person; git's user name is the default."""
    parser.add_argument(
        "--by", default="", metavar="NAME", help=f"who {does} (default: git's user.name)"
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for running notebooks."""
    parser.add_argument(
        "--time-limit",
        type=seconds,
        metavar="SECONDS",
        help="the longest a single cell may take (default: 300)",
    )
    parser.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="notebooks at a time (default: as many as there are processors, at most 4)",
    )
    parser.add_argument(
        "--kernels",
        choices=("warm", "ordinary"),
        help="warm ones (default) import libraries once for all notebooks; ordinary ones, in each",
    )


def period(given: str | None) -> str:
    """Return the named period, checked, or else the newest with raw data."""
    return periods.get(given).name if given else periods.newest_with_data().name


def by(given: argparse.Namespace) -> str:
    """Return the name given by `--by`, or else git's user name, and print the latter."""
    if given.by:
        return people.named(given.by)
    name = people.named(people.remembered())
    print(f"By {name}, your name in git; --by NAME names somebody else.", file=sys.stderr)
    return name


def options(given: argparse.Namespace) -> dict[str, Any]:
    """Return the options that were given for running notebooks (see `request.Options`)."""
    names = ("workers", "time_limit", "kernels", "run_limit", "dask", "force")
    return {name: value for name in names if (value := getattr(given, name, None))}


# Types of arguments


def seconds(text: str) -> float:
    """Read a number of seconds above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return number


def day(text: str) -> date:
    """Read a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2024-05-31") from None


def row(text: str) -> int:
    """Read the number of a row."""
    if not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not a row as a spreadsheet shows it")
    return int(text)


def pair(text: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value


def _count(text: str) -> int:
    if not re.fullmatch(r"0*[1-9]\d{0,2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 999")
    return int(text)
