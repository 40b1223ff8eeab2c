"""What is counted of the Plan: statuses of deliverables, who owes, what changed, what disagrees."""

import csv
from dataclasses import replace
from fractions import Fraction

import pytest
from frames import lines, parts, table

from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.core import paths, periods, plan, scales
from a4p_helpers.core.scales import LEADS_DISAGREE, NOT_REPORTED
from a4p_helpers.indicators import plan as of_plan
from a4p_helpers.indicators.register import Indicator
from a4p_helpers.store.values import Value, Values


def progress(*rows):
    return table("deliverable_progress", "deliverable reporter status progress", *rows)


# 1.1.1 is led by regional ASGs and heads of mission, 3.1.3 by SFGC, 3.1.4 by PD and OMA.
SENT = progress(
    ("1.1.1", "ASG-REGIONAL", "on track", "a"),
    ("1.1.1", "UNMISS", "on track", "b"),
    ("3.1.3", "SFGC", "achieved", "c"),
    ("3.1.4", "PD", "delayed", "d"),
    ("3.1.4", "OMA", "on track", "e"),
    ("3.1.9", "UNMAS", "at risk", "f"),
)


@pytest.mark.parametrize(
    ("code", "number", "priority"),
    [
        ("PLAN.REPORTED", 4, {"Priority 1": 1, "Priority 3": 3}),
        ("PLAN.SILENT", 67, {"Priority 1": 7}),
        ("PLAN.ON_TRACK", 1, {"Priority 1": 1, "Priority 3": 0}),
        ("PLAN.ACHIEVED", 1, {"Priority 3": 1}),
        ("PLAN.DELAYED", 0, {"Priority 3": 0}),
        ("PLAN.AT_RISK", 1, {"Priority 3": 1}),
        ("PLAN.NOT_STARTED", 0, {}),
        ("PLAN.DISCONTINUED", 0, {}),
        ("PLAN.LEADS_DISAGREE", 1, {"Priority 3": 1}),
    ],
)
def test_each_deliverable_counts_once_by_what_all_its_reports_say(code, number, priority, values):
    value = values(deliverable_progress=SENT)[code]
    assert value.number == number
    assert list(value.by.index) == [f"Priority {number}" for number in range(1, 8)]
    assert priority.items() <= parts(value.by).items()


def test_all_statuses_and_the_silent_make_the_plan(values):
    opened = values(deliverable_progress=SENT)
    codes = [code for code in opened if code.startswith("PLAN.") and code != "PLAN.REPORTED"]
    assert sum(opened[code].number for code in codes) == len(plan.deliverables("2023-05")) == 71


def test_the_plan_is_drawn_whole_in_its_order_whether_anybody_reported_or_not(values):
    shown = values(deliverable_progress=SENT).exhibit("PLAN.DELIVERABLES").set_index("deliverable")
    assert len(shown) == 71 and set(shown["status"]) <= set(scales.STATUS_SIGNS)
    assert shown.loc["3.1.4", "status"] == LEADS_DISAGREE
    assert shown.loc["1.1.2", "status"] == NOT_REPORTED
    assert list(shown.index).index("3.1.9") + 1 == list(shown.index).index("3.1.10")
    assert set(values().exhibit("PLAN.DELIVERABLES")["status"]) == {NOT_REPORTED}


def test_what_a_lead_owes_and_what_it_has_sent(values):
    shown = values(deliverable_progress=SENT).exhibit("PLAN.LEADS").set_index("lead")
    name = plan.offices()["SFGC"]
    assert tuple(shown.loc[name]) == (2, 1, "4.3.2")
    heads = shown.loc[plan.offices()["HOM"]]
    assert heads["reported"] == 1 and "1.1.1" not in heads["owing"].split(", ")
    assert "1.1.2" in heads["owing"].split(", ")


def test_without_any_report_it_is_said_what_each_lead_leads_and_not_that_it_owes(values):
    shown = values().exhibit("PLAN.LEADS")
    assert list(shown.columns) == ["lead", "leads", "numbers"]
    assert set(shown["numbers"].map(len)) != {0}


def test_progress_is_told_report_by_report_without_empty_columns(values):
    shown = values(deliverable_progress=SENT).exhibit("PLAN.PROGRESS")
    assert list(shown.columns) == ["deliverable", "reporter", "status", "progress"]
    told = [(row["deliverable"].split()[0], row["reporter"]) for row in shown.to_dict("records")]
    regional = ("1.1.1", plan.offices()["ASG-REGIONAL"])
    assert told[:2] == [regional, ("1.1.1", "UNMISS")] and len(told) == 6


# Beside the period before


@pytest.fixture
def before(values, monkeypatch):
    """Values with a period before them: `before(now, then)`."""

    def opened(now, then) -> Values:
        later, earlier = values("2023-05", **now), values("2022-11", **then)
        monkeypatch.setattr(
            Values, "earlier", property(lambda one: [earlier] if one is later else [])
        )
        return later

    return opened


def test_changes_name_both_statuses(before):
    then = progress(
        ("1.1.1", "UNMISS", "delayed", "a"),
        ("3.1.3", "SFGC", "achieved", "c"),
        ("4.1.1", "OROLSI", "at risk", "c"),
    )
    opened = before({"deliverable_progress": SENT}, {"deliverable_progress": then})
    shown = {row[0]: row[2:] for row in lines(opened.exhibit("PLAN.CHANGES"))[1:]}
    assert shown["1.1.1"] == ("delayed", "on track")
    assert shown["4.1.1"] == ("at risk", "not reported")
    assert shown["3.1.4"] == ("not reported", "on track (1), delayed (1)")
    assert "3.1.3" not in shown and len(shown) == 4


def test_without_an_earlier_period_nothing_is_said_to_have_changed(values, before):
    assert values(deliverable_progress=SENT).exhibit("PLAN.CHANGES").empty
    assert before({"deliverable_progress": SENT}, {}).exhibit("PLAN.CHANGES").empty


def missions(*named):
    rows = [(mission, "yes" if mission in named else "no") for mission in ("UNMISS", "UNDOF")]
    return table("cpas", "mission uses_cpas", *[(m, y == "yes") for m, y in rows])


def test_a_result_shows_what_was_reported_and_what_moved(before):
    opened = before(
        {"deliverable_progress": SENT, "cpas": missions("UNMISS")},
        {"cpas": missions("UNMISS", "UNDOF")},
    )
    shown = opened.exhibit("PLAN.RESULTS")
    assert list(dict.fromkeys(shown["result"].str.split().str[0])) == list(plan.results("2023-05"))
    (row,) = shown[shown["indicator"] == "Missions using CPAS to monitor progress"].to_dict(
        "records"
    )
    assert (row["now"], row["before"]) == ("1", "2")
    heading = shown.loc[shown["result"].str.startswith("3.1 "), "result"].iloc[0]
    assert heading.endswith(
        "Deliverables: 1 achieved, 1 at risk, leads disagree on 1, 7 not reported"
    )


def signs(opened, result):
    """Return what the numbers of a result are said to point to."""
    shown = opened.exhibit("PLAN.EVIDENCE")
    told = shown.loc[shown["result"].str.startswith(f"{result} "), "indicators"]
    return told.iloc[0] if len(told) else ""


def judged(before, deliverable, status, now, then):
    """One report on a deliverable, and numbers in two periods."""
    sent = progress((deliverable, "DOS", status, "x"))
    return before({"deliverable_progress": sent, **now}, then)


def readiness(count, of=9):
    row = (scales.PCRS_UNITS, count, of, None)
    return {"readiness": table("readiness", "measure count of percent", row)}


def interrupted(*days):
    rows = [("UNMISS", at, scales.CARE_CAUSES[0], of) for at, of in enumerate(days, 1)]
    name = "hospital_interruptions"
    return {name: table(name, "mission hospital cause days", *rows)}


def level_1(number):
    row = ("UNMISS", "Level 1+", number)
    return {"hospitals": table("hospitals", "mission level hospitals", row)}


def killed(*months):
    """Deaths since 2017, and those of a year that goes on, can only have grown."""
    named = "month notification_year mission cause personnel deaths"
    rows = [(f"2023-{one:02}", 2023, "UNMISS", "malicious act", "military", 1) for one in months]
    return {"fatalities": table("fatalities", named, *rows)}


USES_CPAS, UNITS = "Missions using CPAS to monitor progress", "New units deployed through PCRS"
INTERRUPTED = "Hospitals reporting a service interruption"


@pytest.mark.parametrize(
    ("deliverable", "then", "now", "where_going", "where_stuck"),
    [
        (
            "2.1.2",
            {"cpas": missions("UNMISS", "UNDOF")},
            {"cpas": missions("UNMISS")},
            f"Worse or short: {USES_CPAS}",
            "",
        ),
        (
            "2.1.2",
            {"cpas": missions("UNMISS")},
            {"cpas": missions("UNMISS", "UNDOF")},
            "",
            f"Better: {USES_CPAS}",
        ),
        # A share that moves by less than one has moved; one that stays has not.
        ("3.1.3", readiness(200, 1_000), readiness(201, 1_000), "", f"Better: {UNITS}"),
        ("3.1.3", readiness(201, 1_000), readiness(200, 1_000), f"Worse or short: {UNITS}", ""),
        ("3.1.3", readiness(2), readiness(2), "", ""),
        # What is reported once only has not moved.
        ("3.1.3", {}, readiness(1), "", ""),
        ("3.1.3", readiness(1), {}, "", ""),
        # What should fall gets worse when it rises.
        ("4.3.2", interrupted(3), interrupted(4, 5), f"Worse or short: {INTERRUPTED}", ""),
        ("4.3.2", interrupted(4, 5), interrupted(3), "", f"Better: {INTERRUPTED}"),
        # What has no better side, and a count that runs on, point nowhere.
        ("4.3.2", level_1(2), level_1(3), "", ""),
        ("4.3.2", level_1(3), level_1(2), "", ""),
        ("4.2.1", killed(2), killed(2, 9), "", ""),
    ],
)
def test_reports_and_numbers_that_point_two_ways_stand_side_by_side(
    deliverable, then, now, where_going, where_stuck, before
):
    going, stuck = ("achieved", "delayed") if deliverable == "3.1.3" else ("on track", "at risk")
    for status, said in ((going, where_going), (stuck, where_stuck)):
        opened = judged(before, deliverable, status, now, then)
        assert signs(opened, deliverable[:3]).partition("; ")[0] == said


def test_all_going_well_may_be_on_track_and_achieved(before):
    sent = progress(("3.1.3", "SFGC", "achieved", "x"), ("3.1.9", "UNMAS", "on track", "x"))
    opened = before({"deliverable_progress": sent, **readiness(1)}, readiness(2))
    assert signs(opened, "3.1").startswith("Worse or short")
    reported = opened.exhibit("PLAN.EVIDENCE").set_index("result")["reported"].iloc[0]
    assert reported == "1 achieved, 1 on track, 8 not reported"


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (None, 9, "worse"),
        (8, 9, "worse"),  # better than before, and short all the same
        (None, 10, "better"),
        (10, 10, "better"),
        (14, 10, "worse"),
        (10, 14, "better"),
    ],
)
def test_a_target_reached_is_better_unless_the_number_falls(then, now, said):
    one = Indicator(*("P1.TEST", "T", "percent", "1.1", "output", "S", "D."), direction="up")
    value = Value(one, periods.get("2023-05"), "reported", Fraction(now), target=Fraction(10))
    former = Value(one, periods.get("2022-11"), "reported", then and Fraction(then))
    assert of_plan._sign(value, former) == said
    assert of_plan._sign(replace(value, target=None), former) == (
        "" if then in (None, now) else "better" if now > then else "worse"
    )


@pytest.mark.parametrize(
    ("women", "said"),
    [
        (95, "Worse or short: Women in military contingents"),
        (100, ""),
        (105, ""),
    ],
)
def test_a_share_is_held_against_its_target_exactly(women, said, before, targets):
    targets(("military contingents", 2023, "10", "published"))
    named = "month mission category women total men"
    troops = table(
        "uniformed_personnel", named, ("2023-01", "UNMISS", "troops", women, 1_000, 1_000 - women)
    )
    now = {"uniformed_personnel": troops}
    assert signs(judged(before, "3.1.3", "achieved", now, {}), "3.1") == said
    better = "" if said else "Better: Women in military contingents"
    assert signs(judged(before, "3.1.3", "delayed", now, {}), "3.1") == better


@pytest.mark.parametrize(("due", "said"), [("2023-10-31", "passed"), ("2023-11-01", "to come")])
def test_a_day_passes_on_the_last_of_the_period(due, said, values, adjust):
    adjust(lambda by_number, _: by_number["3.1.3"].update(due=due))
    (row,) = values(deliverable_progress=SENT).exhibit("PLAN.DUE").to_dict("records")
    assert row["deliverable"].startswith("3.1.3 ")
    assert (row["due"], row["day"], row["status"]) == (due, said, "achieved")


def test_progress_stands_in_the_order_of_the_plan_and_then_of_reporters(values):
    sent = progress(
        ("3.1.10", "UNMISS", "on track", "a"),
        ("3.1.9", "UNMAS", "on track", "b"),
        ("3.1.9", "OMA", "on track", "c"),
    )
    shown = values(deliverable_progress=sent).exhibit("PLAN.PROGRESS")
    assert list(shown["progress"]) == ["c", "b", "a"]


def test_a_lead_that_is_in_missions_owes_what_only_headquarters_reported(values):
    sent = progress(
        ("1.1.1", "ASG-REGIONAL", "on track", "a"), ("1.1.2", "UNMISS", "on track", "b")
    )
    shown = values(deliverable_progress=sent).exhibit("PLAN.LEADS").set_index("lead")
    assert "1.1.1" in shown.loc[plan.offices()["HOM"], "owing"].split(", ")
    assert "1.1.2" not in shown.loc[plan.offices()["HOM"], "owing"].split(", ")
    assert "1.1.2" in shown.loc[plan.offices()["ASG-REGIONAL"], "owing"].split(", ")


# Versions of the Plan


@pytest.fixture
def adjust(home):
    """Change the list of deliverables: `adjust(lambda rows: …)`."""

    def change(by):
        path = paths.reference("deliverables.csv")
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        by({row["deliverable"]: row for row in rows}, rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change


def merged(by_number, rows):
    """From 2023-05 on 1.1.3 is part of 1.1.2, which is reworded; 1.2.3 is new, 7.1.3 is dropped."""
    by_number["1.1.3"].update(valid_to="2022-11", replaced_by="1.1.2")
    by_number["1.1.2"].update(valid_to="2022-11")
    rows.append(
        {**by_number["1.1.2"], "title": "Reworded", "valid_from": "2023-05", "valid_to": ""}
    )
    rows.append({**by_number["1.2.1"], "deliverable": "1.2.9", "valid_from": "2023-05"})
    by_number["7.1.3"].update(valid_to="2022-11")


def test_progress_is_owed_by_who_leads_a_deliverable_of_the_periods_plan(adjust):
    adjust(lambda by_number, rows: by_number["2.1.3"].update(valid_to="2022-11"))
    of_progress = TABLES["deliverable_progress"]
    owing = [senders.expected(of_progress, ["UNOCC"], one) for one in ("2022-11", "2023-05")]
    assert owing == [["UNOCC"], []]


def test_old_periods_keep_their_version_of_the_plan(adjust):
    adjust(merged)
    before, now = plan.deliverables("2022-11"), plan.deliverables("2023-05")
    assert (len(before), len(now)) == (71, 70)
    assert "1.1.3" in before and "1.1.3" not in now and "1.2.9" in now and "7.1.3" not in now
    assert now["1.1.2"].title == "Reworded" != before["1.1.2"].title
    assert list(plan.deliverables("")) == list(now)
    assert plan.adjustments("2022-11") == []
    told = {(number, what) for _, number, what, _ in plan.adjustments("2023-05")}
    assert told == {
        ("1.1.3", "merged into 1.1.2"),
        ("1.1.2", "reworded"),
        ("1.2.9", "added"),
        ("7.1.3", "dropped"),
    }


def test_a_deliverable_is_followed_across_versions(adjust, before):
    adjust(merged)
    assert [one.number for one in plan.history(plan.deliverables("")["1.1.2"])] == [
        "1.1.2",
        "1.1.3",
        "1.1.2",
    ]
    then = progress(("1.1.3", "UNMISS", "delayed", "a"))
    now = progress(("1.1.2", "UNMISS", "achieved", "a"))
    opened = before({"deliverable_progress": now}, {"deliverable_progress": then})
    shown = {row[0]: row[1:] for row in lines(opened.exhibit("PLAN.CHANGES"))[1:]}
    assert shown == {"1.1.2": ("Reworded", "delayed", "achieved")}


def test_changes_go_on_after_a_deliverable_that_is_new(adjust, before):
    adjust(merged)
    now = progress(("1.2.9", "DPET", "achieved", "a"), ("7.1.2", "DPET", "achieved", "a"))
    opened = before({"deliverable_progress": now}, {"deliverable_progress": SENT})
    shown = [row[0] for row in lines(opened.exhibit("PLAN.CHANGES"))[1:]]
    assert "1.2.9" not in shown and shown[-1] == "7.1.2"


def test_adjustments_are_shown_from_the_period_on(adjust, values):
    adjust(merged)
    shown = values().exhibit("PLAN.ADJUSTMENTS")
    assert list(shown.columns) == ["since", "deliverable", "what", "title"]
    assert set(shown["since"]) == {"2023-05", "after 2022-11"} and len(shown) == 4
    assert values("2022-11").exhibit("PLAN.ADJUSTMENTS").empty


@pytest.mark.parametrize(
    ("number", "period", "said"),
    [
        ("1.1.3", "2023-05", "was replaced by 1.1.2 after 2022-11"),
        ("7.1.3", "2023-05", "was dropped after 2022-11"),
        ("1.2.9", "2022-11", "is part of the Plan from 2023-05 on"),
        ("1.1.3", "2022-11", ""),
        ("9.9.9", "2022-11", ""),
    ],
)
def test_why_a_deliverable_is_not_part_of_the_plan(adjust, number, period, said):
    adjust(merged)
    assert plan.why_not(number, period) == said


def test_all_faults_of_the_versions_are_told_at_once(adjust):
    def spoil(by_number, rows):
        by_number["1.1.1"].update(valid_to="2021-05")
        by_number["1.1.2"].update(replaced_by="9.9.9")

    adjust(spoil)
    with pytest.raises(ValueError, match=r"deliverables\.csv, row") as error:
        plan.deliverables("")
    for said in (
        "1.1.1 ends in 2021-05, before 2021-11",
        "1.1.2 is replaced by 9.9.9, which there is not",
        "1.1.2 is replaced, but not said after which period",
    ):
        assert said in str(error.value)


def test_a_number_that_holds_twice_is_told_before_what_hangs_on_it(adjust):
    def spoil(by_number, rows):
        by_number["1.1.2"].update(replaced_by="9.9.9")
        rows.append({**by_number["1.1.3"], "valid_from": "2022-05"})

    adjust(spoil)
    with pytest.raises(ValueError, match=r"1\.1\.3 holds twice from 2022-05 on") as error:
        plan.deliverables("")
    assert "9.9.9" not in str(error.value)
