"""A refreshed Plan from 2023-11 on: it is rows in files, and no earlier report knows of it."""

import csv
import shutil

import pytest

from a4p_helpers.core import contents, paths, plan, reference
from a4p_helpers.core.reference import ReferenceDataError
from a4p_helpers.disclosure import editions
from a4p_helpers.report import provenance
from a4p_helpers.run.period import run_periods
from a4p_helpers.section import open_priority
from a4p_helpers.store import standing

OLD, NEW = "2023-05", "2023-11"
# number, title, slug, notebook
PRIORITIES = [
    ("1", "Safe peacekeepers", "p4", "p4_accountability_to"),
    ("2", "Ready, and with women", "fit", ""),
    ("3", "Hosts", "hosts", ""),
    ("4", "Conduct", "p5", "p5_accountability_of"),
    ("5", "Politics", "politics", ""),
]
RESULTS = {
    "1.1": "4.1; 4.2", "1.2": "4.3", "1.3": "4.4",
    "2.1": "3.1", "2.2": "P3.WOMEN_CONTINGENTS; P3.UGPS", "2.3": "3.4",
    "3.1": "7.1", "3.2": "6.1",
    "4.1": "5.1", "4.2": "5.2",
    "5.1": "1.1", "5.2": "",
}  # fmt: skip


def rows_of(name):
    with paths.reference(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name, rows):
    with paths.reference(name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def refresh(change=lambda rows: None):
    """Add the refreshed Plan to the reference data: only rows, and the end of the Plan before."""
    rows = {
        name: rows_of(f"{name}.csv")
        for name in ("plans", "priorities", "results", "deliverables", "offices")
    }

    def add(file, **row):
        rows[file].append(dict.fromkeys(rows[file][0], "") | {"valid_from": NEW} | row)

    rows["plans"][0]["valid_to"] = OLD
    forward = {"title": "Forward", "name": "Forward", "short": "PKF", "about": "It goes on."}
    add("plans", **forward, source="SYNTHETIC")
    for number, title, slug, notebook in PRIORITIES:
        names = {"slug": slug, "notebook": notebook, "question": "How far?"}
        add("priorities", priority=number, title=title, **names)
    for result, informed in RESULTS.items():
        add("results", result=result, priority=result[0], title=f"R {result}", informed_by=informed)
    add("offices", office="ASG-NEW", name="A new office", kind="office")
    add("offices", office="OROLSI", name="OROLSI by another name", kind="office")
    for at in range(30):
        result = list(RESULTS)[at % len(RESULTS)]
        number = f"{result}.{at // len(RESULTS) + 1}"
        of = {"result": result, "priority": result[0], "title": f"Do {number}"}
        said = {"leads": "ASG-NEW; OROLSI", "wps": "no", "technology": "no"}
        add("deliverables", deliverable=number, **of, **said)
    by_number = {row["deliverable"]: row for row in rows["deliverables"] if row["valid_from"] < NEW}
    by_number["4.3.1"]["replaced_by"] = "1.2.1"
    change(rows)
    for name, found in rows.items():
        write(f"{name}.csv", found)
    reference._rows.cache_clear()
    plan._read.cache_clear()


def test_each_period_has_its_own_plan(root):
    before = provenance.inputs(OLD, "internal")
    old = [plan.version(OLD), plan.priorities(OLD), plan.results(OLD), plan.offices(OLD)]
    refresh()
    now = [plan.version(OLD), plan.priorities(OLD), plan.results(OLD), plan.offices(OLD)]
    for was, one in zip(old[1:], now[1:], strict=True):
        assert list(was) == list(one)
    assert (now[0].title, plan.version(NEW).title) == ("Action for Peacekeeping+", "Forward")
    assert now[1]["p4"].title == old[1]["p4"].title != plan.priorities(NEW)["p4"].title
    assert now[3]["OROLSI"] == old[3]["OROLSI"] != plan.offices(NEW)["OROLSI"]
    assert "ASG-NEW" in plan.offices(NEW) and "ASG-NEW" not in now[3]
    sizes = [len(of(NEW)) for of in (plan.priorities, plan.results, plan.deliverables)]
    assert sizes == [5, 12, 30] and len(plan.deliverables(OLD)) == 71
    # The report before is made of the very same, to the last byte.
    assert provenance.inputs(OLD, "internal") == before


def test_what_continues_is_followed_and_no_more(root):
    refresh()
    of_new = plan.deliverables(NEW)
    assert [one.number for one in plan.history(of_new["1.2.1"])] == ["4.3.1", "1.2.1"]
    assert plan.history(of_new["1.1.1"]) == [of_new["1.1.1"]], "another 1.1.1 than before"
    ((since, number, what, title),) = plan.adjustments(NEW)
    assert (since, number, what) == (NEW, "all", "another version")
    assert title.endswith("30 deliverables, of which 1 continue earlier ones")
    # One code takes its indicator out of the result by which the others stand.
    informs = {code: plan.informs(code, "3.1", NEW) for code in ("P3.WOMEN_CONTINGENTS", "P3.TPP")}
    assert informs == {"P3.WOMEN_CONTINGENTS": "2.2", "P3.TPP": "2.1"}
    assert plan.section_of("p3", "2.1", NEW) == "fit" and plan.section_of("p3", "", OLD) == "p3"
    assert plan.section_of("p6", "", NEW) == "plan", "no priority takes it up"
    assert [one.run for one in contents.entries(NEW).values() if one.mark] == [
        "p4_accountability_to", "priority_fit", "priority_hosts", "p5_accountability_of",
        "priority_politics",
    ]  # fmt: skip
    styles = [one.style for one in plan.priorities(NEW).values()]
    assert len(set(styles)) == 5 and styles[0] == "p4" and styles[3] == "p5"


def test_a_priority_without_a_notebook_tells_what_informs_it(root, written):
    shutil.copytree(paths.raw(OLD), paths.raw(NEW))
    refresh()
    section = open_priority("fit", NEW, "external")
    section.main_points()
    section.results()
    section.notes()
    section.check()
    text = "\n".join(written)
    assert "2.1 R 2.1" in text and "2.2 R 2.2" in text and "3.1 R 3.1" not in text
    assert "Triangular Partnership Programme trainees" in text and "Do 2.1.1" in text
    # Of the subject p3 only what a result names: women in contingents, not those in the police.
    assert "Women in military contingents" in text and "Women in uniform, by mission" not in text
    values = section.values
    assert (
        values["P3.TPP_TRAININGS"].section == "fit"
        and values["P2.PLANS_APPROVED"].section == "plan"
    )
    assert standing.former(values, "PLAN.SILENT") is None, "deliverables of another Plan"
    assert standing.former(values, "P3.TPP_TRAININGS").period.name == OLD


@pytest.mark.slow  # whole reports, which take a minute
def test_a_report_of_the_plan_before_is_the_same_to_the_last_byte(root):
    def files():
        assert run_periods([OLD], ["external"], missions=["UNMISS"], force=True) == 0
        below = paths.below(paths.outputs(OLD, "external"))
        return {name: path.read_bytes() for name, path in below.items() if name != paths.RUN}

    before = files()
    refresh()
    assert files() == before
    shutil.copytree(paths.raw(OLD), paths.raw(NEW))
    assert run_periods([NEW], ["external"], missions=["UNMISS"]) == 0
    page = (paths.outputs(NEW, "external") / "p4.html").read_text(encoding="utf-8")
    assert "Safe peacekeepers" in page and "Accountability to peacekeepers" not in page


FAULTS = {
    "a deliverable of no result": (
        lambda rows: rows["deliverables"][-1].update(result="9.9"),
        r"deliverables\.csv, row 102: deliverable 2\.3\.3 points to result 9\.9",
    ),
    "versions that overlap": (
        lambda rows: rows["plans"][0].update(valid_to=NEW),
        r"plans\.csv, row 2: Action for Peacekeeping\+ overlaps Forward.*Write 2023-05 as its",
    ),
    "a gap": (
        lambda rows: rows["plans"][0].update(valid_to="2022-11"),
        r"plans\.csv, row 3: Forward leaves a gap",
    ),
    "a priority twice": (
        lambda rows: rows["priorities"].append(rows["priorities"][-1] | {"slug": "other"}),
        r"priorities\.csv: 5, 2023-11 is in rows 13 and 14",
    ),
    "a page twice": (
        lambda rows: rows["priorities"][-1].update(slug="hosts"),
        r"priorities\.csv, row 13: slug hosts is that of priority 3, too \(row 11\)",
    ),
    "no first month of a period": (
        lambda rows: rows["results"][-1].update(valid_from="2024-01"),
        r"results\.csv, row 36: valid_from is 2024-01, which is not the first month of a period",
    ),
    "a Plan without its row": (
        lambda rows: rows.update(plans=[rows["plans"][0] | {"valid_to": ""}]),
        r"priorities\.csv, row 9: priority 1 holds twice .*add its row to .*plans\.csv",
    ),
    "an unknown lead": (
        lambda rows: rows["deliverables"][-1].update(leads="OROLSY"),
        r"deliverables\.csv, row 102: .*names OROLSY, which is no office; did you mean 'OROLSI'",
    ),
    "an indicator that there is not": (
        lambda rows: rows["results"][-1].update(informed_by="P4.HOSPITAL"),
        r"results\.csv, row 36: result 5\.2 is informed by P4\.HOSPITAL.*'P4\.HOSPITALS'",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_a_plan_is_told_with_file_and_row(root, name):
    change, told = FAULTS[name]
    refresh(change)
    with pytest.raises(ReferenceDataError, match=f"(?s){told}") as error:
        plan.priorities(NEW)
        editions._refuse_wrong_names()
    assert len(str(error.value).splitlines()) <= 4, "one cause is told once"
