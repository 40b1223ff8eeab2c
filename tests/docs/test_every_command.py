"""The commands of the pages, each performed as a reader would: also what takes long, or serves.

How-tos are followed by `test_how_tos.py`, but for what takes minutes, never ends or needs a file of
the reader's own. That is done here, after all that README, running.md and CONTRIBUTING.md say. Of
`make`, which would build the environment anew, this asks only what it would do: its targets are the
suite itself, and GitHub's workflow runs `make report` on a clean clone in a job of its own.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from follow import OWN, TOO_LONG, Follower, blocks, commands

from a4p_helpers.core import paths
from a4p_helpers.run import STOPPED

TOP = ("README.md", "docs/running.md", "CONTRIBUTING.md")
HOW_TOS = sorted((paths.CODE / "docs" / "how-to").glob("*.md"))
# Data of two periods, which commands compare, are enough; a third is opened as the README says.
KEPT = ("2022-11", "2023-05", "reference")

# SYNTHETIC: what a reader would bring.
DEATHS = """\
id,incident_date,casualty_id,mission_acronym,type_of_casualty,gender,casualty_nationality,\
casualty_personnel_type,type_of_incident,m49_code,isocode3,last_update
1,2023-12-05,MINUSMA-2023-12-00001,MINUSMA,Fatality,Male,,Military,Malicious Act,,,{day}
"""
STRENGTH = """\
report_month,as_of_date,mission_acronym,contributing_country,isocode3,personnel_type,male,female,\
total,layout
2024-04,2024-04-30,UNMISS,Ghana,GHA,Troops,90,10,100,I
2024-04,2024-04-30,UNMISS,Ghana,GHA,Staff Officer,9,1,10,I
"""
FILES = {
    "inbox/conduct_training.csv": "sessions\n12\n",
    "inbox/deaths.csv": DEATHS.format(day="2024-05-02"),
    "inbox/deaths-before.csv": DEATHS.format(day="2024-04-02"),
    "inbox/strength.csv": STRENGTH,
}
# What stands for a reader's own names. The period that a how-to opens is the one opened here.
STANDS_FOR = (
    (r"receive (\S+) (FOLDER|FILE).*", r"receive \1 inbox/conduct_training.csv --from UNMISS"),
    (r"import fatalities FILE", "import fatalities inbox/deaths.csv"),
    (r"import personnel FILE", "import personnel inbox/strength.csv"),
    (r"OLDER NEWER", "inbox/deaths-before.csv inbox/deaths.csv"),
    (r"\b2024-05\b(?!-)", "2023-11"),
    # The other edition, and other missions' pages, are made alike.
    (r"(a4p run\b(?!.*--mission).*)", r"\1 --mission UNMISS"),
    (r"(a4p run\b(?!.*--edition)(?!.* 2023-05).*)", r"\1 --edition external"),
    (r"-m pytest", "-m pytest --collect-only"),  # the tests of this suite
    (r"^make ", "make --dry-run "),
    (r"dask scheduler", "dask scheduler --host 127.0.0.1 --port 0 --dashboard-address :0"),
    (r"A4P_ROOT=/shared/a4p", "A4P_ROOT=$PWD"),
)
BRINGS = re.compile(r"\ba4p (forms|receive|import)\b")
# What ends only when it is told to, and what says that it is ready.
SERVES = re.compile(r"\ba4p preview\b|\bdask (scheduler|worker)\b")
READY = re.compile(r"(/\S+\.html)$|Scheduler at: +(tcp://\S+)|(Registered to)")


def lines() -> dict[str, str]:
    """Each command that is to be performed, once, with the page that says it first.

    What brings something in stands first, so that a period is run once.
    """
    found: dict[str, str] = {}
    for path in (*(paths.CODE / name for name in TOP), *HOW_TOS):
        for block in blocks(path.read_text(encoding="utf-8")):
            for line in commands(block.text) if block.language == "sh" else []:
                if path not in HOW_TOS or OWN.search(line) or TOO_LONG.match(line):
                    found.setdefault(line, path.name)
    del found[".venv/bin/a4p dev demo"]  # performed for the tests of the demonstration: `full`
    return dict(sorted(found.items(), key=lambda one: not BRINGS.search(one[0])))


class Performer(Follower):
    """Somebody who performs every command, waits as long as it takes, and stops what serves."""

    patience = 1200

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.serving: list[subprocess.Popen[str]] = []
        self.scheduler = ""

    def _perform(self, line: str) -> None:
        for written, here in STANDS_FOR:
            line = re.sub(written, here, line)
        line = line.replace("tcp://HOST:8786", self.scheduler or "tcp://HOST:8786")
        assert not OWN.search(line), f"say what stands for a name in: {line}"
        if line.startswith("make "):
            line = f"cd {shlex.quote(str(paths.CODE))} && {line}"
        if SERVES.search(line):
            self._serve(line)
        else:
            code = self._start(line)
            assert code == 0, f"{line}\n{self.printed[-3000:]}"
        self.done.append(line)

    def _serve(self, line: str) -> None:
        """Start what serves: look at a page of it and stop it, or leave a cluster at work."""
        # Coverage may never end where it is interrupted while it holds its lock.
        bare = {k: v for k, v in self.environment.items() if not k.startswith("COVERAGE_")}
        process = subprocess.Popen(
            ["bash", "-c", f"exec env {line}"],
            cwd=self.home,
            env=bare,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # What is started in the background of a shell would not hear of it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.serving.append(process)
        timer = threading.Timer(90, process.kill)  # what never gets ready ends the loop below
        timer.start()
        said = []
        assert process.stdout is not None
        for text in process.stdout:
            said.append(text)
            if found := READY.search(text.strip()):
                break
        else:
            raise AssertionError(f"{line}\n{''.join(said)}")
        timer.cancel()
        if "bin/dask " in line:
            self.scheduler = found[2] or self.scheduler
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return
        page = Path(found[1])
        assert page.is_file()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == STOPPED, line
        assert not page.parent.exists(), "nothing of a preview stays"

    def leave(self) -> None:
        """Stop what is still at work."""
        for process in reversed(self.serving):
            process.kill()
            process.wait(60)


@pytest.fixture
def performer(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Performer]:
    """A reader with a copy of the workbook, files to bring, mail, a browser and a storage."""
    for folder in (copy / "data" / "raw").iterdir():
        if folder.name not in KEPT:
            shutil.rmtree(folder)
    for name, text in FILES.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    subprocess.run("git init --quiet && git add README.md", cwd=copy, shell=True, check=True)
    mail = tmp_path / "bin" / "mail"
    mail.parent.mkdir()
    mail.write_text(f'#!/bin/sh\n{{ echo "$@"; cat; }} > {mail.parent}/sent\n', encoding="utf-8")
    mail.chmod(0o755)
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    keys["AWS_DEFAULT_REGION"] = "us-east-1"
    keys["AWS_ENDPOINT_URL"] = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    # Other tests know a server of their own by the same name.
    storage, _ = fsspec.url_to_fs("s3://a4p-raw", skip_instance_cache=True)
    for bucket in ("a4p-raw", "a4p-reports"):
        storage.mkdir(bucket)
    storage.put(str(copy / "data" / "raw" / "2023-05"), "a4p-raw/2023-05", recursive=True)
    reader = Performer(copy)
    reader.environment |= keys | {
        "PATH": f"{mail.parent}{os.pathsep}{os.environ['PATH']}",
        "BROWSER": "true",
    }
    yield reader
    reader.leave()
    server.stop()


@pytest.mark.slow  # nine minutes: each command runs, serves or waits as it does for a reader
def test_every_command_of_the_pages_can_be_performed(performer: Performer, tmp_path: Path):
    told = lines()
    for line, page in told.items():
        began = time.monotonic()
        performer.follow(f"```sh\n{line}\n```\n")
        print(f"{time.monotonic() - began:6.1f} s  {page}: {line}")
    assert len(performer.done) == len(told)
    reports = performer.home / "outputs"
    assert (reports / "2023-11" / "external" / "index.html").exists()
    assert "A4P+" in (tmp_path / "bin" / "sent").read_text(encoding="utf-8")
    latest = "s3://a4p-reports/2023-05/external/latest.json"
    storage, address = fsspec.url_to_fs(latest, skip_instance_cache=True)
    assert storage.exists(address)
