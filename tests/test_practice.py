"""The practice cycle: what it shows stands in the how-to, what it runs are commands."""

from pathlib import Path

import pytest
from rich.console import Console

from a4p_helpers import cli
from a4p_helpers.cli import practice
from a4p_helpers.core import paths
from a4p_helpers.run import DONE
from a4p_helpers.run import practice as made_up

STEPS = practice.steps(Path("inbox"))


@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.title)
def test_each_step_is_told_by_its_page_and_runs_commands_that_there_are(step):
    told = practice._said(step)
    assert step.begins in told and "```" not in told and 100 < len(told) < 2500
    for line in step.commands:
        assert cli.parser().parse_args(line)


@pytest.fixture
def walk(tmp_path, monkeypatch):
    """Walk with these answers to each question, without performing anything; return the lines."""

    def go(*answers: str, **options: bool) -> list[str]:
        done: list[str] = []
        monkeypatch.setattr(cli, "main", lambda line: done.append(line[0]))
        monkeypatch.setattr(Console, "input", lambda *_: next(given))
        given = iter(answers)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("sys.stdin.isatty", lambda: bool(answers), raising=False)
            console = Console(quiet=True)
            assert practice._walk(tmp_path, console, waits=bool(answers)) == DONE
        return done

    return go


def test_it_goes_on_from_the_step_at_which_it_was_left(walk):
    assert walk("", "", "q") == ["forms", "receive"]
    assert walk("", "", "", "q") == ["status", "receive", "forms"]
    assert walk()[0] == "confirm"
    assert walk() == []


def test_a_folder_of_somebody_elses_stays_as_it_is(tmp_path, capsys):
    (tmp_path / "thesis.txt").touch()
    assert cli.main(["demo", str(tmp_path), "--again"]) != DONE
    assert cli.main(["demo", str(tmp_path), "--throw-away"]) != DONE
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.slow
def test_the_whole_half_year_ends_in_a_verified_revision(tmp_path, capsys):
    """Three runs of eight senders take minutes."""
    place = tmp_path / "practice"
    assert cli.main(["demo", str(place), "--all"]) == DONE
    told = capsys.readouterr().out
    assert f"outputs/{made_up.PERIOD}/released/external-2: is what was cleared" in told
    assert "UNMOGIP sent its return" in (
        place / "data" / "raw" / made_up.PERIOD / "revisions.csv"
    ).read_text(encoding="utf-8")
    assert paths.root() != place
