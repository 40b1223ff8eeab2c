"""Which small changes of a rule no test notices: mutation testing of what counts, rounds and hides.

cosmic-ray changes one thing at a time in a module: a comparison, a number, a condition. Each time
the module's own tests are run, in a process forked from one that has imported the libraries, on a
copy of the project. A change that they pass has survived: a test is missing, or the change is none.
Those that were looked at and do not matter stand in `survivors.csv`, with the reason. A row there
that no mutant of a module matches any more, for the line has changed, excuses nothing: it is told.

    make mutants                                   # all, well over an hour on two cores
    make mutants OF="core/rounding indicators/p4"       # some
"""

import ast
import compileall
import csv
import gc
import os
import py_compile
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.util import cache_from_source
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

CODE = Path(__file__).resolve().parent.parent
SURVIVORS = CODE / "tests" / "survivors.csv"
COPIED = ("a4p_helpers", "tests", "notebooks", "data/raw", "docs", "pyproject.toml", "README.md")
INDICATORS = (
    *(f"p{number}" for number in range(1, 8)),
    *("plan", "quality", "themes", "register", "crosschecks"),
)
TRENDS = ("averages", "change_point", "comparison", "exposure", "intervals", "pace", "regression")
TESTS = {
    "core/rounding": "tests/test_rounding.py",
    "exhibits/narrative": "tests/test_narrative.py",
    "disclosure/editions": "tests/disclosure/test_editions.py",
    "disclosure/suppress": "tests/disclosure/test_suppress.py",
    "exhibits/findings": "tests/test_findings.py",
    **{f"trends/{one}": f"tests/trends/test_{one}.py" for one in TRENDS},
    **{
        f"indicators/{one}": f"tests/indicators/test_{one}.py tests/indicators/test_as_sent.py"
        for one in INDICATORS
    },
    "indicators/count": "tests/indicators/test_values.py",
    "store/values": "tests/indicators/test_values.py tests/store/test_store.py",
    "indicators/register": "tests/indicators/test_register.py tests/indicators/test_values.py",
}
# What is changed into what; the many other pairs that cosmic-ray knows say the same again.
CHANGES = (
    *(
        f"ReplaceComparisonOperator_{pair}"
        for pair in (
            *("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_Gt", "Gt_Lt"),
            *("LtE_GtE", "GtE_LtE", "Is_IsNot", "IsNot_Is"),
        )
    ),
    *(
        f"ReplaceBinaryOperator_{pair}"
        for pair in (
            *("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_FloorDiv"),
            *("BitAnd_BitOr", "BitOr_BitAnd"),
        )
    ),
    *("ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_Invert"),
    *("ReplaceUnaryOperator_USub_UAdd", "AddNot", "NumberReplacer", "RemoveDecorator"),
    *("ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop"),
    "ExceptionReplacer",
)
# What tests need; of it only others' packages stay imported, for each mutant imports ours anew.
IMPORTED = (
    *("a4p_helpers.run.demo", "a4p_helpers.run.execute", "a4p_helpers.clean.period"),
    *("a4p_helpers.section", "hypothesis", "scipy.optimize", "scipy.stats", "seaborn"),
    *("statsmodels.genmod.generalized_linear_model", "statsmodels.stats.rates"),
)
PATIENCE = 4  # times what the tests take by themselves, and some seconds


class Mutant(NamedTuple):
    """A module with one change, and where it is: in what, on which line, and what stands there."""

    module: str
    within: str
    change: str
    number: int
    line: str
    source: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.within, self.change, self.line


def mutants(module: str) -> Iterator[Mutant]:
    """Give every mutant of a module."""
    source = (CODE / "a4p_helpers" / f"{module}.py").read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    for change in CHANGES:
        operator = get_operator(f"core/{change}")()
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence in range(len(places)):
            changed = mutate_code(source, operator, occurrence)
            pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
            found = ((n, new) for n, (old, new) in enumerate(pairs, 1) if old != new)
            number, line = next(found, (places[occurrence][0], ""))
            within = _within(ast.parse(source), number)
            yield Mutant(module, within, change, number, " ".join(line.split()), changed)


def _within(node: ast.AST, number: int) -> str:
    """Name the function or class, with those around it, in which a line of a module stands."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef | ast.ClassDef):
            first = min((one.lineno for one in inner.decorator_list), default=inner.lineno)
            if first <= number <= (inner.end_lineno or number):
                return ".".join(filter(None, (inner.name, _within(inner, number))))
    return ""


_copy = Path()


def _prepare(folder: Path) -> None:
    """Give a worker a copy of the project, which its tests run in."""
    global _copy
    _copy = Path(tempfile.mkdtemp(dir=folder))
    for name in COPIED:
        from_, to = CODE / name, _copy / name
        if from_.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "reference_*")
            shutil.copytree(from_, to, ignore=left_out)
        else:
            shutil.copy(from_, to)
    compiled = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(_copy / "a4p_helpers", quiet=2, invalidation_mode=compiled)


def notices(mutant: Mutant, longest: float) -> bool:
    """Run a module's tests against a mutant; say whether they fail, or find no end."""
    path = _copy / "a4p_helpers" / f"{mutant.module}.py"
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    Path(cache_from_source(str(path))).unlink(missing_ok=True)  # or else it would be run instead
    try:
        return _tests_fail(TESTS[mutant.module], longest)
    finally:
        path.write_text(original, encoding="utf-8")


def _tests_fail(tests: str, longest: float) -> bool:
    child = os.fork()
    if child == 0:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        os.chdir(_copy)
        os.environ["PYTHONPATH"] = str(_copy)
        sys.path[:0] = [str(_copy), str(_copy / "tests")]
        left_out = (f"-pno:{name}" for name in ("cacheprovider", "xdist", "nbval", "playwright"))
        os._exit(int(pytest.main(["-x", "-q", *left_out, *tests.split()])))
    end = time.monotonic() + longest
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def unmatched(
    known: set[tuple[str, str, str, str]], module: str, every: list[Mutant]
) -> list[tuple[str, str, str, str]]:
    """Return the rows of survivors of a module that are none of its mutants any more."""
    there = {one.key for one in every}
    return sorted(row for row in known if row[0] == module and row not in there)


def main() -> int:
    """Run the mutants of the named modules, or of all; say which survived, and are not known.

    It fails as well where a survivor that is known is no mutant any more.
    """
    asked = sys.argv[1:] or list(TESTS)
    if wrong := set(asked) - set(TESTS):
        sys.exit(f"No tests are named for {', '.join(wrong)}; there are {', '.join(TESTS)}.")
    with SURVIVORS.open(encoding="utf-8", newline="") as file:
        known = {
            (row["module"], row["within"], row["change"], row["line"])
            for row in csv.DictReader(file)
        }
    os.environ.update(MPLBACKEND="agg", PYTHONDONTWRITEBYTECODE="1")
    sys.dont_write_bytecode = True
    for name in IMPORTED:
        import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == "a4p_helpers"]:
        del sys.modules[name]
    gc.freeze()
    unknown: list[Mutant] = []
    stale: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        workers = ProcessPoolExecutor(
            os.cpu_count(), get_context("fork"), initializer=_prepare, initargs=(Path(name),)
        )
        for module in asked:
            source = (CODE / "a4p_helpers" / f"{module}.py").read_text(encoding="utf-8")
            start = time.monotonic()
            if workers.submit(notices, Mutant(module, "", "", 0, "", source), 600.0).result():
                sys.exit(f"{TESTS[module]} fails without a change.")
            longest = PATIENCE * (time.monotonic() - start) + 20
            every = list(mutants(module))
            noticed = list(workers.map(notices, every, [longest] * len(every)))
            survived = [one for one, seen in zip(every, noticed, strict=True) if not seen]
            unknown += [one for one in survived if one.key not in known]
            old = unmatched(known, module, every)
            stale += old
            print(
                f"{module}: {len(every)} mutants, {len(survived)} survived"
                f" ({time.monotonic() - start:.0f} s)",
                flush=True,
            )
            for one in survived:
                mark = " " if one.key in known else "?"
                print(f"  {mark} {one.number}: {one.within}: {one.change}: {one.line}", flush=True)
            for row in old:
                print(f"  - {': '.join(row[1:])}", flush=True)
        workers.shutdown()
    print(f"{len(unknown)} survivors are not in {SURVIVORS.name}.")
    print(f"{len(stale)} rows of {SURVIVORS.name} match no mutant any more: remove or renew them.")
    return 1 if unknown or stale else 0


if __name__ == "__main__":
    sys.exit(main())
