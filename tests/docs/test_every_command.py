"""The commands of the pages, each performed as a reader would: also what takes long.

How-tos are followed by `test_how_tos.py`, but for what takes minutes or needs a file of the
reader's own. That is done here, after all that README, running.md and CONTRIBUTING.md say. What
serves until it is stopped, a cluster and a storage are started and asked in tests/run; of `make`,
whose targets are the suite itself, test_documents asks whether there is such a target.
"""

import re
import shutil
import time
from pathlib import Path

import pytest
from follow import OWN, TOO_LONG, Follower, blocks, commands

from a4p_helpers.core import paths

TOP = ("README.md", "docs/running.md", "CONTRIBUTING.md")
HOW_TOS = sorted((paths.CODE / "docs" / "how-to").glob("*.md"))
# Data of two periods, which commands compare, are enough; a third is opened as the README says.
KEPT = ("2022-11", "2023-05", "reference")
ELSEWHERE = re.compile(
    r"^make |^git |^ssh-keygen |--sign |--reason |--rebuild|a4p (preview|demo|dev demonstration)"
    r"|dask |s3://|-m pytest"
)

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
MISSIONS = """\
mission_acronym,mission_name,mission_isactive,mission_location,start_date,end_date,last_update
UNTSO,United Nations Truce Supervision Organization,Yes,Jerusalem,1948-05-29,,2024-02-19
"""
FILES = {
    "inbox/conduct_training.csv": "sessions\n12\n",
    "inbox/deaths.csv": DEATHS.format(day="2024-05-02"),
    "inbox/deaths-before.csv": DEATHS.format(day="2024-04-02"),
    "inbox/strength.csv": STRENGTH,
    "inbox/missions.csv": MISSIONS,
}
# What stands for a reader's own names. The period that a how-to opens is the one opened here.
STANDS_FOR = (
    (r"receive (\S+) (FOLDER|FILE).*", r"receive \1 inbox/conduct_training.csv --from UNMISS"),
    (r"import fatalities FILE", "import fatalities inbox/deaths.csv"),
    (r"import personnel FOLDER", "import personnel inbox/strength.csv"),
    (r"import missions LIST", "import missions inbox/missions.csv"),
    (r"OLDER NEWER", "inbox/deaths-before.csv inbox/deaths.csv"),
    (r"\b2024-05\b(?!-)", "2023-11"),
    # The other edition, and other missions' pages, are made alike.
    (r"(a4p run\b(?!.*--mission).*)", r"\1 --mission UNMISS"),
    (r"(a4p run\b(?!.*--edition)(?!.* 2023-05).*)", r"\1 --edition external"),
    (r'--notify "mail [^"]*"', '--notify "tee sent"'),
)
BRINGS = re.compile(r"\ba4p (forms|receive|import)\b")


def lines() -> dict[str, str]:
    """Each command that is to be performed, once, with the page that says it first.

    What brings something in stands first, so that a period is run once.
    """
    found: dict[str, str] = {}
    for path in (*(paths.CODE / name for name in TOP), *HOW_TOS):
        for block in blocks(path.read_text(encoding="utf-8")):
            for line in commands(block.text) if block.language == "sh" else []:
                is_followed = path in HOW_TOS and not (OWN.search(line) or TOO_LONG.match(line))
                if not is_followed and not ELSEWHERE.search(line):
                    found.setdefault(line, path.name)
    return dict(sorted(found.items(), key=lambda one: not BRINGS.search(one[0])))


@pytest.mark.slow  # some minutes: each command takes as long as it does for a reader
def test_every_command_of_the_pages_can_be_performed(copy: Path):
    for folder in (copy / "data" / "raw").iterdir():
        if folder.name not in KEPT:
            shutil.rmtree(folder)
    for name, text in FILES.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    reader = Follower(copy)
    reader.patience = 1200
    reader.environment["BROWSER"] = "true"
    for line, page in lines().items():
        for written, here in STANDS_FOR:
            line = re.sub(written, here, line)
        assert not OWN.search(line), f"say what stands for a name in: {line}"
        began = time.monotonic()
        reader.perform(line)
        print(f"{time.monotonic() - began:6.1f} s  {page}: {line}")
    assert (copy / "outputs" / "2023-11" / "external" / "index.html").exists()
    assert '"state": "done"' in (copy / "sent").read_text(encoding="utf-8")
