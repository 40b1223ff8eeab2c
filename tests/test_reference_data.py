"""The reference data as they are committed: complete, joined without a gap, and true to facts.

A new period, an adjustment of the Plan and figures of another report are rows that keep these
rules. What is counted or known by heart is that of May 2023, and of the Plan as it was then.
"""

from pathlib import Path

import pandas as pd
import pytest

from a4p_helpers.clean import listed
from a4p_helpers.core import periods, reference

PERIOD = "2023-05"
FOLDER = Path(__file__).resolve().parent.parent / "data" / "raw" / "reference"

KEPT = sorted(path.stem for path in FOLDER.glob("*.csv") if path.stem != "land")

# Deliverables that the Plan's first version prints under each result, counted there by hand.
DELIVERABLES_OF = {
    "1.1": 3, "1.2": 2, "1.3": 3,
    "2.1": 3, "2.2": 1, "2.3": 2, "2.4": 3,
    "3.1": 10, "3.2": 1, "3.3": 3, "3.4": 2, "3.5": 3,
    "4.1": 2, "4.2": 2, "4.3": 4, "4.4": 3,
    "5.1": 3, "5.2": 1, "5.3": 4, "5.4": 2,
    "6.1": 9, "6.2": 2,
    "7.1": 3,
}  # fmt: skip

# Leads and supporting offices, as the Plan prints them.
LEADS = {
    "1.3.1": ("DPO-ENTITIES", "IMU; OUSG"),
    "3.1.3": ("SFGC", ""),
    "3.1.4": ("PD; OMA", "UCSD"),
    "3.4.1": ("OCSS", ""),
    "3.5.1": ("OCSS", ""),
    "4.1.1": ("OPSP; PD; JUSTICE", ""),
    "4.2.1": ("DOS", ""),
    "4.3.1": ("DOS; HOM; FPS", ""),
    "4.3.2": ("DOS; HOM; SFGC; OMA", ""),
    "4.3.3": ("DOS; HOM", ""),
    "4.4.1": ("OMA; PD", ""),
    "4.4.3": ("OMA", ""),
    "5.1.1": ("DMSPC", ""),
    "5.3.2": ("OMA; OROLSI", ""),
    "6.1.7": ("SCS; OMA; PD; SCPI; FORCE", ""),
    "7.1.2": ("HOM; ASG-REGIONAL", "DPET; UNOCC; OCSS"),
}

# Latitude and longitude from an atlas, not from the lists that the file was made of.
PLACES = {
    "MINURSO": (27.15, -13.20),  # Laayoune
    "MINUSCA": (4.39, 18.56),  # Bangui
    "MINUSMA": (12.64, -8.00),  # Bamako
    "MONUSCO": (-4.32, 15.31),  # Kinshasa
    "UNAMID": (13.63, 25.35),  # El Fasher
    "UNDOF": (33.25, 35.90),  # Camp Faouar
    "UNFICYP": (35.17, 33.36),  # Nicosia
    "UNIFIL": (33.12, 35.14),  # Naqoura
    "UNISFA": (9.59, 28.44),  # Abyei
    "UNMIK": (42.66, 21.17),  # Pristina
    "UNMISS": (4.85, 31.58),  # Juba
    "UNMOGIP": (33.69, 73.06),  # Islamabad
    "UNTSO": (31.75, 35.24),  # Jerusalem
}
REPORTING = set(PLACES) - {"MINUSMA", "UNAMID"}

# Acronyms of the casualty records since 2013 and of the personnel reports since 2015.
ACRONYMS = [
    "BINUH", "MINUJUSTH", "MINURSO", "MINUSCA", "MINUSMA", "MINUSTAH", "MONUSCO", "OSESGY",
    "OSESyria", "UNAMA", "UNAMI", "UNAMID", "UNDOF", "UNFICYP", "UNIFIL", "UNIOGBIS", "UNISFA",
    "UNITAMS", "UNMC", "UNMHA", "UNMIK", "UNMIL", "UNMISS", "UNMOGIP", "UNOCI", "UNOWA",
    "UNOWAS", "UNPOS", "UNSMIL", "UNSOM", "UNSOS", "UNSecretariat", "UNTSO", "UNVMC",
]  # fmt: skip


def read(name: str) -> pd.DataFrame:
    """Return one reference file, every cell as text and blank as the empty string."""
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


def plan_of(period: str, name: str = "deliverables") -> pd.DataFrame:
    """Return a file of the Plan, of the version that holds in a period."""
    rows = read(name)
    has_begun, is_open = rows["valid_from"] <= period, rows["valid_to"] == ""
    return rows[has_begun & (is_open | (rows["valid_to"] >= period))].reset_index(drop=True)


def codes(cells: pd.Series) -> set[str]:
    """Return every code of a column that holds lists joined by `; `."""
    return {code for cell in cells for code in cell.split("; ") if cell}


def test_each_file_keeps_its_contract():
    assert list(listed._of_reference(periods.get(PERIOD))) == []


@pytest.mark.parametrize("name", KEPT)
def test_each_file_is_clean_text_with_keys_and_is_described(name):
    raw = (FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n") and not raw.endswith(b"\n\n")
    frame = read(name)
    assert frame.eq(frame.apply(lambda column: column.str.strip())).all(axis=None)
    keys = frame[list(reference.KEYS[f"{name}.csv"])].apply(lambda column: column.str.upper())
    assert not keys.duplicated().any() and (keys.iloc[:, :1] != "").all(axis=None)
    assert f"**{name}.csv**" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_priorities_are_numbered_and_named_alike():
    priorities = plan_of(PERIOD, "priorities")
    assert list(priorities["priority"]) == list("1234567")
    assert list(priorities["slug"]) == [f"p{number}" for number in priorities["priority"]]
    assert list(priorities["notebook"]) == [
        "p1_political_coherence",
        "p2_integration",
        "p3_capabilities",
        "p4_accountability_to",
        "p5_accountability_of",
        "p6_communications",
        "p7_host_countries",
    ]
    assert priorities["question"].str.endswith("?").all()


def test_results_are_those_of_the_plan():
    results = plan_of(PERIOD, "results")
    assert list(results["informed_by"]) == list(results["result"])
    assert list(results["result"]) == list(DELIVERABLES_OF)
    assert (results["priority"] == results["result"].str[0]).all()
    assert (results["title"] != "").all()


def test_deliverables_of_the_first_version_are_numbered_without_a_gap():
    expected = [
        f"{result}.{number}"
        for result, count in DELIVERABLES_OF.items()
        for number in range(1, count + 1)
    ]
    assert list(plan_of(PERIOD)["deliverable"]) == expected and len(expected) == 71
    assert set(plan_of(PERIOD)["valid_from"]) == {"2021-11"}


def test_deliverables_join_results_and_priorities():
    deliverables = plan_of(PERIOD)
    assert (deliverables["result"] == deliverables["deliverable"].str.rsplit(".", n=1).str[0]).all()
    assert (deliverables["priority"] == deliverables["result"].str[0]).all()
    assert set(deliverables["result"]) == set(plan_of(PERIOD, "results")["result"])


def test_every_deliverable_has_a_lead_and_every_office_is_known():
    deliverables, offices = read("deliverables"), read("offices")
    assert (deliverables["leads"] != "").all()
    named = codes(deliverables["leads"]) | codes(deliverables["supporting"])
    assert named - set(offices["office"]) == set()
    for row in deliverables.itertuples():
        assert not set(row.leads.split("; ")) & set(row.supporting.split("; ")), row.deliverable


def test_leads_and_dates_are_those_of_the_plan():
    plan = plan_of(PERIOD).set_index("deliverable")
    offices = {number: (row.leads, row.supporting) for number, row in plan.iterrows()}
    assert offices.items() >= LEADS.items()
    due = plan["due"]  # the pledges have the only one
    assert due[due != ""].to_dict() == {"3.1.3": "2023-12-31"}


def test_themes_are_tagged_as_the_plan_words_them():
    for theme in ("wps", "technology"):
        assert set(read("deliverables")[theme]) == {"yes", "no"}
    deliverables = plan_of(PERIOD).set_index("deliverable")
    wps = set(deliverables.index[deliverables["wps"] == "yes"])
    technology = set(deliverables.index[deliverables["technology"] == "yes"])
    assert {"2.3.1", "3.1.1", "3.1.2", "4.2.1", "6.1.5"} <= wps
    assert {"1.3.1", "3.4.2", "3.5.1", "4.3.4", "6.1.4"} <= technology
    assert (len(wps), len(technology)) == (15, 12)


def test_a_version_of_a_deliverable_begins_and_ends_with_a_period_and_has_its_successor():
    deliverables, declared = read("deliverables"), set(read("periods")["period"])
    assert set(deliverables["valid_from"]) <= declared
    closed = deliverables[deliverables["valid_to"] != ""]
    assert set(closed["valid_to"]) <= declared
    assert (closed["valid_from"] <= closed["valid_to"]).all()
    replaced = deliverables[deliverables["replaced_by"] != ""]
    assert (replaced["valid_to"] != "").all()
    assert set(replaced["replaced_by"]) <= set(deliverables["deliverable"])
    for number, versions in deliverables.groupby("deliverable"):
        spans = versions.sort_values("valid_from")
        assert (spans["valid_to"][:-1] != "").all(), number
        assert (spans["valid_to"].array[:-1] < spans["valid_from"].array[1:]).all(), number


def test_offices_hold_every_parent():
    offices = read("offices")
    known = set(offices["office"])
    assert set(offices["parent"]) - known == {""}
    assert (offices["parent"] != offices["office"]).all()
    assert set(offices["kind"]) == {"office", "mission group"}
    assert (offices["name"] != "").all()
    assert not offices["office"].str.contains("/").any()


def test_an_office_is_never_written_like_a_mission():
    missions, aliases = read("missions"), read("aliases")
    written = set(missions["mission"].str.upper()) | set(aliases["spelling"].str.upper())
    assert written & set(read("offices")["office"].str.upper()) == set()


def test_every_acronym_of_the_data_leads_to_one_mission():
    missions, aliases = set(read("missions")["mission"]), read("aliases")
    assert set(aliases["mission"]) <= missions
    assert not set(aliases["spelling"]) & missions
    assert set(ACRONYMS) - missions - set(aliases["spelling"]) == set()


def test_missions_lie_where_they_are_known_to_lie():
    missions = read("missions").set_index("mission")
    for mission, (latitude, longitude) in PLACES.items():
        row = missions.loc[mission]
        assert float(row["latitude"]) == pytest.approx(latitude, abs=2), mission
        assert float(row["longitude"]) == pytest.approx(longitude, abs=2), mission
        assert row["host"] and row["headquarters"], mission
    assert ((missions["latitude"] == "") == (missions["longitude"] == "")).all()


def test_dates_of_missions_are_in_order():
    missions = read("missions")
    ended = missions[missions["end_date"] != ""]
    assert (ended["start_date"] != "").all()
    assert (ended["start_date"] < ended["end_date"]).all()
    assert (missions.loc[missions["kind"] == "peacekeeping", "start_date"] != "").all()
    end = missions.set_index("mission")["end_date"]
    assert (end[sorted(REPORTING)] == "").all()
    assert end["MINUSMA"] == "2023-12-31"
    assert end["UNAMID"] == "2020-12-31"


def test_agreements_and_mandates_add_up_to_the_published_counts():
    missions = read("missions").set_index("mission")
    reporting = missions.loc[sorted(REPORTING)]
    agreement, mandate = reporting["agreement"], reporting["has_political_mandate"]
    assert list(agreement.index[agreement == "SOMA"]) == ["MINURSO"]
    assert list(agreement.index[agreement == "none"]) == ["UNMIK", "UNMOGIP", "UNTSO"]
    assert (agreement == "SOFA").sum() == 7
    political = ["MINUSCA", "MONUSCO", "UNFICYP", "UNISFA", "UNMIK", "UNMISS"]
    assert list(mandate.index[mandate == "yes"]) == political
    assert (mandate == "no").sum() == 5


def test_periods_follow_each_other_without_a_gap():
    periods = read("periods")
    first = pd.to_datetime(periods["first_day"], format="%Y-%m-%d")
    last = pd.to_datetime(periods["last_day"], format="%Y-%m-%d")
    assert list(periods["period"]) == sorted(periods["period"])
    assert (first.dt.strftime("%Y-%m") == periods["period"]).all()
    assert (last == first + pd.DateOffset(months=6) - pd.Timedelta(days=1)).all()
    assert (first[1:].to_numpy() == (last[:-1] + pd.Timedelta(days=1)).to_numpy()).all()


def test_labels_of_periods_are_the_dates_in_words():
    periods = read("periods").set_index("period")
    assert periods.loc["2023-05", "label"] == "May to October 2023"
    for name, row in periods.iterrows():
        first, last = pd.Timestamp(row["first_day"]), pd.Timestamp(row["last_day"])
        start = first.strftime("%B" if first.year == last.year else "%B %Y")
        assert row["label"] == f"{start} to {last.strftime('%B %Y')}", name


def test_reports_are_numbered_from_the_first_one_a_period():
    numbers = read("periods").set_index("period")["report_number"]
    assert list(numbers[:PERIOD]) == ["", "1", "2", "3", "4"]
    # That of a report to come may stay blank.
    assert all(number in ("", str(at)) for at, number in enumerate(numbers))


def test_a_report_that_is_out_has_its_month_and_its_data_a_day_of_their_own_or_the_last():
    periods = read("periods").set_index("period")
    said = periods.loc[PERIOD, ["report_date", "data_as_of", "as_of_basis"]].tolist()
    assert said == ["2024-01", "2023-12-19", "published"]
    assert (periods["as_of_basis"] != "").all()
    by_rule = periods[periods["as_of_basis"] == "last day of the period"]
    assert (by_rule["data_as_of"] == by_rule["last_day"]).all()
    published = periods[periods["as_of_basis"] == "published"]
    assert (published["report_date"] != "").all()
    out = periods[periods["report_date"] != ""]
    assert (out["report_date"] > out["last_day"].str[:7]).all()
    assert (out["report_number"] != "").all()
    assert set(periods.loc[:"2022-11", "report_date"]) == {""}, "nobody could look those up"


def test_every_target_of_the_parity_strategy_is_as_published_and_other_outcomes_have_none():
    targets = read("targets")
    strategy = targets[targets["status"] != "none set"]
    assert list(strategy["indicator"].value_counts()) == [11] * 4
    assert strategy["status"].value_counts().to_dict() == {
        "inferred": 35,
        "published": 7,
        "unknown": 2,
    }
    published = strategy[strategy["status"] == "published"].set_index(["indicator", "by"])
    assert published["target"].to_dict() == {
        ("P3.WOMEN_FORMED_POLICE", "2022"): "12",
        ("P3.WOMEN_FORMED_POLICE", "2028"): "20",
        ("P3.WOMEN_INDIVIDUAL_POLICE", "2028"): "30",
        ("P3.WOMEN_CONTINGENTS", "2021"): "8",
        ("P3.WOMEN_CONTINGENTS", "2028"): "15",
        ("P3.WOMEN_OBSERVERS_STAFF", "2021"): "18",
        ("P3.WOMEN_OBSERVERS_STAFF", "2028"): "25",
    }
    known = strategy[strategy["target"] != ""].astype({"target": int, "by": int})
    for indicator, group in known.sort_values("by").groupby("indicator"):
        assert group["target"].is_monotonic_increasing, indicator


def test_every_published_figure_is_a_number_of_a_report():
    figures, periods = read("published_figures"), read("periods")
    assert set(figures["period"]) <= set(periods.loc[periods["report_number"] != "", "period"])
    assert figures["code"].str.fullmatch(r"P[1-7]\.[A-Z0-9_]+").all()
    assert figures["value"].str.fullmatch(r"\d+").all()
    assert (figures[["unit", "figure"]] != "").all(axis=None)
