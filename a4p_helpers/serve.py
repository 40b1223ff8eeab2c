"""The reports in the browsers of this machine: read-only, at an address nobody else can reach.

It listens on 127.0.0.1 alone, answers GET and HEAD alone, and shows what is on the shelf alone. A
page from elsewhere that has its own name lead here (DNS rebinding) is refused by its Host.
"""

import errno
import os
import shutil
import socketserver
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import quote, unquote_to_bytes

from a4p_helpers import narrative, paths, periods, shelf
from a4p_helpers.report import assemble, pages

ADDRESS = "127.0.0.1"
NAMES = ("localhost", ADDRESS)
PATIENCE = 30  # seconds for which a browser may keep silent
TRIES = 3
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".ipynb": "application/x-ipynb+json; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ANY_KIND = "application/octet-stream"
POLICY = (
    "default-src 'none'; img-src data:; style-src {style}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A report names the hash of its one style sheet itself, and releases differ in it; this header
# adds what a page cannot say of itself, and takes nothing from what it says.
OF_REPORTS = POLICY.format(style="'unsafe-inline'")
# Some browsers show a PDF as an object within a page of their own making.
OF_PDF = f"{OF_REPORTS}; object-src 'self'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_HERE = "There is no such page, or no longer: a new run may have replaced it."
NOT_OURS = "This address shows reports to the browsers of this machine only."
READ_ONLY = "Reports are shown here and nothing is taken: only GET and HEAD are answered."


class ServeError(Exception):
    """The reports cannot be shown at the port that was asked for."""


def serve(port: int) -> None:
    """Show the reports at a port of this machine until stopped; 0 takes any free port."""
    with server(port) as running:
        print(f"http://{ADDRESS}:{running.server_port}/", flush=True)
        print("Shown to this machine only. Ctrl-C ends it.", file=sys.stderr, flush=True)
        running.serve_forever()


def server(port: int, handler: "type[Handler] | None" = None) -> "Server":
    """Return the server at a port, listening but not answering yet.

    It answers by the handler that is given, or else shows the reports.

    Raises
    ------
    ServeError
        The port is taken, or this user may not have it.
    """
    try:
        return Server((ADDRESS, port), handler or Handler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "is taken, perhaps by another `a4p serve` or `preview`: end that one"
        elif error.errno in (errno.EACCES, errno.EPERM):
            reason = "is not for this user to take: ports above 1023 are"
        else:
            reason = f"cannot be used ({error.strerror or error}): find out why"
        raise ServeError(f"Port {port} {reason}, or name another with --port.") from error


class Server(ThreadingHTTPServer):
    """Answers each browser in a thread of its own."""

    def server_bind(self) -> None:
        """Bind, and ask no name server what this machine is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a browser that went away; show everything else."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers one request of a browser of this machine."""

    server: Server
    timeout = PATIENCE

    def do_GET(self) -> None:
        if self._is_for_us():
            self._answer()

    do_HEAD = do_GET

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Refuse each method that is not answered, whatever it is called."""
        if name.startswith("do_"):
            return self._refuse_method
        raise AttributeError(name)

    def _refuse_method(self) -> None:
        if self._is_for_us():
            self._say(HTTPStatus.METHOD_NOT_ALLOWED, READ_ONLY, Allow="GET, HEAD")

    def _is_for_us(self) -> bool:
        """Whether the request names this machine as its host, told to the browser if not."""
        port = self.server.server_port
        ours = {*NAMES, *(f"{name}:{port}" for name in NAMES)}
        named = [host.strip().lower() for host in self.headers.get_all("Host", [])]
        if len(named) == 1 and named[0] in ours:
            return True
        self._say(HTTPStatus.FORBIDDEN, NOT_OURS)
        return False

    def _answer(self) -> None:
        address = _address(self.path)
        if address == "":
            self._send_page(HTTPStatus.OK, index())
        elif address is None:
            self._say(HTTPStatus.NOT_FOUND, NOT_HERE)
        elif not address.endswith("/") and shelf.find(f"{address}/{paths.PAGE}"):
            # Without the last stroke the links of the report would lead astray.
            self._send(HTTPStatus.PERMANENT_REDIRECT, b"", Location=f"/{quote(address)}/")
        else:
            self._send_file(address + paths.PAGE if address.endswith("/") else address)

    def _send_file(self, address: str) -> None:
        file = _opened(address)
        if file is None:
            self._say(HTTPStatus.NOT_FOUND, NOT_HERE)
            return
        with file:
            kind = KINDS.get(PurePosixPath(address).suffix.lower(), ANY_KIND)
            policy = OF_PDF if kind == KINDS[".pdf"] else OF_REPORTS
            size = os.fstat(file.fileno()).st_size
            self._send(HTTPStatus.OK, file, size, Content_Type=kind, Content_Security_Policy=policy)

    def _say(self, status: HTTPStatus, problem: str, **headers: str) -> None:
        self._send_page(status, told(status, problem), **headers)

    def _send_page(self, status: HTTPStatus, page: str, **headers: str) -> None:
        policy = POLICY.format(style=f"'sha256-{pages.hash_of_text(_sheet())}'")
        self._send(
            status,
            page.encode(),
            Content_Type=KINDS[".html"],
            Content_Security_Policy=policy,
            **headers,
        )

    def _send(
        self, status: HTTPStatus, body: bytes | BinaryIO, size: int = 0, /, **headers: str
    ) -> None:
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        for name, value in ALWAYS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if isinstance(body, bytes) else size))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(body, bytes):
            self.wfile.write(body)
        else:
            shutil.copyfileobj(body, self.wfile)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no request at all, without repeating it and without naming software."""
        self._say(HTTPStatus(code), f"{HTTPStatus(code).phrase}.")

    def log_message(self, format: str, *args: Any) -> None:
        """Keep no record of who read what."""


def _address(target: str) -> str | None:
    """Return what a request asks for, below the first stroke; None if it can be no address.

    What is written with per cent signs is read once, part by part: a stroke so written does not
    part names, and one written twice over stays what it is.
    """
    path = target.partition("?")[0]
    if not path.startswith("/"):
        return None
    try:
        parts = [unquote_to_bytes(part).decode("utf-8") for part in path[1:].split("/")]
    except UnicodeDecodeError:
        return None
    return None if any("/" in part for part in parts) else "/".join(parts)


def _opened(address: str) -> BinaryIO | None:
    """Open a file of the shelf; look again where a new draft took its place in between."""
    for _ in range(TRIES):
        path = shelf.find(address)
        if path is None:
            return None
        try:
            return path.open("rb")
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


# The pages of our own


@dataclass(frozen=True)
class Row:
    """One period of the index; `cells` holds each edition in order, None where it was not made."""

    label: str
    report: str
    as_of: str
    is_synthetic: bool
    cells: tuple[tuple[str, shelf.Draft | None], ...]
    changes: tuple[shelf.File, ...]
    released: tuple[shelf.File, ...]


def index() -> str:
    """Return the index of periods and editions, as they are published at this moment."""
    known = _declared()
    rows = [_row(one, known.get(one.period)) for one in shelf.published()]
    internal = periods.EDITIONS[1]
    return _page(
        title="Reports",
        problem="",
        groups=[
            ("reports", "Reports", "", [row for row in rows if not row.is_synthetic]),
            (
                "demonstration",
                "Demonstration",
                pages.SYNTHETIC,
                [row for row in rows if row.is_synthetic],
            ),
        ],
        has_internal=any(
            dict(row.cells)[internal] or any(f"/{internal}-" in one.address for one in row.released)
            for row in rows
        ),
    )


def told(status: HTTPStatus, problem: str) -> str:
    """Return a page that says why there is nothing to show."""
    return _page(title=status.phrase, problem=problem, groups=[], has_internal=False)


def _declared() -> dict[str, periods.Period]:
    """Return the declared periods; where their list is faulty, reports are shown by name alone."""
    try:
        return periods.declared()
    except ValueError as error:
        print(error, file=sys.stderr)
        return {}


def _row(one: shelf.Published, period: periods.Period | None) -> Row:
    # The demonstration borrows a period's months, not the number of its report.
    counted = None if one.is_demo else period
    return Row(
        label=period.label if period else one.period,
        report=assemble.cover(counted, periods.EDITIONS[0]).subtitle if counted else "",
        as_of=narrative.long_date(period.as_of) if period else "",
        is_synthetic=one.is_demo or bool(period and period.is_synthetic),
        cells=tuple((edition, one.drafts.get(edition)) for edition in periods.EDITIONS),
        changes=one.changes,
        released=one.released,
    )


def _page(**parts: Any) -> str:
    return pages.page(
        "shelf.html.j2",
        sheet=_sheet(),
        editions=periods.EDITIONS,
        address=_linked,
        size=_size,
        moment=narrative.moment,
        **parts,
    )


@cache
def _sheet() -> str:
    """Return the style sheet of the report, with what the index adds to it."""
    return pages.style_sheet() + (paths.TEMPLATE / "shelf.css").read_text(encoding="utf-8")


def _linked(file: shelf.File) -> str:
    """Return the address of a file as a link has it: a report by its folder, any name escaped."""
    return "/" + quote(file.address.removesuffix(paths.PAGE))


def _size(file: shelf.File) -> str:
    """Write a size: 370 kB, 1.2 MB."""
    if file.size < 999_500:
        return f"{max(1, round(file.size / 1000))} kB"
    return f"{file.size / 1_000_000:.1f} MB"
