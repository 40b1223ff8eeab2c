"""The project as a whole: one set of dependencies, imports one way."""

import ast
import functools
import graphlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from a4p_helpers.core import paths

PACKAGE = paths.CODE / "a4p_helpers"
# The map of the package: its rooms in the order in which data run through them.
MAP = ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")))
ROOMS = re.findall(r"\w+", " ".join(re.findall(r"^ {4}(\w+(?:, \w+)*) {2}", MAP, re.MULTILINE)))
ROOMS.append("__main__")


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def bounds(lines: list[str]) -> dict[str, SpecifierSet]:
    """The bounds of requirements by their names."""
    return {canonicalize_name(one.name): one.specifier for one in map(Requirement, lines)}


@pytest.fixture(scope="module")
def declared():
    project = tomllib.loads((paths.CODE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"run": project["dependencies"], **project["optional-dependencies"]}
    python = SpecifierSet(project["requires-python"])
    return {"python": {"python": python}, **{name: bounds(of) for name, of in groups.items()}}


def locked(name: str) -> dict[str, str]:
    text = (paths.CODE / name).read_text(encoding="utf-8")
    found = dict(re.findall(r"^([a-z0-9.-]+)==([^ \\;]+)", text, re.MULTILINE))
    assert text.count("--hash=sha256:") >= len(found)
    return found


def test_conda_users_get_the_same_names_and_bounds(declared):
    text = (paths.CODE / "environment.yml").read_text(encoding="utf-8")
    conda = bounds(re.findall(r"^ +- ([a-z][^:\n]*)$", text, re.MULTILINE))
    conda.pop("pip"), conda.pop("conda-forge")
    assert conda == {name: of for group in declared.values() for name, of in group.items()}


def test_the_locks_hold_what_is_declared_within_its_bounds(declared):
    run, lab = locked("requirements.lock"), locked("requirements-lab.lock")
    assert lab | run == lab and "jupyterlab" not in run
    for group, of in declared.items():
        for name, specifier in of.items():
            if group != "python":
                assert specifier.contains(lab[name]), name
                assert name in run or group in ("bench", "mutants", "lab"), name


@functools.cache
def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere, within functions as well, by their full names."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are written in full"
            whole = node.module == "a4p_helpers"
            found |= {f"a4p_helpers.{name.name}" for name in node.names} if whole else {node.module}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
            # A name made up as it runs would escape us.
            assert not any("a4p_helpers" in ast.unparse(one) for one in node.args), path
    return found


def imports(path: Path) -> set[str]:
    """The rooms that a file imports."""
    names = [name.split(".") for name in imported(path)]
    return {parts[1] for parts in names if parts[0] == "a4p_helpers" and len(parts) > 1}


def test_imports_run_one_way(subtests):
    for path in sorted(PACKAGE.rglob("*.py")):
        with subtests.test(path=str(path.relative_to(PACKAGE))):
            parts = path.relative_to(PACKAGE).parts
            room = parts[0].removesuffix(".py")
            if room == "__init__":
                assert imports(path) == set()
                continue
            assert room in ROOMS, "a new room: say where it stands"
            later = {other for other in imports(path) if ROOMS.index(other) > ROOMS.index(room)}
            assert not later


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """All of a module but what is there for the types alone."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from running(node)


@functools.cache
def needed(path: Path) -> set[str]:
    """The modules of the package that a file needs when it runs, by their full names."""
    found: set[str] = set()
    for node in running(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("a4p_helpers"):
            folder = paths.CODE / node.module.replace(".", "/")
            found |= {
                f"{node.module}.{one.name}" if (folder / f"{one.name}.py").exists() else node.module
                for one in node.names
            }
    return found


def test_no_two_modules_need_each_other():
    """Within a room as well; what a package gathers of its own modules does not count."""
    needs = {
        ".".join(path.relative_to(paths.CODE).with_suffix("").parts): needed(path)
        for path in PACKAGE.rglob("*.py")
        if path.stem != "__init__"
    }
    graphlib.TopologicalSorter(needs).prepare()  # raises where there is a circle


@pytest.mark.parametrize("room", ["clean", "clearance", "intake", "report", "run"])
def test_a_room_that_gives_an_order_keeps_to_it(room):
    said = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8")))
    assert "imports only from those above it" in " ".join(said.split())
    lines = re.findall(r"^ {4}(\w+(?:, \w+)*) {2}", said, re.MULTILINE)
    place = {
        f"a4p_helpers.{room}.{name}": at
        for at, line in enumerate(lines)
        for name in line.split(", ")
    }
    for path in (PACKAGE / room).glob("[!_]*.py"):
        own = place[f"a4p_helpers.{room}.{path.stem}"]
        assert {one for one in needed(path) if place.get(one, -1) >= own} == set(), path.name


def test_the_map_of_the_package_names_each_room_once():
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py"}
    there |= {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert sorted(ROOMS) == sorted(there - {"__init__"})


def test_what_the_package_imports_is_declared_or_comes_with_what_is(declared):
    """Otherwise it would be there only as long as something else happens to need it."""
    ours = {name for group in ("run", "dask", "storage", "validators") for name in declared[group]}
    comes_along = {name for one in ours for name in bounds(metadata.requires(one) or [])}
    brought = metadata.packages_distributions()
    for path in PACKAGE.rglob("*.py"):
        for top in {name.split(".")[0] for name in imported(path)} - {"a4p_helpers"}:
            if top not in sys.stdlib_module_names:
                names = set(map(canonicalize_name, brought[top]))
                assert names & (ours | comes_along), f"{path.name} imports {top}"


def test_what_was_released_is_not_cleaned_away(tmp_path):
    made = [
        "data/processed/2023-05/external/hospitals.csv",
        "outputs/.kept/one.json",
        "outputs/runs.jsonl",
        "outputs/2023-05/.drafts/external-1/index.html",
        "outputs/2023-05/changes/one.html",
        "outputs/2022-11/external/index.html",
    ]
    kept = [
        "outputs/2023-05/clearance/external.json",
        "outputs/2023-05/clearance/told/external-1/hospitals.csv",
        "outputs/2023-05/released/external-1/index.html",
        "outputs/addresses/external/numbers/P4.HOSPITALS.html",
    ]
    for name in (*made, *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    shutil.copy(paths.CODE / "Makefile", tmp_path)
    for _ in range(2):
        subprocess.run(["make", "--silent", "clean"], cwd=tmp_path, check=True)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "Makefile"]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in left) == kept
    assert not (tmp_path / "outputs" / "2022-11").exists()
