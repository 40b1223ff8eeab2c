"""Pages in the reader's browser. Reports and previews open as files, without a server."""

import sys
import webbrowser
from pathlib import Path

from a4p_helpers.core import paths, periods


class NoReportError(Exception):
    """A requested report does not exist."""


def report(period: str | None, edition: str) -> Path:
    """Return the page of a report; without a period, of the newest report.

    Raises
    ------
    NoReportError
        No such report exists; names the command that makes it.
    """
    known = [one.name for one in reversed(periods.declared().values())]
    for name in [periods.get(period).name] if period else known:
        page = paths.outputs(name, edition) / paths.PAGE
        if page.is_file():
            return page
    command = f"a4p run {period}" if period else "a4p run"
    of_period = f" of {period}" if period else ""
    raise NoReportError(f"There is no {edition} report{of_period} yet: make it with `{command}`.")


def show(page: Path) -> None:
    """Print the path of a page and open it if there is a browser."""
    print(page.absolute(), flush=True)
    try:
        is_shown = webbrowser.open(page.absolute().as_uri())
    except (webbrowser.Error, OSError):
        is_shown = False
    if not is_shown:
        print("No browser can be opened here: open this file yourself.", file=sys.stderr)
