"""After a release its reviewers find what changed, and nobody else does."""

import csv
import json

import pytest

from a4p_helpers.core import paths
from a4p_helpers.run import publish
from a4p_helpers.run.draft import write_changes

PERIOD, EARLIER = "2023-05", "2022-11"


@pytest.fixture
def draft(root):
    """Publish a draft whose one indicator and one sentence say a number."""

    def made(number, period=PERIOD, edition="external"):
        with publish.run_folder(period, edition) as folder:
            (folder / "data").mkdir()
            with (folder / "data" / "indicators.csv").open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["code", "title", "value", "printed", "unit", "status"])
                writer.writerow(["A.X", "Hospitals", number, number, "hospitals", "reported"])
            (folder / "index.html").write_text(
                f'<body class="{edition}"><main><section id="p4" class="part p4"><h2>Care</h2>'
                f'<p class="say">There were {number} hospitals.</p></section></main></body>'
            )
            finished = "2023-11-28T14:13:48+00:00"
            manifest = {"period": period, "edition": edition, "finished": finished}
            (folder / "run.json").write_text(json.dumps(manifest))
            return publish.publish(folder, period, edition)

    return made


def page(edition="external"):
    return paths.changes(PERIOD) / f"{edition}.html"


def test_the_first_draft_of_the_first_period_has_no_page(draft, capsys):
    draft(20)
    write_changes(PERIOD, "external")
    assert not page().parent.exists()
    assert capsys.readouterr() == ("", "")


def test_a_draft_is_compared_with_the_one_before_and_the_last_period(draft, capsys):
    draft(3, period="2022-05"), draft(7, period=EARLIER), draft(99, period="2023-11")
    draft(20), draft(21)
    place = draft(25)
    before = sorted(path.name for path in place.rglob("*"))
    write_changes(PERIOD, "external")
    text = page().read_text(encoding="utf-8")
    assert text.index("+4") < text.index("Since the last published period</h2>") < text.index("+18")
    assert text.count(">Since the previous draft</h2>") == 1
    out, err = capsys.readouterr()
    assert out == "" and "Of one indicator, one changed. One sentence was changed" in err
    assert "The changes are in outputs/2023-05/changes/external.html." in err
    assert sorted(path.name for path in place.rglob("*")) == before
    assert not page("internal").exists()


def test_editions_are_kept_apart(draft):
    draft(7, period=EARLIER, edition="internal"), draft(20), draft(25, edition="internal")
    write_changes(PERIOD, "external")
    assert not page().exists()
    write_changes(PERIOD, "internal")
    text = page("internal").read_text(encoding="utf-8")
    assert "Internal edition: not for distribution" in text and "+18" in text


def test_a_broken_former_is_told_and_leaves_no_older_page(draft, capsys):
    draft(20), draft(25)
    write_changes(PERIOD, "external")
    assert page().exists()
    (publish.former(PERIOD, "external") / "data" / "indicators.csv").write_text("code\n")
    write_changes(PERIOD, "external")
    assert not page().exists()
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith(
        "The page of changes in the external edition of 2023-05 is not written: "
    )
    assert "indicators.csv has no column" in told
