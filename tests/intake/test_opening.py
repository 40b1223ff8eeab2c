"""A period opens by itself: in every state it has, its report can be made."""

import pytest
import raw_data
from raw_data import NEXT

from a4p_helpers import cli, prepare
from a4p_helpers.core import paths, periods
from a4p_helpers.report import about, annexes, downloads, provenance
from a4p_helpers.run.period import so_far
from a4p_helpers.store import values

DEATHS = """\
id,incident_date,casualty_id,mission_acronym,type_of_casualty,gender,casualty_nationality,\
casualty_personnel_type,type_of_incident,m49_code,isocode3,last_update
1,2024-01-05,UNMISS-2024-01-00001,UNMISS,Fatality,,,Military,Malicious Act,,,2024-04-30
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A root that holds the reference data alone: no period before can be copied from."""
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    raw_data.copy_reference(paths.raw("reference"))
    (tmp_path / "conduct_training.csv").write_text("sessions\n12\n", encoding="utf-8")
    (tmp_path / "fatalities.csv").write_text(DEATHS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("commands", "tables", "answered", "said"),
    [
        ([], [], 0, "Nothing has been received"),
        ([["forms", NEXT, "--for", "UNMISS"]], [], 0, "Nothing has been received"),
        (
            [["import", "fatalities", "fatalities.csv", "--period", NEXT]],
            *(["fatalities"], 0, "Compiled from open data"),
        ),
        (
            [["receive", NEXT, "conduct_training.csv", "--from", "UNMISS"]],
            *(["conduct_training"], 1, "Compiled from the returns"),
        ),
    ],
    ids=["nothing", "forms", "import", "return"],
)
def test_a_report_can_be_made_in_every_state_of_a_period(
    commands, tables, answered, said, project, monkeypatch
):
    monkeypatch.chdir(project)
    for command in commands:
        assert cli.main(command) == 0
    prepare.ensure(NEXT, ["external"])
    told = so_far(NEXT)
    assert told.startswith(f"{NEXT}: {len(tables)} of ") and f"; {answered} of " in told
    assert provenance.said(periods.get(NEXT)).startswith(said)
    known = values.read(periods.get(NEXT), "external")
    assert {name for name in known.tables.states if known.tables.state(name).is_known} == {*tables}
    for code, one in known.items():
        if not {*tables} & {*one.indicator.tables} and one.indicator.section != "quality":
            assert (one.status, one.number) == ("not reported", None), code
    abouts = about.of(NEXT, "external")
    assert len(annexes.html(NEXT, "external", abouts, [])) == 4
    downloads.write(NEXT, "external", abouts, [], project / "report")
