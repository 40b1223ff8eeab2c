"""Reports in a browser: what is on the shelf is shown as it is now, and nothing else ever is."""

import json
import os
import re
import shutil
import socket
import threading
import webbrowser
from http.client import HTTPResponse
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from a4p_helpers import cli, paths, serve, shelf
from a4p_helpers.report import pages
from a4p_helpers.run import publish

PERIOD, FORMER = "2023-05", "2022-11"
SECRET = "not to be seen"
MADE = "2024-03-04T09:05:59+00:00"


def release(period: str, edition: str, text: str = "", **files: bytes | str) -> Path:
    """Publish a release as a run does."""
    paths.outputs(period).mkdir(parents=True, exist_ok=True)
    files = {"index.html": text or f"{period} {edition}", **files}
    files.setdefault("run.json", json.dumps({"finished": MADE}))
    with publish.run_folder(period, edition) as folder:
        for name, content in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return publish.publish(folder, period, edition)


def hide(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SECRET)


@pytest.fixture
def outputs(root):
    """Both editions of a period and of the one before, with what lies beside them as well."""
    release(PERIOD, "external", **{"data/indicators.csv": "a,b\n", "report.pdf": b"%PDF"})
    release(PERIOD, "internal")
    release(FORMER, "external")
    return root / "outputs"


@pytest.fixture
def demo(outputs, monkeypatch):
    """A demonstration, made in a root of its own."""
    with monkeypatch.context() as patch:
        patch.setenv("A4P_ROOT", str(outputs / "demo"))
        for edition in ("external", "internal"):
            release("2023-11", edition)
    return outputs / "demo"


@pytest.fixture
def port(root):
    """The port of a running server, the real one."""
    with serve.server(0) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()


@pytest.fixture
def ask(port):
    """Ask for an address exactly as it is written, and return the answer with its text."""

    def request(
        target: str, method: str = "GET", hosts: tuple[str, ...] | None = None, body: bytes = b""
    ) -> tuple[HTTPResponse, str]:
        named = (f"127.0.0.1:{port}",) if hosts is None else hosts
        lines = [f"{method} {target} HTTP/1.1", *(f"Host: {host}" for host in named)]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
            # As an answer to HEAD it would be cut off where a body that came along begins.
            answer = HTTPResponse(connection)
            answer.begin()
            length, answer.length = answer.length, None
            body = answer.read()
            assert len(body) in (0, length)
            return answer, body.decode()

    return request


# Releases


def test_a_release_is_shown_with_its_files(outputs, ask):
    answer, text = ask(f"/{PERIOD}/external/")
    assert (answer.status, text) == (200, f"{PERIOD} external")
    assert ask(f"/{PERIOD}/external/index.html?a=/../b")[1] == f"{PERIOD} external"
    assert ask(f"/{PERIOD}/external/data/indicators.csv")[1] == "a,b\n"
    assert ask(f"/{PERIOD}/%69nternal/")[1] == f"{PERIOD} internal"


def test_the_folder_of_a_release_leads_to_where_its_links_hold(outputs, ask):
    answer, _ = ask(f"/{PERIOD}/external")
    assert (answer.status, answer.headers["Location"]) == (308, f"/{PERIOD}/external/")
    for other in (f"/{PERIOD}", f"/{PERIOD}/failed", f"/{PERIOD}/external/data", f"/{PERIOD}/"):
        assert ask(other)[0].status == 404, other


def test_a_release_that_is_replaced_is_shown_anew(outputs, ask):
    release(PERIOD, "external", "the new one", **{"new.csv": "c"})
    assert ask(f"/{PERIOD}/external/")[1] == "the new one"
    assert ask(f"/{PERIOD}/external/new.csv")[1] == "c"
    assert ask(f"/{PERIOD}/external/data/indicators.csv")[0].status == 404


def test_a_release_replaced_between_finding_and_opening_is_looked_for_again(
    outputs, ask, monkeypatch
):
    find, found = shelf.find, []

    def late(address):
        path = find(address)
        if path and not found:
            for text in ("the draft between", "the new one"):  # the former draft is kept
                release(PERIOD, "external", text)
        found.extend([path] if path else [])
        return path

    monkeypatch.setattr(shelf, "find", late)
    assert ask(f"/{PERIOD}/external/index.html")[1] == "the new one"
    assert [path.parent.name for path in found] == ["external-1", "external-3"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.PDF", "application/pdf"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.ipynb", "application/x-ipynb+json; charset=utf-8"),
        ("a.exe", "application/octet-stream"),
        ("é ü.csv", "text/csv; charset=utf-8"),
    ],
)
def test_each_file_is_sent_as_what_it_is(root, ask, name, kind):
    release(PERIOD, "external", **{name: "ä"})
    address = f"/{PERIOD}/external/{name}".replace("é ü", "%C3%A9%20%C3%BC")
    answer, text = ask(address)
    assert (answer.headers["Content-Type"], text) == (kind, "ä")
    assert answer.headers["Content-Length"] == "2"


# What is never shown


@pytest.mark.parametrize(
    ("period", "edition"),
    [("other", "external"), ("2023-13", "external"), (PERIOD, "draft"), ("demo", "external")],
)
def test_what_only_looks_like_a_release_is_not_shown(root, ask, period, edition):
    release(period, edition, SECRET)
    assert ask(f"/{period}/{edition}/index.html")[0].status == 404
    assert ask(f"/{period}/{edition}/")[0].status == 404
    assert edition not in words(index(ask).main)


def test_an_address_is_read_once_only(root, ask):
    release(PERIOD, "external", "page", **{"50%25.csv": "twice", "50%.csv": "once"})
    assert ask(f"/{PERIOD}/external/50%2525.csv")[1] == "twice"
    assert ask(f"/{PERIOD}/external/50%25.csv")[1] == "once"
    assert ask(f"/{PERIOD}/%2565xternal/")[0].status == 404


@pytest.mark.parametrize(
    "place",
    [
        "{period}/failed/external/index.html",
        "{period}/failed/external/run.log",
        "{period}/forms/index.html",
        "{period}/receipts/UNMISS.html",
        "{period}/.lock",
        "{period}/.runs/external-1/index.html",
        "{period}/.drafts/external-1/index.html",
        "{period}/external/.hidden/index.html",
        "{period}/external/.hidden.html",
        "{period}/index.html",
        "{period}/changes/notes.txt",
        "{period}/changes/.hidden.html",
        "{period}/changes/deeper/index.html",
        "{period}/draft/index.html",
        "demo/data/raw/reference/periods.csv",
        "demo/data/index.html",
        "demo/outputs/2023-11/forms/index.html",
        "demo/outputs/2023-11/.drafts/external-1/index.html",
        "demo/2023-11/external/index.html",
        "2023-13/external/index.html",
        "other/external/index.html",
        "index.html",
        "notes.html",
    ],
)
def test_what_is_no_release_is_not_there(demo, outputs, ask, place):
    place = place.format(period=PERIOD)
    file = outputs / place
    if not file.exists():
        hide(file)
    answer, text = ask(f"/{place}")
    assert answer.status == 404 and SECRET not in text and "outputs" not in text
    assert ask(f"/{place}".removesuffix("index.html"))[0].status in (200, 404)
    assert SECRET not in ask(f"/{place}".removesuffix("index.html"))[1]


@pytest.mark.parametrize(
    "step",
    [
        "..",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "%252e%252e",
        "..%2f..",
        "..%5c..",
        "..\\..",
        ".",
        "",
        "..;",
        "..%00",
        "%c0%ae%c0%ae",
        "%uff0e%uff0e",
        "..%0d%0a",
    ],
)
def test_no_way_leads_out_of_a_release(outputs, root, ask, step):
    """Whatever the number of steps, a file of this name lies at the end of them."""
    for folder in (root, outputs, outputs / PERIOD, outputs / PERIOD / ".drafts"):
        hide(folder / "secret.html")
    hide(root.parent / "secret.html")
    starts = (f"/{PERIOD}/external/data/", f"/{PERIOD}/external/", f"/{PERIOD}/", "/")
    for way in (f"{start}{'/'.join([step] * times)}" for start in starts for times in range(1, 7)):
        answer, text = ask(f"{way}/secret.html")
        assert answer.status == 404 and SECRET not in text, way


@pytest.mark.parametrize(
    "target",
    [
        "{root}/secret.html",
        "/{root}/secret.html",
        "//{root}/secret.html",
        "/2023-05/external/{root}/secret.html",
        "/2023-05/external//{root}/secret.html",
        "/2023-05/external/%2F{root}/secret.html",
        "file://{root}/secret.html",
        "http://127.0.0.1/2023-05/external/index.html",
        "/2023-05/external/index.html%00",
        "/2023-05/external/index.html%00.html",
        "/2023-05/external/index.html/",
        "/2023-05/external/index.html/.",
        "/2023-05/external/index.html%20",
        "/2023-05/external/%ff",
        "/2023-05%2fexternal%2findex.html",
        "/2023-05\\external\\index.html",
        "/2023-05/../2023-05/external/index.html",
        "/2023-05/EXTERNAL/index.html",
        "/{long}",
        "/2023-05/external/{long}",
        "*",
        "2023-05/external/index.html",
    ],
)
def test_an_address_that_is_none_finds_nothing(outputs, root, ask, target):
    hide(root / "secret.html")
    answer, text = ask(target.format(root=root, long="a" * 5000))
    assert answer.status == 404 and SECRET not in text


def test_links_that_leave_a_release_are_not_followed(outputs, root, ask):
    hide(root / "secret.html")
    external = paths.outputs(PERIOD, "external").resolve()
    hide(external / ".kept" / "secret.html")
    internal = paths.outputs(PERIOD, "internal").resolve()
    ways = {
        "absolute.html": root / "secret.html",
        "relative.html": Path("../../../../secret.html"),
        "internal.html": internal / "index.html",
        "hidden.html": Path(".kept/secret.html"),
        "circle.html": Path("circle.html"),
        "nowhere.html": Path("none.html"),
    }
    for name, end in ways.items():
        (external / name).symlink_to(end)
    (external / "folder").symlink_to(root, target_is_directory=True)
    for name in (*ways, "folder/secret.html"):
        answer, text = ask(f"/{PERIOD}/external/{name}")
        assert answer.status == 404 and SECRET not in text and PERIOD not in text, name
    (external / "within.html").symlink_to("index.html")
    assert ask(f"/{PERIOD}/external/within.html")[1] == f"{PERIOD} external"


@pytest.mark.parametrize(
    "end",
    ["{root}/elsewhere", ".drafts/internal-1", ".drafts", "failed/external", "../2022-11"],
)
def test_an_edition_that_is_no_link_to_its_own_release_is_not_shown(outputs, root, ask, end):
    hide(root / "elsewhere" / "index.html")
    for place in ("failed/external", ".drafts"):
        hide(outputs / PERIOD / place / "index.html")
    hide(outputs / FORMER / "index.html")
    link = paths.outputs(PERIOD, "external")
    link.unlink()
    link.symlink_to(end.format(root=root), target_is_directory=True)
    answer, text = ask(f"/{PERIOD}/external/index.html")
    assert answer.status == 404 and SECRET not in text
    assert f"/{PERIOD}/external" not in ask("/")[1]


def test_a_period_or_demonstration_that_is_a_link_out_of_the_outputs_is_not_shown(
    outputs, root, ask
):
    shutil.move(outputs / FORMER, root / "moved")
    (outputs / FORMER).symlink_to(root / "moved", target_is_directory=True)
    (root / "moved" / "changes").mkdir()
    hide(root / "moved" / "changes" / "a.html")
    (root / "away" / "outputs").mkdir(parents=True)
    (root / "away" / "outputs" / "2023-11").symlink_to(root / "moved", target_is_directory=True)
    (outputs / "demo").symlink_to(root / "away", target_is_directory=True)
    for start in (FORMER, "demo/outputs/2023-11"):
        assert ask(f"/{start}/external/index.html")[0].status == 404
        assert ask(f"/{start}/changes/a.html")[0].status == 404
        assert f"/{start}/" not in ask("/")[1]


def test_outputs_may_themselves_lie_elsewhere(outputs, root, ask):
    outputs.rename(root / "large disc")
    outputs.symlink_to(root / "large disc", target_is_directory=True)
    assert ask(f"/{PERIOD}/external/")[1] == f"{PERIOD} external"


def test_what_is_no_file_is_not_waited_for(outputs, ask):
    os.mkfifo(paths.outputs(PERIOD, "external") / "pipe.html")
    assert ask(f"/{PERIOD}/external/pipe.html")[0].status == 404


# Who may ask, and how


@pytest.mark.parametrize(
    "hosts",
    [("localhost",), ("127.0.0.1",), ("LOCALHOST:{port}",), ("127.0.0.1:{port}",)],
)
def test_this_machine_may_ask_by_either_name(outputs, port, ask, hosts):
    answer, _ = ask("/", hosts=tuple(host.format(port=port) for host in hosts))
    assert answer.status == 200


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("",),
        ("evil.example",),
        ("evil.example:{port}",),
        ("127.0.0.1.evil.example:{port}",),
        ("localhost.evil.example",),
        ("localhost:1",),
        ("localhost:{port}0",),
        ("localhost@evil.example",),
        ("127.0.0.1:{port}", "evil.example"),
        ("evil.example", "127.0.0.1:{port}"),
        ("[::1]:{port}",),
        ("0.0.0.0:{port}",),
    ],
)
@pytest.mark.parametrize("target", ["/", f"/{PERIOD}/internal/index.html", "/none"])
def test_a_name_from_elsewhere_is_refused(outputs, port, ask, hosts, target):
    answer, text = ask(target, hosts=tuple(host.format(port=port) for host in hosts))
    assert answer.status == 403
    assert PERIOD not in text and "evil" not in text


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]
)
def test_nothing_but_reading_is_answered(outputs, ask, method):
    for target in ("/", f"/{PERIOD}/external/index.html", "/none"):
        answer, text = ask(target, method, body=b"x" * 10)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
        assert f"{PERIOD} external" not in text
    assert ask("/", method, hosts=("evil.example",))[0].status == 403
    assert ask(f"/{PERIOD}/external/")[1] == f"{PERIOD} external"


@pytest.mark.parametrize("target", ["/", f"/{PERIOD}/external/", f"/{PERIOD}/external", "/none"])
def test_head_says_what_get_would_without_the_body(outputs, ask, target):
    (full, _), (head, body) = ask(target), ask(target, "HEAD")
    assert body == "" and head.status == full.status
    assert {**head.headers, "Date": ""} == {**full.headers, "Date": ""}


@pytest.mark.parametrize(
    ("target", "method"),
    [
        ("/", "GET"),
        (f"/{PERIOD}/external/", "GET"),
        (f"/{PERIOD}/external/report.pdf", "GET"),
        (f"/{PERIOD}/external", "GET"),
        ("/none", "GET"),
        ("/", "POST"),
        ("/" + "a" * 70_000, "GET"),
        ("/ /", "GET"),
    ],
)
def test_every_answer_is_guarded(outputs, ask, target, method):
    answer, text = ask(target, method)
    told = answer.headers
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items():
        assert told.get_all(name) == [value]
    assert "Server" not in told and "Python" not in str(told) + text
    if answer.status != 308:
        policy = told["Content-Security-Policy"]
        for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert part in policy
        assert "script" not in policy


def test_the_index_allows_its_own_style_alone_and_a_report_keeps_its_own(outputs, ask):
    for target in ("/", "/none"):
        answer, text = ask(target)
        style = re.search("<style>(.*)</style>", text, re.DOTALL)[1]
        allowed = f"style-src 'sha256-{pages.hash_of_text(style)}'"
        assert allowed in answer.headers["Content-Security-Policy"] and allowed in text
    policy = ask(f"/{PERIOD}/external/")[0].headers["Content-Security-Policy"]
    for part in pages.policy("").split("; "):
        assert part in policy or part.startswith("style-src 'sha256-"), part
    assert "style-src 'unsafe-inline';" in policy


def test_it_listens_to_this_machine_alone(root):
    with serve.server(0) as running:
        assert running.socket.getsockname()[0] == "127.0.0.1"


def test_a_browser_that_goes_away_is_no_error(outputs, port, ask, capfd):
    release(PERIOD, "external", **{"large.csv": b"x" * 20_000_000})
    with socket.create_connection(("127.0.0.1", port)) as connection:
        line = f"GET /{PERIOD}/external/large.csv HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(line.encode())
        connection.recv(10)
    assert ask("/")[0].status == 200
    assert capfd.readouterr().err == ""


# The index


def index(ask) -> BeautifulSoup:
    answer, text = ask("/")
    assert answer.status == 200
    return BeautifulSoup(text, "html.parser")


def words(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def rows(page: BeautifulSoup, group: str) -> list[list]:
    table = page.find("table", {"aria-labelledby": group})
    return [row.find_all(["th", "td"]) for row in table.tbody.find_all("tr")] if table else []


def addresses(cell) -> list[str]:
    return [link["href"] for link in cell.find_all("a")]


def test_the_index_lists_periods_by_edition_newest_first(outputs, ask):
    newest, former = rows(index(ask), "reports")
    assert words(newest[0]) == (
        "May to October 2023 Fourth progress report Data as of 19 December 2023"
    )
    assert words(former[0]).startswith("November 2022 to April 2023 Third progress report")
    start = f"/{PERIOD}/external/"
    assert addresses(newest[1]) == [start, f"{start}report.pdf"]
    assert addresses(newest[2]) == [f"/{PERIOD}/internal/"]
    assert "Made 4 March 2024, 09:05 UTC" in words(newest[1])
    assert words(former[2]) == "Internal edition Not made yet"


def test_every_link_of_the_index_leads_somewhere_and_says_where(demo, outputs, ask):
    hide(outputs / PERIOD / "changes" / "a b.html")
    page = index(ask)
    links = page.find_all("a", href=re.compile("^/"))
    assert len(links) == 7
    assert len({words(link) for link in links}) == len(links)
    for link in links:
        assert ask(link["href"])[0].status == 200, link


def test_files_of_a_release_are_offered_where_they_lie(root, ask):
    files = {"report.docx": b"x" * 1_250_000, "indicators.xlsx": b"x" * 1400, "other.pdf": b"x"}
    release(PERIOD, "internal", **files)
    [[_, external, internal]] = rows(index(ask), "reports")
    assert addresses(external) == []
    assert addresses(internal)[1:] == [
        f"/{PERIOD}/internal/report.docx",
        f"/{PERIOD}/internal/indicators.xlsx",
    ]
    assert "1.2 MB" in words(internal) and "1 kB" in words(internal)


def test_internal_editions_are_said_not_to_be_for_distribution(outputs, ask):
    told = "Internal editions are not for distribution."
    assert told in words(index(ask))
    paths.outputs(PERIOD, "internal").unlink()
    assert told not in words(index(ask))
    for name, is_told in (("external-1", False), ("internal-1", True)):
        hide(outputs / PERIOD / "released" / name / "index.html")
        assert (told in words(index(ask))) == is_told


def test_the_demonstration_stands_apart_and_is_called_synthetic(demo, ask):
    page = index(ask)
    [[period, external, internal]] = rows(page, "demonstration")
    assert words(period).startswith("November 2023 to April 2024 SYNTHETIC")
    assert "progress report" not in words(period)
    assert addresses(external) + addresses(internal) == [
        f"/demo/outputs/2023-11/{edition}/" for edition in ("external", "internal")
    ]
    assert ask(addresses(external)[0])[1] == "2023-11 external"
    assert pages.SYNTHETIC in words(page.find("section", {"aria-labelledby": "demonstration"}))
    real = page.find("section", {"aria-labelledby": "reports"})
    assert "SYNTHETIC" not in words(real) and "2023-11" not in str(real)


def test_the_root_of_the_demonstration_served_by_itself_is_synthetic_too(root, ask):
    path = paths.reference("periods.csv")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("May to October 2023", "May to October 2023 (SYNTHETIC)"))
    release(PERIOD, "external")
    page = index(ask)
    assert rows(page, "reports") == [] and len(rows(page, "demonstration")) == 1


def test_changes_are_listed_under_their_own_titles(outputs, ask):
    changes = outputs / PERIOD / "changes"
    changes.mkdir()
    (changes / "a.html").write_text("<!DOCTYPE html><title>Since <b>\n then</title>")
    (changes / "b.html").write_text("<!DOCTYPE html><title>Since &lt;b&gt;\n then</title>")
    hide(changes / "c.txt")
    page = index(ask)
    listed = [words(item) for item in page.find("ul", class_="changed").find_all("li")]
    label = "May to October 2023"
    assert listed == [f"a : {label} {label}", f"Since <b> then : {label} {label}"]
    assert ask(f"/{PERIOD}/changes/a.html")[0].status == 200


def test_hostile_names_are_text_at_most(outputs, ask):
    evil = '"><script>alert(1)<'
    for folder in (
        "<img src=x onerror=alert(1)>",
        "2023-05\n",
        "..2023-05",
        "2023-05 ",
        "２０２３-05",
    ):
        hide(outputs / folder / "external" / "index.html")
    changes = outputs / PERIOD / "changes"
    hide(changes / f"{evil}.html")
    hide(changes / "line\nbreak.html")
    (changes / os.fsdecode(b"\xff\xfe.html")).write_text(SECRET)
    hide(changes / "titled.html")
    (changes / "titled.html").write_text("<title>&lt;script&gt;alert(2)&lt;/script&gt;</title>")
    answer, text = ask("/")
    page = BeautifulSoup(text, "html.parser")
    assert answer.status == 200
    assert page.find(["script", "img"]) is None
    assert len(rows(page, "reports")) == 2
    links = addresses(page.find("ul", class_="changed"))
    assert len(links) == 2
    assert ask(links[0])[1] == SECRET
    assert "onerror" not in text


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", "null", '{"finished": 5}', '{"finished": "soon"}', "\ud800"]
)
def test_a_release_without_a_time_says_so(root, ask, manifest):
    release(PERIOD, "external", **{"run.json": manifest.encode("utf-8", "surrogatepass")})
    [[_, external, _]] = rows(index(ask), "reports")
    assert "When it was made is not recorded" in words(external)


def test_times_are_told_in_utc(root, ask):
    release(PERIOD, "external", **{"run.json": '{"finished": "2024-03-04T23:30:00-02:00"}'})
    assert "Made 5 March 2024, 01:30 UTC" in words(index(ask))


def test_a_release_without_its_page_is_none(root, ask):
    (release(PERIOD, "external") / "index.html").unlink()
    assert rows(index(ask), "reports") == []


def test_reports_of_undeclared_periods_are_shown_by_name(root, ask, capfd):
    release("2031-05", "external")
    assert words(rows(index(ask), "reports")[0][0]) == "2031-05"
    paths.reference("periods.csv").unlink()
    serve.periods.reference._rows.cache_clear()
    assert words(rows(index(ask), "reports")[0][0]) == "2031-05"
    assert "periods.csv cannot be read" in capfd.readouterr().err


def test_an_empty_shelf_says_what_makes_a_report(root, ask):
    page = index(ask)
    assert "No report has been published yet. Make one with a4p run" in words(page)
    assert page.find("table") is None


def test_the_pages_can_be_read_by_everyone(demo, ask):
    for target in ("/", "/none"):
        page = BeautifulSoup(ask(target)[1], "html.parser")
        assert page.html["lang"] == "en" and page.title.string
        assert len(page.find_all("h1")) == 1 and page.find("main", id="main")
        assert page.find(["script", "link", "iframe"]) is None and not page.find(style=True)
        for table in page.find_all("table"):
            assert page.find(id=table["aria-labelledby"]).name == "h2"
            assert all(cell["scope"] == "col" for cell in table.thead.find_all("th"))
            assert all(row.th["scope"] == "row" for row in table.tbody.find_all("tr"))


# The commands


def test_serving_tells_its_address_and_ends_at_ctrl_c(root, monkeypatch, capsys):
    def stopped(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(serve.Server, "serve_forever", stopped)
    assert cli.main(["serve", "--port", "0"]) == 130
    out, err = capsys.readouterr()
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*/\n", out)
    assert err.endswith("Stopped.\n")


def test_without_a_port_it_is_8765(root, monkeypatch):
    asked = []
    monkeypatch.setattr(serve, "serve", asked.append)
    assert cli.main(["serve"]) == 0 and asked == [8765]


def test_a_port_that_is_taken_is_told_in_one_sentence(port, capsys):
    assert cli.main(["serve", "--port", str(port)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith(f"Port {port} is taken") and "--port" in err


@pytest.mark.parametrize("given", ["-1", "65536", "http", "٣", ""])
def test_a_port_that_is_none_is_wrong_input(root, given, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["serve", f"--port={given}"])
    assert left.value.code == 2 and "is not a port" in capsys.readouterr().err


@pytest.fixture
def browser(monkeypatch):
    """A browser that notes what it is asked to open."""
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not opened.append(address))
    return opened


@pytest.mark.parametrize(
    ("line", "period", "edition"),
    [
        ([], PERIOD, "external"),
        (["--edition", "internal"], PERIOD, "internal"),
        ([FORMER], FORMER, "external"),
        ([PERIOD, "--edition", "internal"], PERIOD, "internal"),
    ],
)
def test_open_shows_the_report_and_says_where_it_is(demo, browser, capsys, line, period, edition):
    page = paths.outputs(period, edition) / "index.html"
    assert cli.main(["open", *line]) == 0
    assert browser == [page.as_uri()]
    assert capsys.readouterr() == (f"{page}\n", "")


def test_open_takes_the_newest_period_that_has_this_edition(outputs, browser):
    paths.outputs(PERIOD, "external").unlink()
    assert cli.main(["open"]) == 0
    assert cli.main(["open", "--edition", "internal"]) == 0
    assert [address.split("/")[-3] for address in browser] == [FORMER, PERIOD]


@pytest.mark.parametrize("error", [None, webbrowser.Error("none"), OSError("none")])
def test_without_a_browser_the_path_is_given(outputs, monkeypatch, capsys, error):
    def no_browser(address):
        if error:
            raise error
        return False

    monkeypatch.setattr(webbrowser, "open", no_browser)
    assert cli.main(["open"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{paths.outputs(PERIOD, 'external') / 'index.html'}\n"
    assert err == "No browser can be opened here: open this file yourself.\n"


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ([], 1, "There is no external report yet: make it with `a4p run`.\n"),
        (
            [PERIOD, "--edition", "internal"],
            1,
            f"There is no internal report of {PERIOD} yet: make it with `a4p run {PERIOD}`.\n",
        ),
        (["2023-06"], 2, "There is no period '2023-06' (a new one is a row in "),
    ],
)
def test_where_there_is_no_report_the_command_that_makes_it_is_named(
    root, browser, capsys, line, code, told
):
    assert cli.main(["open", *line]) == code
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(told) and err.count("\n") == 1
    assert browser == []


def test_an_edition_that_is_none_is_wrong_input(root, browser, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["open", "--edition", "externl"])
    assert left.value.code == 2 and "did you mean 'external'?" in capsys.readouterr().err


def test_what_was_released_is_listed_and_shown_and_nothing_beside_it(outputs, root, ask):
    released = outputs / PERIOD / "released"
    for name in ("external-1", "external-2", "internal-1", "external-x", ".external-3.77"):
        (released / name).mkdir(parents=True)
        (released / name / "index.html").write_text(f"<title>{name}</title>")
    (root / "away").mkdir()
    hide(root / "away" / "index.html")
    (released / "external-9").symlink_to(root / "away")
    links = [link for link in index(ask).find_all("a") if "/released/" in str(link.get("href"))]
    assert [link["href"] for link in links] == [
        f"/{PERIOD}/released/{name}/" for name in ("external-2", "external-1", "internal-1")
    ]
    assert words(links[0]).startswith("External edition 2")
    assert ask(f"/{PERIOD}/released/external-2/")[0].status == 200
    for name in ("external-x", ".external-3.77", "external-9", f"external-{'9' * 5000}", ""):
        assert ask(f"/{PERIOD}/released/{name}/index.html")[0].status == 404
