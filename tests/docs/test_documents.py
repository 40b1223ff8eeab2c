"""The documents are true: commands parse, targets, files, headings and links are there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from follow import blocks, commands

from a4p_helpers import cli
from a4p_helpers.clean import folder
from a4p_helpers.cli import architecture, dictionary
from a4p_helpers.core import paths

TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAGES = [paths.CODE / name for name in TOP] + sorted((paths.CODE / "docs").rglob("*.md"))
IDS = [str(path.relative_to(paths.CODE)) for path in PAGES]
every_page = pytest.mark.parametrize("path", PAGES, ids=IDS)
# Programs of the system that a page may use.
USUAL = {"cp", "echo", "for", "git", "grep", "ls", "sed", "ssh-keygen"}
MADE = ("data/processed", "data/snapshots", "outputs")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PATH = re.compile(
    r"(a4p_helpers|notebooks|docs|tests|data|benchmarks|outputs|\.ci|\.github|\.jupyter)/[\w./-]*"
    r"|[\w-]+\.(yml|lock|toml)|Makefile"
)


def prose(text: str) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def targets() -> set[str]:
    makefile = (paths.CODE / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))


def words_of(line: str) -> list[str]:
    """The words of a command, without assignments before it and without what follows a pipe."""
    words = shlex.split(line)
    while words and re.match(r"[A-Z_0-9]+=", words[0]):
        words.pop(0)
    return words[: words.index("|")] if "|" in words else words


def check(line: str) -> None:
    """Fail where a command could not be started as it stands."""
    program, *given = words_of(line)
    if program.endswith("bin/a4p"):
        cli.parser().parse_args(given)
    elif program == "make":
        assert {word for word in given if "=" not in word} <= targets()
    elif program.startswith(".venv/bin/"):
        assert Path(program).name in ("dask", "jupyter", "papermill", "python", "ruff"), program
    else:
        assert program in USUAL, f"{program} is no program that a page may use"


@every_page
def test_every_command_can_be_started_as_it_stands(path):
    for block in blocks(path.read_text(encoding="utf-8")):
        for line in commands(block.text) if block.language == "sh" else []:
            try:
                check(line)
            except SystemExit:
                pytest.fail(f"a4p does not understand: {line}")


def words_of_a4p() -> dict[str, str]:
    """Each command with what it says of itself, those of engineers below their word."""
    top = cli.parser()._subparsers._group_actions[0]
    below = top.choices["dev"]._subparsers._group_actions[0]
    return {one.dest: one.help for one in top._choices_actions} | {
        f"dev {one.dest}": one.help for one in below._choices_actions
    }


@every_page
def test_every_command_named_in_a_sentence_is_one(path):
    known = {*words_of_a4p(), "dev"}
    for code in CODE.findall(re.sub(r"(?<=\S)\n(?=\S)", " ", prose(path.read_text("utf-8")))):
        if found := re.match(r"(?:\.venv/bin/)?a4p ((?:dev )?[a-z]+)", code):
            assert found[1] in known, code
        if found := re.match(r"make ([a-z-]+)$", code):
            assert found[1] in targets(), code


def test_the_tables_of_commands_are_what_a4p_says_of_itself():
    text = (paths.CODE / "docs" / "running.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| `a4p ([a-z ]+)` \| (.+) \| .+ \|$", text, re.MULTILINE)
    assert dict(tables) == words_of_a4p() and len(tables) == len(words_of_a4p())
    for_users = [name for name in words_of_a4p() if not name.startswith("dev ")]
    assert len(for_users) <= 15, "no more than a user can survey"


@every_page
def test_every_path_named_is_there(path):
    text = path.read_text(encoding="utf-8")
    written = set(re.findall(r"Write `([^`]+)`|(?:cp \S+|>) (\S+)", text))
    made = {name for pair in written for name in pair if name}
    for name in CODE.findall(prose(text)):
        if (
            not PATH.fullmatch(name)
            or name.startswith((*MADE, "data/charts", "data/indicators.csv"))
            or name in made
        ):
            continue
        found = re.match(r"data/raw/(\d{4}-\d\d)/(.*)", name)
        if found and (found[2] in folder.HEADERS or found[2] in ("returns/", "revisions.csv", "")):
            continue
        if found and not paths.raw(found[1]).exists():
            continue  # a period to come
        assert (paths.CODE / name).exists(), name


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as they are made of them where pages are shown."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


@every_page
def test_every_link_leads_somewhere(path):
    for address in re.findall(r"\]\(([^)\s]+)\)", prose(path.read_text(encoding="utf-8"))):
        if re.match(r"https?://", address):
            continue
        name, _, anchor = address.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), address
        assert not anchor or anchor in anchors(target), address


def test_every_page_is_reached_from_the_readme():
    reached, todo = set(), [paths.CODE / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached:
            continue
        reached.add(page)
        for address in re.findall(r"\]\(([^)\s#]+\.md)", page.read_text(encoding="utf-8")):
            target = (page.parent / address).resolve()
            todo += [target] if target.exists() and "data" not in target.parts else []
    assert set(PAGES) - reached == set()


def test_the_pages_that_are_generated_are_what_is_declared():
    for name, text in (
        ("data-dictionary.md", dictionary.data_dictionary()),
        ("indicators.md", dictionary.indicators()),
        ("architecture.svg", architecture.picture()),
    ):
        committed = (paths.CODE / "docs" / name).read_text(encoding="utf-8")
        assert committed == text, f"docs/{name} is old: run `a4p dev docs`"


def test_the_prose_of_documents_and_code_passes_the_linter():
    """As `make lint` runs it: proselint's rules and those of docs/words.csv."""
    line = [sys.executable, str(paths.CODE / "docs" / "prose.py")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
