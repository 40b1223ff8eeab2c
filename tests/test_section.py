"""What a notebook's section writes where its data are thin: suppressed, silent, kept internal."""

import pytest

from a4p_helpers import section as sections
from a4p_helpers.section import SectionError, open_section

PERIOD = "2023-05"


@pytest.fixture
def written(monkeypatch):
    """What sections show, as plain text, in order."""
    texts: list[str] = []
    monkeypatch.setattr(
        sections.Section, "_display", staticmethod(lambda html, plain: texts.append(plain))
    )
    return texts


def small(rows):
    for row in rows:
        row["allegations"] = "3"


def test_a_block_whose_numbers_are_all_suppressed_says_so(edit, written):
    edit("misconduct", small)
    outside = open_section("p5", PERIOD, "external")
    assert not outside.block("P5.SEA_TREND")
    assert written[-1].splitlines()[1].startswith("Suppressed. All its numbers are so small")
    assert open_section("p5", PERIOD, "internal").block("P5.SEA_TREND")


def test_a_block_with_one_number_suppressed_is_shown(edit, written):
    edit("misconduct", lambda rows: rows[0].update(allegations="3"))
    assert open_section("p5", PERIOD, "external").block("P5.MISCONDUCT")


@pytest.mark.parametrize(
    ("row", "block", "other"),
    [
        ("OMA,military unit,UNMISS,standard met,4", "P5.FPU", "P5.MILITARY"),
        ("PD,formed police unit,UNMISS,needs improvement,4", "P5.MILITARY", "P5.FPU"),
    ],
)
def test_one_silent_sender_of_two_leaves_the_other_its_block(raw, written, row, block, other):
    path = raw / "tables" / "unit_evaluations.csv"
    path.write_text(f"reporter,kind,mission,rating,evaluations\n{row}\n", encoding="utf-8")
    answers = (raw / "answers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in answers if ",unit_evaluations," not in line]
    (raw / "answers.csv").write_text("".join(kept), encoding="utf-8")
    with (raw / "SOURCES.csv").open("a", encoding="utf-8") as file:
        file.write("tables/unit_evaluations.csv,PD and OMA,made up,none,2023-12-01,2023-10-31,x,\n")
    section = open_section("p5", PERIOD, "external")
    assert section.block(other) and not section.block(block)
    assert written[-1].splitlines()[1] == "Not reported. Nobody reported it."


def test_a_sentence_on_what_is_kept_internal_is_not_missed_outside(edit, written, monkeypatch):
    edit(
        "hospitals",
        lambda rows: [
            row.update(classification="internal") for row in rows if row["mission"] == "UNMISS"
        ],
    )
    open_section("p4", PERIOD, "external").say("{P4.HOSPITALS:start noun} served.")
    assert written == [""]
    open_section("p4", PERIOD, "internal").say("{P4.HOSPITALS:start noun} served.")
    assert written[-1] == "Twenty hospitals served."


def test_a_priority_opens_its_own_blocks_and_owes_them_all(raw, written):
    section = open_section("p7", PERIOD, "external")
    with pytest.raises(SectionError, match=r"P4.HOSPITALS is not a block of section p7"):
        section.block("P4.HOSPITALS")
    section.block("P7.SOFA")
    with pytest.raises(SectionError, match=r"lacks P7.MECHANISMS_EXIST and P7.MECHANISMS"):
        section.check()


def test_a_section_that_there_is_not_is_named_with_those_there_are(raw):
    with pytest.raises(SectionError, match=r"no section 'p8'; there are overview, p1"):
        open_section("p8", PERIOD, "external")
