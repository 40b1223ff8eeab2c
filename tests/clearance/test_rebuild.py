"""A release is made again elsewhere, from the inputs and by the code that it names, or is not."""

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import raw_data

from a4p_helpers import cli
from a4p_helpers.clearance import manifest, rebuild, released_tables
from a4p_helpers.clearance.rebuild import RebuildError
from a4p_helpers.core import paths, periods
from a4p_helpers.report import provenance

PERIOD = "2023-05"
INPUTS = ["data/raw/2023-05/tables/hospitals.csv", "data/raw/2023-05/returns/unmiss.xlsx"]

# What stands for the workbook: a program that makes a report of its inputs and its parameters.
MADE = """\
import json, os, sys
from pathlib import Path
data = [path.read_text() for path in sorted(Path("data/raw/2023-05").rglob("*.*"))]
told = sorted(str(path) for path in Path("outputs").rglob("told/*/*"))
place = Path("outputs/2023-05") / sys.argv[sys.argv.index("--edition") + 1]
place.mkdir(parents=True)
(place / "index.html").write_text(json.dumps([data, told, sorted(sys.argv[1:])]))
(place / "where.txt").write_text(WHERE)
(place / "run.json").write_text(json.dumps({**RUN[place.name], "started": os.getpid()}))
"""


def git(*words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@x.org"]
    done = subprocess.run(
        ["git", *who, *words], cwd=paths.CODE, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def run(edition: str) -> dict[str, object]:
    """What a run says of itself: each input holds its own name."""
    of_files = {name: sha256(name.encode()).hexdigest() for name in INPUTS}
    return {
        "period": PERIOD,
        "edition": edition,
        "code_hash": "c",
        "packages": {},
        "inputs": provenance.as_shown(of_files, edition)[1],
        "parameters": {"p4": {"period": PERIOD, "edition": edition, "a": "b c"}},
    }


def program(where: str = "'x'") -> None:
    """Write the program and commit it; `where` is what it writes of where it works."""
    runs = {edition: run(edition) for edition in periods.EDITIONS}
    text = MADE.replace("WHERE", where).replace("RUN", repr(runs))
    (paths.CODE / "a4p_helpers" / "__main__.py").write_text(text)
    git("add", "-A")
    git("commit", "-q", "-m", "x", "--allow-empty")


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """A repository with that program, a table that is committed, and a return that is not."""
    home = tmp_path / "home"
    monkeypatch.setattr(paths, "CODE", home)
    monkeypatch.setenv("A4P_ROOT", str(home))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    raw_data.copy_reference(paths.raw("reference"), Path(rebuild.__file__).parents[2])
    for name in ("a4p_helpers", "notebooks"):
        (home / name).mkdir()
    (home / "a4p_helpers" / "__init__.py").touch()
    (home / "notebooks" / "p4.ipynb").touch()
    for name in ("pyproject.toml", "requirements.lock", *INPUTS):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    (home / ".gitignore").write_text("/outputs/\nreturns/\n__pycache__/\n")
    git("init", "-q")
    program()
    return home


def released(edition: str = "external") -> Path:
    """Release what the program makes here."""
    place = paths.released(PERIOD) / f"{edition}-1"
    line = [sys.executable, "-m", "a4p_helpers", "run", PERIOD, "--edition", edition]
    subprocess.run([*line, "-p", "a=b c"], cwd=paths.CODE, check=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(paths.outputs(PERIOD, edition), place)
    seal(place)
    return place


def seal(place: Path) -> None:
    """Write the manifest of what lies in a folder."""
    digest = provenance.digest(manifest.files(place))
    step = {"step": "released", "by": "A", "when": "2024-01-31T10:00:00+00:00", "hash": digest}
    log = {"steps": [step], "ticks": []}
    manifest.write(place, place.name, log, released_tables.sums(PERIOD))


@pytest.mark.parametrize("edition", ["external", "internal"])
def test_the_same_inputs_and_code_make_the_same_release(repository, edition):
    """Whatever has changed here since, in committed data and in what readers of others have."""
    for name in ("external-7", "external-8"):
        if name == "external-8":
            place = released(edition)
        kept = paths.released_tables(PERIOD) / name
        kept.mkdir(parents=True)
        (kept / "misconduct.csv").write_text("x")
    assert manifest.read(place)["commit"] == git("rev-parse", "HEAD")
    assert rebuild.differences(place) == []
    (paths.CODE / INPUTS[0]).write_text("another")
    program("'another'")
    (paths.CODE / "a4p_helpers" / "__main__.py").write_text("not committed")
    assert rebuild.differences(place) == []
    assert git("worktree", "list").count("\n") == 0 and git("branch").count("\n") == 0


@pytest.mark.parametrize(
    "where", ["os.getcwd()", "__import__('time').strftime('%z')", "os.environ.get('LC_ALL', '')"]
)
def test_what_depends_on_where_it_is_made_is_listed(repository, where, monkeypatch):
    monkeypatch.delenv("LC_ALL", raising=False)
    program(where)
    assert rebuild.differences(released()) == ["where.txt differs."]


def test_every_kind_of_difference_is_listed(repository, monkeypatch, capsys):
    place = released()
    (place / "index.html").rename(place / "more.html")
    (place / paths.RUN).write_text(json.dumps(run("external") | {"packages": {"pandas": "1"}}))
    told = [
        "run.json differs in packages.",
        "index.html is made again, but is not in the release.",
        "more.html is missing when the release is made again.",
    ]
    assert rebuild.differences(place) == told
    seal(place)
    assert cli.main(["verify", str(place), "--rebuild"]) == 1
    printed = capsys.readouterr()
    assert printed.err.splitlines() == told and "made again, it differs" in printed.out


def test_code_that_was_not_committed_is_not_made_again_and_the_release_says_so(repository, capsys):
    (repository / "notebooks" / "new.ipynb").touch()
    place = released()
    assert json.loads((place / manifest.NAME).read_text())["commit"] == ""
    assert cli.main(["verify", str(place)]) == 0
    assert "Its code was not committed" in capsys.readouterr().out
    assert cli.main(["verify", str(place), "--rebuild"]) == 2
    assert "its code was not committed when it was released" in capsys.readouterr().err


def test_outputs_that_git_passes_over_are_not_committed(repository):
    """A filter keeps them out of git, and the run read the notebook with them."""
    (repository / ".gitattributes").write_text("notebooks/*.ipynb filter=nbstripout\n")
    git("config", "filter.nbstripout.clean", "head -c 1")
    notebook = repository / "notebooks" / "p4.ipynb"
    notebook.write_text("x")
    program()
    assert provenance.commit() == git("rev-parse", "HEAD")
    notebook.write_text("x and outputs")
    git("add", "-A")
    assert git("status", "--porcelain") == "" and provenance.commit() == ""


def forgotten(place: Path) -> None:
    """Take the commit out of the repository: the release is of another one."""
    reseal(place, commit="a" * 40)


def reseal(place: Path, **changed: object) -> None:
    told = manifest.read(place) | changed
    (place / manifest.NAME).write_text(manifest._text(told | {"seal": manifest.seal(told)}))


def spoil(place: Path) -> None:
    (paths.CODE / INPUTS[1]).write_text("another")


REFUSED = [
    (
        lambda at: (paths.CODE / INPUTS[1]).unlink(),
        f"it needs inputs that are not available here:\n  {INPUTS[1]}",
    ),
    (spoil, "differ from those of the release, both as they are here and as committed"),
    (forgotten, f"fetch commit {'a' * 40} into"),
    (lambda at: reseal(at, inputs={"data/raw/../../x": "x"}), "names inputs outside data/raw"),
    (
        lambda at: reseal(at, told={f"{PERIOD}/external-7": "x"}),
        "available here:\n  2023-05/external-7, as readers have it",
    ),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_what_cannot_be_made_again_is_told_with_the_reason(repository, change, said):
    place = released()
    change(place)
    with pytest.raises(RebuildError) as error:
        rebuild.differences(place)
    assert said in str(error.value)


def test_a_run_that_fails_there_is_told_with_its_end(repository):
    place = released()
    program("1 / 0")
    reseal(place, commit=git("rev-parse", "HEAD"))
    with pytest.raises(RebuildError, match=r"failed in a fresh clone:(.|\n)*ZeroDivisionError"):
        rebuild.differences(place)


def test_another_lock_has_an_environment_of_its_own(repository):
    (repository / "Makefile").write_text(
        "env:\n\tmkdir -p .venv/bin && ln -s /bin/false .venv/bin/python\n"
    )
    program()
    place = released()
    assert rebuild.differences(place) == []
    (repository / "requirements.lock").write_text("newer")
    with pytest.raises(RebuildError, match=r"clone/\.venv/bin/python -m a4p_helpers .* failed"):
        rebuild.differences(place)


@pytest.mark.slow  # a whole run of a period, in a fresh clone
@pytest.mark.skipif(not provenance.commit(), reason="the code here is not committed")
def test_the_report_of_the_period_is_made_again_the_same(made, tmp_path, monkeypatch):
    monkeypatch.setenv("A4P_ROOT", str(made.parent.parent))
    place = tmp_path / "external-1"
    shutil.copytree(made / "external", place)
    seal(place)
    assert rebuild.differences(place) == []
