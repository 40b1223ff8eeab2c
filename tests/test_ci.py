"""What runs without anybody at hand: workflows say only what this project has."""

import re
import shlex
import subprocess

import pytest
import yaml

from a4p_helpers import cli
from a4p_helpers.core import paths

WORKFLOWS = sorted((paths.CODE / ".github" / "workflows").glob("*.yml"))
# What may run inside a container beside make and a4p.
SHELL = {"apt-get", "cp", "git", "mkdir", "pip", "python", ".ci/run"}


def read(path):
    # YAML 1.1 reads the key `on` as true.
    return {
        "on" if key is True else key: part for key, part in yaml.safe_load(path.read_text()).items()
    }


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def lines(workflow):
    """The commands of a workflow; what a shell alone does (groups, pipes of echo) is left out."""
    text = "\n".join(step["run"] for step in steps(workflow) if "run" in step)
    for line in re.split(r"\n|&&|\|", text):
        if words := shlex.split(re.sub(r"\$\{PERIOD:\+[^}]*\}", "", line)):
            yield words


def git(*words):
    if not (paths.CODE / ".git").exists():
        pytest.skip("this is no git repository")
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *words],
        cwd=paths.CODE,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_it_may_only_read_ends_by_itself_and_runs_nothing_that_others_write(path):
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job and job["timeout-minutes"] <= 240
    for step in steps(workflow):
        assert "uses" not in step or re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"])
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False  # no token lies in the folder


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_command_exists(path):
    makefile = (paths.CODE / "Makefile").read_text(encoding="utf-8")
    for command, *words in lines(read(path)):
        if command == "make":
            for target in words:
                assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
        elif command == ".venv/bin/a4p":
            cli.parser().parse_args(words)
        else:
            assert command in SHELL | {"{", "}", "echo", "sed"}, command
            assert not command.startswith(".") or (paths.CODE / command).is_file()


@pytest.mark.parametrize("name", ["period", "preview"])
def test_only_the_external_edition_is_kept_with_a_run(name):
    workflow = read(paths.CODE / ".github" / "workflows" / f"{name}.yml")
    kept = [step["with"]["path"] for step in steps(workflow) if "upload" in step.get("uses", "")]
    assert kept == ["kept"]
    copied = [words for words in lines(workflow) if words[0] == "cp"]
    assert [words[-2:] for words in copied] == [["outputs/*/external", "kept"]]


def test_a_night_with_a_storage_of_its_own_keeps_nothing_with_the_run():
    """What lies in a private storage is not for all who see the repository."""
    workflow = read(paths.CODE / ".github" / "workflows" / "period.yml")
    (job,) = workflow["jobs"].values()
    assert job["env"]["A4P_OUTPUTS"] == "${{ vars.A4P_OUTPUTS }}"
    keep = [step for step in job["steps"] if "kept" in str(step)]
    assert len(keep) == 2 and all(step["if"] == "env.A4P_OUTPUTS == ''" for step in keep)


def test_git_passes_over_returns_and_over_nothing_that_it_holds():
    private = [
        "data/raw/2024-05/returns/UNMISS-1.xlsx",
        "data/raw/2024-05/.receiving.lock",
        "inbox/conduct_training.csv",
    ]
    assert git("check-ignore", *private) == private
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard") == []
