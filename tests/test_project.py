"""The project as a whole: one set of dependencies, imports one way, a README that is true."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from a4p_helpers import paths

PACKAGE = paths.CODE / "a4p_helpers"
# The rooms in the order in which data run through them; a room imports only from those before.
ROOMS = [
    "paths",
    "reads",
    "faults",
    "rounding",
    "scales",
    "reference",
    "periods",
    "missions",
    "breaks",
    "plan",
    "contents",
    "blocks",
    "contracts",
    "open_data",
    "spreadsheet",
    "processed",
    "trends",
    "indicators",
    "dictionary",
    "form",
    "clean",
    "narrative",
    "tables",
    "findings",
    "charts",
    "exhibits",
    "section",
    "profile",
    "report",
    "intake",
    "run",
    "clearance",
    "shelf",
    "serve",
    "cli",
    "__main__",
]


def requirement(line: str) -> tuple[str, str]:
    found = re.match(r"([A-Za-z0-9_.-]+)(.*)", line.strip())
    return found.group(1).lower().replace("_", "-"), found.group(2).replace(" ", "")


@pytest.fixture(scope="module")
def declared():
    project = tomllib.loads((paths.CODE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return {
        "run": dict(map(requirement, project["dependencies"])),
        **{name: dict(map(requirement, lines)) for name, lines in extras.items()},
        "python": project["requires-python"],
    }


def locked(name: str) -> dict[str, str]:
    text = (paths.CODE / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ \\;]+)", text, re.MULTILINE))


def within(version: str, bounds: str) -> bool:
    def key(text: str) -> list[int]:
        return [int(part) for part in re.findall(r"\d+", text)]

    return all(
        (key(version) >= key(limit)) if sign == ">=" else (key(version) < key(limit))
        for sign, limit in re.findall(r"(>=|<)([\d.]+)", bounds)
    )


def test_conda_users_get_the_same_names_and_bounds(declared):
    text = (paths.CODE / "environment.yml").read_text(encoding="utf-8")
    conda = dict(map(requirement, re.findall(r"^ +- ([a-z].*)$", text, re.MULTILINE)))
    assert conda.pop("python") == declared.pop("python")
    conda.pop("pip"), conda.pop("conda-forge")
    ours = {name: bounds for group in declared.values() for name, bounds in group.items()}
    assert conda == ours


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements.lock", ("run", "test", "build", "dask", "storage")),
        ("requirements-lab.lock", ("run", "test", "build", "dask", "storage", "bench", "lab")),
    ],
)
def test_the_lock_holds_what_is_declared_within_its_bounds(declared, lock, groups):
    versions = locked(lock)
    for group in groups:
        for name, bounds in declared[group].items():
            assert within(versions[name], bounds), name
    text = (paths.CODE / lock).read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") >= len(versions)


def test_the_analysts_lock_is_the_runners_and_more():
    lab = locked("requirements-lab.lock")
    assert {name: lab.get(name) for name in locked("requirements.lock")} == locked(
        "requirements.lock"
    )
    assert "jupyterlab" in lab and "jupyterlab" not in locked("requirements.lock")


def imports(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "a4p_helpers":
                names = [parts[1]] if len(parts) > 1 else [name.name for name in node.names]
                rooms |= set(names)
    return rooms


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_imports_run_one_way(path):
    parts = path.relative_to(PACKAGE).parts
    room = parts[0].removesuffix(".py")
    if room == "__init__":
        assert imports(path) == set()
        return
    assert room in ROOMS, "a new room: say where it stands"
    later = {other for other in imports(path) if ROOMS.index(other) > ROOMS.index(room)}
    assert not later


def test_every_module_says_what_it_is_for():
    for path in PACKAGE.rglob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_the_readme_gives_the_two_commands_and_a_tree_that_exists():
    readme = (paths.CODE / "README.md").read_text(encoding="utf-8")
    assert "make report" in readme and "make test" in readme
    assert "make test" in (paths.CODE / ".ci" / "run").read_text(encoding="utf-8")
    tree = readme.split("```text")[1].split("```")[0]
    for name in re.findall(r"^\s*([\w./-]+)", tree, re.MULTILINE):
        made = name.startswith(("data/processed", "data/snapshots", "outputs"))
        assert made or list(paths.CODE.rglob(name.rstrip("/").split("/")[-1])), name


def test_make_help_lists_every_target():
    makefile = (paths.CODE / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    for target in phony:
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target
