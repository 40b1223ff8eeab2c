"""What runs without anybody at hand: workflows and hooks say only what this project has."""

import re
import shlex
import subprocess
import tomllib

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


def locked(name):
    text = (paths.CODE / "requirements.lock").read_text(encoding="utf-8")
    return re.search(rf"^{name}==(\S+)", text, re.MULTILINE)[1]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_it_may_only_read_and_ends_by_itself(path):
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job and job["timeout-minutes"] <= 240


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_major_version_and_no_command_is_made_of_what_others_write(path):
    for step in steps(read(path)):
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


def test_tests_run_on_every_python_that_is_supported_and_with_conda():
    jobs = read(paths.CODE / ".github" / "workflows" / "tests.yml")["jobs"]
    project = tomllib.loads((paths.CODE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = jobs["tests"]["strategy"]["matrix"]["python"]
    assert pythons == ["3.11", "3.12", "3.13", "3.14"]
    assert project["requires-python"] == f">={pythons[0]}"
    made = next(
        step["with"]
        for step in jobs["conda"]["steps"]
        if step.get("uses", "").startswith("conda-incubator/")
    )
    conda = yaml.safe_load((paths.CODE / made["environment-file"]).read_text(encoding="utf-8"))
    assert conda["name"] == made["activate-environment"]


def test_conda_runs_the_tests_that_make_runs():
    """It has no .venv, so the commands are written out; only the names of programs differ."""
    makefile = (paths.CODE / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    pytest_of_make = re.search(r"^PYTEST := (.*)$", makefile, re.MULTILINE)[1]
    recipe = re.search(r"^test: \$\(READY\).*\n\t(.*)\n\n", makefile, re.MULTILINE)[1]
    by_make = recipe.replace("$(PYTEST)", pytest_of_make).replace("$(BIN)/", "")
    job = read(paths.CODE / ".github" / "workflows" / "tests.yml")["jobs"]["conda"]
    (by_conda,) = [step["run"] for step in job["steps"] if "pytest" in step.get("run", "")]
    assert shlex.split(by_make) == shlex.split(by_conda)
    (given,) = job["env"].items()
    assert "test test-all: export {} = {}".format(*given) in makefile


def test_what_is_left_out_by_day_runs_by_night():
    makefile = (paths.CODE / "Makefile").read_text(encoding="utf-8")
    by_night = re.search(r"^test-all: \$\(LAB\).*\n\t(.*)\n", makefile, re.MULTILINE)[1]
    assert "$(PYTEST)" in by_night and "-m" not in by_night.split()
    nightly = read(paths.CODE / ".github" / "workflows" / "nightly.yml")
    assert ["make", "test-all"] in list(lines(nightly)) and "schedule" in nightly["on"]


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


def test_both_commands_of_the_readme_run_on_a_clean_clone():
    jobs = read(paths.CODE / ".github" / "workflows" / "tests.yml")["jobs"]
    assert [step["run"] for step in jobs["report"]["steps"] if "run" in step] == ["make report"]
    (ci,) = [step["run"] for step in jobs["tests"]["steps"] if "ci" in step.get("run", "")]
    assert (paths.CODE / ci).read_text(encoding="utf-8").rstrip().endswith("\nmake test")


def test_a_preview_has_the_libraries_of_a_period_and_starts_for_all_that_changes_a_report():
    preview, period = (
        read(paths.CODE / ".github" / "workflows" / f"{name}.yml") for name in ("preview", "period")
    )
    (installed,) = [words for words in lines(period) if words[:2] == ["apt-get", "install"]]
    assert installed in list(lines(preview))
    started_by = preview["on"]["pull_request"]["paths"]
    assert started_by == ["notebooks/**", "a4p_helpers/**", "data/raw/**"]
    (told,) = [step for step in steps(preview) if "GITHUB_STEP_SUMMARY" in step.get("run", "")]
    assert told["env"]["REPORT"] == "${{ steps.preview.outputs.artifact-url }}"
    ids = [step.get("id") for step in steps(preview)]
    assert "preview" in ids[: steps(preview).index(told)]
    for folder in started_by:
        assert folder.removesuffix("/**") in told["run"].split()


def test_git_passes_over_returns_and_over_nothing_that_it_holds():
    if not (paths.CODE / ".git").exists():
        pytest.skip("this is no git repository")

    def git(*words):
        done = subprocess.run(
            ["git", *words], cwd=paths.CODE, capture_output=True, text=True, check=False
        )
        return done.stdout.split()

    private = [
        "data/raw/2024-05/returns/UNMISS-1.xlsx",
        "data/raw/2024-05/.receiving.lock",
        "inbox/conduct_training.csv",
    ]
    assert git("check-ignore", *private) == private
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard") == []


@pytest.fixture(scope="module")
def hooks():
    said = yaml.safe_load((paths.CODE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    return {
        hook["id"]: {**hook, "rev": repo["rev"]} for repo in said["repos"] for hook in repo["hooks"]
    }


def test_hooks_are_the_tools_of_make_in_the_versions_of_the_lock(hooks):
    assert set(hooks) == {"nbstripout", "ruff-check", "ruff-format", "check-added-large-files"}
    assert hooks["nbstripout"]["rev"] == locked("nbstripout")
    assert hooks["ruff-check"]["rev"] == hooks["ruff-format"]["rev"] == f"v{locked('ruff')}"


def test_the_hook_strips_what_the_filter_strips(hooks):
    makefile = (paths.CODE / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    keys = re.search(r"^STRIP_KEYS := (.*)$", makefile, re.MULTILINE)[1].split()
    keep, extra = hooks["nbstripout"]["args"]
    assert keep in re.search(r"^STRIP := (.*)$", makefile, re.MULTILINE)[1]
    assert extra.removeprefix("--extra-keys=").split() == keys


def test_what_is_kept_in_git_is_under_the_limit_of_the_hook(hooks):
    if not (paths.CODE / ".git").exists():
        pytest.skip("this is no git repository")
    limit = int(hooks["check-added-large-files"]["args"][0].removeprefix("--maxkb="))
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=paths.CODE, capture_output=True, text=True, check=True
    ).stdout
    files = [paths.CODE / name for name in listed.split("\0") if name]
    too_large = [path for path in files if path.exists() and path.stat().st_size > limit * 1024]
    assert files and not too_large
