"""What a number over the same years was in the report before, and by what it changed."""

import pytest
from frames import table

from a4p_helpers.report import annexes
from a4p_helpers.store.values import Values

SINCE = "P4.FATALITIES_MALICIOUS_SINCE_2017"
THEN = [
    ("2018-01", 2018, "MINUSMA", "malicious act", "military", 3),
    ("2018-02", 2018, "MINUSMA", "accident", "military", 2),
    ("2019-01", 2019, "MINUSCA", "malicious act", "police", 1),
    ("2023-04", 2023, "MINUSCA", "illness", "military", 1),
]


@pytest.fixture
def told(values, monkeypatch):
    """What is told of a code, of the deaths of a period and of those of the period before."""

    def of(now, code=SINCE, then=THEN):
        columns = "month notification_year mission cause personnel deaths"
        later, earlier = (
            values(period, fatalities=table("fatalities", columns, *rows))
            for period, rows in (("2023-05", now), ("2022-11", then))
        )
        before = property(lambda one: [earlier] if one is later else [])
        monkeypatch.setattr(Values, "earlier", before)
        later.tables.edition = (
            "external"  # of tables that are still being disclosed nothing is told
        )
        return later[code].revised

    return of


def changed(at, **cells):
    """The deaths as they were, but for some cells of one row."""
    names = ("month", "notification_year", "mission", "cause", "personnel", "deaths")
    row = tuple((dict(zip(names, THEN[at], strict=True)) | cells).values())
    return [*THEN[:at], row, *THEN[at + 1 :]]


NEW = ("2023-06", 2023, "MINUSCA", "malicious act", "military", 4)


def test_it_is_told_by_what_a_count_changed(told):
    was = "4 in the third report and is {} now: {}"
    both = told([*changed(1, cause="malicious act"), NEW])
    assert both == was.format(10, "four in the months since and two re-classified")
    assert told(changed(2, cause="accident")) == was.format(3, "one fewer, re-classified")
    late = told([*changed(0, deaths=1), ("2020-01", 2020, "UNMISS", *NEW[3:5], 5)])
    assert late == was.format(7, "three recorded since for the months before")
    # What a record became of which the number of deaths changed, too, nobody can tell apart.
    assert told(changed(1, cause="malicious act", deaths=3)).endswith(
        "7 now: three recorded since for the months before"
    )


def test_nothing_is_told_where_no_record_of_those_years_was_revised(told):
    assert told([*THEN, NEW]) == "", "it grew by months that are new"
    assert told(THEN) == "" and told(changed(1, cause="illness")) == ""
    assert told([*THEN, NEW], "P4.FATALITIES_MALICIOUS_YEAR") == "", "of another year"


def test_of_a_share_only_the_change_is_told(told):
    then = [*THEN, ("2017-01", 2017, "MINUSMA", "malicious act", "military", 1)]
    then += [("2017-02", 2017, "MINUSMA", "illness", "military", 1)]
    now = [*then[:-1], ("2017-02", 2017, "MINUSMA", "malicious act", "military", 1)]
    share = told(now, "P4.MALICIOUS_SHARE_2017", then)
    assert share == "50 % in the third report and is 100 % now"


def test_a_reason_that_an_officer_gave_stands_as_written_in_its_edition(root):
    from a4p_helpers.core import paths
    from a4p_helpers.report import about

    rows = [
        'P4.HOSPITALS,19,20,correction of an error,"Counted twice, says DHMOSH.",external',
        "P4.HOSPITAL_MISSIONS,6,7,correction of an error,Only for us.,internal",
    ]
    (paths.raw("2023-05") / "revisions.csv").write_text(
        "code,old,new,kind,reason,edition\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    for edition, secret in (("external", 0), ("internal", 1)):
        known = about.of("2023-05", "external", {"P4.HOSPITALS", "P4.HOSPITAL_MISSIONS"})
        given = annexes.with_reasons(known, [], annexes.revisions("2023-05", edition))
        one = "Released before as 19 (correction of an error). Counted twice, says DHMOSH."
        assert given["P4.HOSPITALS"].caveats[-1] == one
        last = " ".join(given["P4.HOSPITAL_MISSIONS"].caveats)
        assert last.count("Only for us.") == secret
