"""The register is coherent: every declaration holds together with the tables, blocks and Plan."""

import inspect
import re
import shutil
from functools import partial

import pytest

from a4p_helpers import prepare
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import breaks, periods, plan
from a4p_helpers.core.blocks import of_section
from a4p_helpers.exhibits.tables import heading
from a4p_helpers.indicators import (
    p1,
    p2,
    p3,
    p4,
    p5,
    p6,
    p7,
    quality,
    register,
    side_by_side,
    themes,
)
from a4p_helpers.indicators import plan as of_plan
from a4p_helpers.indicators.register import (
    BLOCKS,
    EXHIBITS,
    REGISTER,
    RULES,
    WITHOUT_RESULT,
    Indicator,
    RegisterError,
    series,
)
from a4p_helpers.store import values

MODULES = {"p1": p1, "p2": p2, "p3": p3, "p4": p4, "p5": p5, "p6": p6, "p7": p7, "plan": of_plan}
MODULES["quality"] = quality
SECTIONS = tuple(MODULES)
# Readings across the priorities have exhibits, and no indicator of their own.
READINGS = {one.slug: themes for one in themes.READINGS}
RULELESS = {"P5.CIVILIAN_EVALUATED", "P5.MEMS_INDICATORS"}
NOT_DRAWN = {"P1.NARRATIVES"}  # accounts of missions, told and not drawn


# Declarations


def test_an_indicator_is_well_formed(subtests):
    for code, one in REGISTER.items():
        with subtests.test(code=code):
            assert code == one.code
            assert re.fullmatch(r"(P[1-7]|PLAN|QUALITY)\.[A-Z0-9_]+", code)
            assert one.section in SECTIONS
            assert one.title and not one.title.endswith(".")
            assert one.definition.endswith(".") and one.definition[0].isupper()
            assert one.source
            assert one.themes <= {"wps", "technology", "police"}
            assert not one.caveat or one.caveat.endswith(".")
            assert one.decimals in ((2,) if one.unit == "times" else (0, 1))
            has_result = one.result in plan.results("2023-05")
            assert has_result or (one.section in WITHOUT_RESULT and not one.result)


@pytest.mark.parametrize(
    ("released", "code"),
    [
        ("P4.MALICIOUS_SHARE_2023", "P4.MALICIOUS_SHARE_YEAR"),
        ("P4.MALICIOUS_SHARE_YEAR", "P4.MALICIOUS_SHARE_YEAR"),
        ("P4.MALICIOUS_SHARE_2017", "P4.MALICIOUS_SHARE_2017"),
        ("P4.FATALITIES_MALICIOUS_SINCE_2017", "P4.FATALITIES_MALICIOUS_SINCE_2017"),
        ("P4.DISMISSED_2023", "P4.DISMISSED_2023"),
    ],
)
def test_a_code_that_was_released_with_its_year_is_of_the_series(released, code):
    assert series(released) == code


def test_titles_are_unique():
    titles = [one.title for one in REGISTER.values()]
    assert sorted(set(titles)) == sorted(titles)


def asked_for(rule):
    """Return the parameters that nothing is given for, and the function behind a partial one."""
    asked = inspect.signature(rule).parameters.values()
    return [one.name for one in asked if one.default is one.empty], getattr(rule, "func", rule)


def test_a_rule_asks_for_tables_then_for_period_and_values(subtests):
    for code, one in register.RULES.items():
        with subtests.test(code=code):
            asked, function = asked_for(one.function)
            assert one.tables == REGISTER[code].tables and set(one.tables) <= set(TABLES)
            # Only the quality of the data is counted from what all others say, and from no table.
            is_of_data = REGISTER[code].section == "quality"
            assert bool(one.tables) == (not is_of_data) == ("values" not in one.wants)
            assert asked == [*one.tables, *one.wants]
            assert function.__module__ == MODULES[REGISTER[code].section].__name__


def test_only_submitted_figures_have_no_rule():
    assert set(REGISTER) - set(RULES) == RULELESS
    for code in RULELESS:
        assert REGISTER[code].tables == ()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_prints_indicators_in_their_order(section):
    found = register.of_section(section)
    assert found
    assert [one.code for one in found] == [c for c in REGISTER if c.lower().startswith(section)]


def test_every_table_is_counted_shown_or_sent():
    counted = {name for one in RULES.values() for name in one.tables}
    shown = {name for one in EXHIBITS.values() for name in one.tables}
    # Submitted figures stand in for tables that are lost.
    assert set(TABLES) - counted - shown == {"submitted_figures"}


# Exhibits


def test_an_exhibit_belongs_to_a_block_and_asks_for_tables_that_it_needs(subtests):
    for block, one in EXHIBITS.items():
        with subtests.test(block=block):
            assert one.name == block and block in BLOCKS
            asked, function = asked_for(one.function)
            assert set(one.tables) <= set(TABLES) & set(BLOCKS[block].tables)
            assert asked == [*one.tables, *one.wants]
            assert inspect.cleandoc(function.__doc__).endswith(".")
            module = {**MODULES, **READINGS, "missions": side_by_side}[BLOCKS[block].section]
            assert function.__module__ == module.__name__


@pytest.mark.parametrize("section", SECTIONS)
def test_every_block_that_needs_tables_has_an_exhibit(section):
    drawn = {block.id for block in of_section(BLOCKS, section) if block.needs}
    assert drawn - set(EXHIBITS) == NOT_DRAWN & drawn


def test_labels_and_units_are_of_columns_that_a_block_shows(root, subtests):
    opened = prepare.at_hand(periods.get("2023-05"), "internal")
    of_a_demo = {"PLAN.PROGRESS": {"reporter"}}  # whose table has no rows in this period
    for block, one in BLOCKS.items():
        with subtests.test(block=block):
            columns = set(opened.exhibit(block)) if block in EXHIBITS else set()
            assert {*one.labels, *one.units} <= columns | of_a_demo.get(block, set())


def test_stored_values_carry_what_is_declared_of_blocks(root):
    """So a section's kernel reads titles and needs, and imports no rule."""
    period = periods.get("2023-05")
    place = values.folder(period.name, "external")
    shutil.rmtree(place, ignore_errors=True)
    values.write(place, prepare.at_hand(period, "external"), ["P4.HOSPITALS"], "these rules")
    stored = values.read(period, "external")
    assert stored.blocks == BLOCKS and list(stored.blocks) == list(BLOCKS)
    assert stored.has_exhibit("P4.HOSPITALS") and not stored.has_exhibit("P4.CASEVAC")


def test_a_label_says_what_the_name_of_its_column_does_not():
    said = [(one.id, name) for one in BLOCKS.values() for name in one.labels]
    assert said and not [
        (block, name) for block, name in said if heading(name) == BLOCKS[block].labels[name]
    ]


def test_the_series_of_a_block_is_one_of_its_tables_or_a_column_of_it():
    for one in BLOCKS.values():
        table, _, column = one.series.partition(".")
        assert not table or table in one.tables
        assert not column or column in TABLES[table].to_schema().columns or breaks.of(one.series)


# Wrong declarations

GOOD = {"unit": "missions", "result": "1.1", "level": "output", "source": "test"}


def declare(code="P1.TEST", rule=None, **changed):
    def defined(cpas):
        """Missions."""

    register.indicator(code, "Title", **{**GOOD, **changed})(rule or defined)
    return register.get(code), register.RULES[code]


@pytest.fixture(autouse=True)
def untouched(monkeypatch):
    """Give each test a register of its own."""
    monkeypatch.setattr(register, "REGISTER", dict(REGISTER))
    for name in ("RULES", "EXHIBITS", "BLOCKS"):
        monkeypatch.setattr(register, name, dict(getattr(register, name)))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"unit": "parsecs"}, "unit 'parsecs' is not in UNITS"),
        ({"unit": "hospital"}, "unit 'hospital' is not in UNITS; did you mean 'hospitals'?"),
        ({"covers": "month"}, "covers 'month' is no time: period, year, "),
        ({"level": "impact"}, "level 'impact' is none of"),
        ({"direction": "sideways"}, "direction 'sideways' is none of"),
        ({"code": "P4.HOSPITALS"}, "its code is declared twice"),
        ({"rule": lambda cpas: 1}, "its rule has no docstring to define it"),
    ],
)
def test_a_wrong_declaration_is_refused(changed, message):
    before = dict(register.REGISTER)
    with pytest.raises(RegisterError, match=message) as error:
        declare(**changed)
    assert str(error.value).startswith(f"Indicator {changed.get('code', 'P1.TEST')}: ")
    assert before == register.REGISTER


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(RegisterError) as error:
        declare(unit="parsecs", level="impact", direction="sideways", rule=lambda cpas: 1)
    for word in ("parsecs", "impact", "sideways", "docstring"):
        assert word in str(error.value)


def test_a_submitted_figure_is_checked_as_well():
    with pytest.raises(RegisterError, match="has no docstring"):
        register.submitted("P1.TEST", "Title", "", **GOOD)
    with pytest.raises(RegisterError, match="unit 'parsecs'"):
        register.submitted("P1.TEST", "Title", "What it is.", **{**GOOD, "unit": "parsecs"})
    register.submitted("P1.TEST", "Title", "What it is.", themes=["wps"], **GOOD)
    assert register.get("P1.TEST") == Indicator(
        "P1.TEST", "Title", **GOOD, definition="What it is.", themes=frozenset({"wps"})
    )


def test_a_declaration_reads_tables_and_period_off_its_rule():
    def rule(cpas, sofa, period, kind="any"):
        """Count both,
        and explain."""

    one, declared = declare(rule=rule, decimals=1, caveat="Why.")
    assert one.tables == declared.tables == ("cpas", "sofa")
    assert declared.wants == ("period",)
    assert one.definition == "Count both,\nand explain."
    assert (one.decimals, one.caveat, one.section) == (1, "Why.", "p1")
    assert declared.function is rule


def test_one_function_counts_several_where_a_value_is_given_to_it():
    def rule(cpas, *, kind):
        """Count a kind."""

    one, declared = declare(rule=partial(rule, kind="a"), definition="Count a.")
    assert (declared.tables, declared.wants, one.definition) == (("cpas",), (), "Count a.")


def test_an_exhibit_reads_tables_and_period_off_its_rule():
    def rule(cpas, period):
        """One row per mission."""

    assert register.exhibit("P2.CPAS", "Use", labels={"uses_cpas": "Uses it"})(rule) is rule
    one = register.EXHIBITS["P2.CPAS"]
    assert (one.tables, one.wants) == (("cpas",), ("period",))
    block = register.BLOCKS["P2.CPAS"]
    assert (block.title, block.needs, block.section) == ("Use", ("cpas",), "p2")
    assert block.labels == {"uses_cpas": "Uses it"} and not block.has_accounts
    # A block may need other than its rule reads.
    register.exhibit("P2.CPAS", "Use", needs=["cpas.uses_cpas", "mission_plans"])(rule)
    assert register.BLOCKS["P2.CPAS"].needs == ("cpas.uses_cpas", "mission_plans")
    assert register.BLOCKS["P2.CPAS"].tables == ("cpas", "mission_plans")


# Looking up


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("P4.HOSPITAL", "; did you mean 'P4.HOSPITALS'?"),
        ("p4.hospitals", "; did you mean 'P4.HOSPITALS'?"),
        ("?", ""),  # like no other
    ],
)
def test_an_unknown_code_names_the_nearest(code, told):
    with pytest.raises(RegisterError) as error:
        register.get(code)
    assert str(error.value) == f"There is no indicator {code!r}{told}"


def test_a_year_that_is_over_has_no_better_side():
    fixed = [one for one in REGISTER.values() if one.covers.isdigit()]
    assert fixed and {one.direction for one in fixed} == {"none"}
