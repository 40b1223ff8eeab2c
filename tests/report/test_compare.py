"""What changed from one report to another: each kind of change, by size, and nothing made up."""

import csv
import itertools
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.report import compare, number_changes, pages, reading, sentence_changes

HEADER = (
    *(
        "code",
        "title",
        "last_day",
        "value",
        "printed",
        "numerator",
        "denominator",
        "unit",
        "status",
        "how",
    ),
    *("submitted", "target", "target_status", "missions", "as_of", "source", "result", "level"),
    *("definition", "caveat", "revised"),
)
NONE = "not reported"
INTERNAL = '{"period": "2023-05", "edition": "internal", "finished": "2023-11-28"}'
HOSTILE = "</title><script>alert(1)</script>\x1b[31mred\u202e"


def row(code, value="", printed="", **more):
    """One released indicator, a reported count of persons unless said otherwise."""
    fields = {
        "code": code,
        "title": f"Title of {code}",
        "value": value,
        "printed": printed or value or "not reported",
        "unit": "persons",
        "status": "reported" if value else "not reported",
        "how": "computed" if value else "",
        "as_of": "2023-10-31" if value else "",
        "definition": "Persons counted.",
    }
    return fields | more


def page(body="", edition="external", span="1 May to 31 October 2023"):
    return (
        f'<html><body class="{edition}"><header class="cover"><h1>A4P+ <span class="report-name">'
        f'Fourth progress report</span></h1><dl class="facts"><div><dt>Reporting period</dt>'
        f"<dd>{span}</dd></div></dl></header><main>{body}</main></body></html>"
    )


def section(*inside, id="p4", title="Priority 4: Accountability"):
    return f'<section id="{id}" class="part {id}"><h2>{title}</h2>{"".join(inside)}</section>'


def say(*sentences):
    return f'<p class="say">{" ".join(sentences)}</p>'


def report_in(folder, rows=(), html=None, edition="external", period="2023-05", day=28):
    """Write a small report by hand and return its folder."""
    (folder / "data").mkdir(parents=True)
    with (folder / "data" / "indicators.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = page(edition=edition) if html is None else html
    (folder / "index.html").write_text(text, encoding="utf-8")
    said = {"period": period, "edition": edition, "finished": f"2023-11-{day}T14:13:48+00:00"}
    (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


@pytest.fixture
def read(tmp_path):
    """Read a small report that was written by hand, in a folder of its own."""
    numbers = itertools.count()

    def report(rows=(), body=""):
        return reading.read(report_in(tmp_path / f"{next(numbers)}", rows, page(body)))

    return report


@pytest.fixture
def changed(read):
    """Compare reports with these rows: first the former ones, then the new."""

    def rows(before, after, *, same_period=True):
        return number_changes.numbers(
            read(before).figures, read(after).figures, same_period=same_period
        )

    return rows


@pytest.fixture
def reworded(read):
    """Compare reports whose pages have these bodies, and give what changed by section."""

    def bodies(before, after):
        return sentence_changes.sections(read(body=before).sections, read(body=after).sections)

    return bodies


# Numbers


@pytest.mark.parametrize(
    ("before", "after", "kind", "difference"),
    [
        (row("A.X", "20"), row("A.X", "25"), "changed value", "+5"),
        (row("A.X"), row("A.X", "25"), "newly reported", ""),
        (row("A.X", "20"), row("A.X"), "no longer reported", ""),
        (row("A.X"), row("A.X", status="not applicable"), "another status", ""),
        (None, row("A.X", "25"), "new indicator", ""),
        (row("A.X", "20"), None, "dropped", ""),
        (row("A.X", "20"), row("A.X", "20", missions="9"), "same value, another basis", ""),
        (row("A.X", "20"), row("A.X", "20", "more than 20"), "same value, another basis", ""),
        (row("A.X", "20"), row("A.X", "20", definition="Else."), "definition changed", ""),
        (row("A.X", "20"), row("A.X", "20", result="4.1"), "definition changed", ""),
        (row("A.X", "20"), row("A.X", "5", unit="missions"), "definition changed", ""),
        (row("A.X", "20"), row("A.X", "20", as_of="2023-11-28"), "as-of date changed only", ""),
    ],
)
def test_each_kind_of_change_is_told_apart(changed, before, after, kind, difference):
    (one,) = changed(filter(None, [before]), filter(None, [after]))
    assert (one.kind, one.difference) == (kind, difference)


def test_nothing_changed_is_no_change(changed):
    assert changed([row("A.X", "20"), row("A.Y")], [row("A.Y"), row("A.X", "20")]) == []


def test_not_reported_is_not_zero_and_gives_no_difference(changed):
    (gone,) = changed([row("A.X", "20")], [row("A.X")])
    assert gone.after.number is None and gone.after.shown == "not reported"
    assert (gone.difference, gone.percent, gone.size) == ("", "", 0.0)
    (zero,) = changed([row("A.X", "20")], [row("A.X", "0")])
    assert (zero.kind, zero.difference, zero.percent) == ("changed value", "−20", "−100 %")


def test_whether_reported_stands_first_then_size_then_code(changed):
    values = {
        "A.COME": ("", "1", 0.0),
        "A.GONE": ("9", "", 0.0),
        "A.ZERO": ("0", "1", float("inf")),
        "A.ALSO_HALF": ("100", "50", 50.0),
        "A.HALF": ("10", "15", 50.0),
        "A.SHARE": ("20", "50", 30.0),
        "A.SMALL": ("1000", "1010", 1.0),
    }
    unit = {"A.SHARE": "percent"}
    before, after = (
        [row(code, one[at], unit=unit.get(code, "persons")) for code, one in values.items()]
        for at in (0, 1)
    )
    dated = row("A.DATED", "3")
    told = changed([dated, *before[::-1]], [*after, dated | {"as_of": "2023-11-28"}])
    assert [(one.figure.code, one.size) for one in told] == [
        *((code, size) for code, (_, _, size) in values.items()),
        ("A.DATED", 0.0),
    ]


@pytest.mark.parametrize(
    ("unit", "old", "new", "difference", "percent"),
    [
        ("persons", ("7100", "more than 7,100"), ("8400", "8,400"), "+1,300", "+18 %"),
        ("persons", ("1000", "1,000"), ("1003", "1,003"), "+3", "+0.3 %"),
        ("persons", ("0", "0"), ("4", "4"), "+4", "from zero"),
        ("per 10,000", ("1.04", "1.0"), ("0.95", "1.0"), "−0.09", "−9 %"),
        ("percent", ("48", "48 %"), ("47", "47 %"), "−1 percentage point", ""),
        ("percent", ("48", "48 %"), ("52", "52 %"), "+4 percentage points", ""),
        ("percent", ("12.5", "13 %"), ("13.4", "13 %"), "+0.9 percentage points", ""),
        ("percent", ("48.4", "48 %"), ("51.6", "52 %"), "+3.2 percentage points", ""),
        ("percent", ("48", "48 %"), ("48.004", "48 %"), "+0.004 percentage points", ""),
        ("percent", ("6.6", "6.6 %"), ("7.6", "7.6 %"), "+1.0 percentage points", ""),
        ("percentage points", ("-4", "-4"), ("4", "4"), "+8 percentage points", ""),
    ],
)
def test_a_change_is_written_from_exact_values(changed, unit, old, new, difference, percent):
    (one,) = changed([row("A.X", *old, unit=unit)], [row("A.X", *new, unit=unit)])
    assert (one.difference, one.percent) == (difference, percent)


def test_a_series_of_the_calendar_year_goes_on_from_releases_that_named_the_year(changed):
    """Also where both name it: P4.FATALITIES_2022 and _2023; a base year keeps its code."""
    old = row("P4.FATALITIES_2022", "32", title="Deaths in 2022")
    base = row("P4.MALICIOUS_SHARE_2017", "44", unit="percent")
    news = (
        row("P4.FATALITIES_2023", "7", title="Deaths in 2023"),
        row("P4.FATALITIES_YEAR", "7", title="Deaths in 2023", last_day="2023-11-28"),
    )
    for new in news:
        (deaths,) = changed([old, base], [new, base], same_period=False)
        assert deaths.before.code == deaths.after.code == "P4.FATALITIES_YEAR"
        assert (deaths.kind, deaths.difference, deaths.definition) == ("changed value", "", ())
        told = "Counts of 2022 and 2023 so far: no change is worked out"
        assert deaths.notes == (told,)
    (revised,) = changed([news[0] | {"value": "6", "printed": "6"}], [news[1]])
    assert revised.difference == "+1"


def test_what_else_changed_stands_beside_a_changed_value(changed):
    new = row("A.X", "25", how="as submitted", as_of="2023-11-28", definition="Persons seen.")
    (one,) = changed([row("A.X", "20")], [new])
    assert one.notes == (
        "Now as submitted, before computed",
        "As of 28 November 2023, before 31 October 2023",
    )
    assert [(piece.kind, piece.text) for piece in one.definition] == [
        ("same", "Title of A.X: Persons"),
        ("removed", "counted"),
        ("added", "seen"),
        ("same", "."),
    ]
    (later,) = changed([row("A.X", "20")], [new | {"how": "computed"}], same_period=False)
    assert later.notes == ()  # from period to period the date always moves
    was = "20 in the third report and is 25 now: five re-classified"
    (revised,) = changed([row("A.X", "20")], [row("A.X", "25", revised=was)], same_period=False)
    assert revised.notes == (f"Was {was}",)


def test_a_reason_that_was_given_stands_beside_its_change_alone():
    figures = [reading._figure(row("A.X", one) | {"year": ""}) for one in ("20", "25")]
    before, after = ({"A.X": one} for one in figures)
    for new, notes in (("25", ("Reason given: Two were counted twice.",)), ("26", ())):
        given = {("A.X", "20", new): "Two were counted twice."}
        (one,) = number_changes.numbers(before, after, same_period=True, reasons=given)
        assert one.notes == notes


def test_an_indicator_that_informs_another_result_says_both(changed):
    (raised,) = changed([row("A.X", "20", result="4.1")], [row("A.X", "25")])
    assert raised.kind == "changed value"
    assert raised.notes == ("Informs the Plan as a whole, before result 4.1",)


# Sentences


def told(change):
    return [(piece.kind, piece.text) for piece in change.pieces]


def test_sentences_are_paired_and_compared_word_by_word(reworded):
    old = say("In 2022, 32 were killed.", "Twenty hospitals stand in seven missions.", "It stays.")
    new = say("It stays.", "In 2023, seven were killed.", "Quite other things were said in May.")
    (one,) = reworded(section(old), section(new))
    added, removed, changed = one.changes
    assert told(changed) == [
        ("same", "In"),
        ("removed", "2022"),
        ("added", "2023"),
        ("same", ","),
        ("removed", "32"),
        ("added", "seven"),
        ("same", "were killed."),
    ]
    assert told(removed) == [("removed", "Twenty hospitals stand in seven missions.")]
    assert told(added) == [("added", "Quite other things were said in May.")]
    assert [change.size for change in one.changes] == [7, 6, 4]


def test_a_sentence_knows_its_heading_and_block(reworded):
    def body(number):
        return section(
            f'<ul class="main-points"><li>{number} in all.</li></ul>',
            "<h3>Safety</h3><h4>Deaths</h4>",
            say(f"{number} died there."),
            '<div class="block" id="block-P4.DEATHS"></div>',
            f'<figure class="exhibit"><p class="exhibit-title">{number} deaths by year</p></figure>'
            f'<h3>Notes</h3><aside class="notes"><ul><li>{number} is final.</li></ul></aside>',
        )

    (one,) = reworded(body("Nine"), body("Eight"))
    assert [(change.at.place, change.at.block) for change in one.changes] == [
        ("Main points", ""),
        ("Safety › Deaths", "P4.DEATHS"),
        ("Safety › Deaths", "P4.DEATHS"),
        ("Notes", ""),
    ]


@pytest.mark.parametrize(
    "wrap",
    [
        '<p class="say">{}</p>',
        '<p class="lede">{}</p>',
        "<p>{}</p>",
        '<ul class="main-points"><li>{}</li></ul>',
        '<ul class="items"><li>{}</li></ul>',
        '<dl class="accounts"><dt>UNMISS</dt><dd>{}</dd></dl>',
        '<aside class="notes"><ul><li>{}</li></ul></aside>',
        '<figure class="exhibit"><p class="exhibit-title">{}</p></figure>',
        '<figure class="exhibit"><p class="note">{}</p></figure>',
        '<article class="card"><p class="card-finding">{}</p></article>',
        '<p class="not-reported"><strong>Not reported.</strong> {}</p>',
    ],
)
def test_sentences_are_found_wherever_the_report_has_prose(reworded, wrap):
    (one,) = reworded(section(wrap.format("Old it was.")), section(wrap.format("New it was.")))
    (change,) = one.changes
    assert ("removed", "Old") in told(change) and ("added", "New") in told(change)


def test_a_sentence_that_only_moved_or_stands_twice_is_the_same(reworded):
    one, two = say("First of all."), say("Then another.")
    assert reworded(section(one, "<h4>A</h4>", two), section(two, "<h4>B</h4>", one)) == []
    ((again,),) = [found.changes for found in reworded(section(one), section(one, one))]
    assert (again.kind, again.at.text) == ("added", "First of all.")


def test_sections_come_and_go_with_all_their_sentences(reworded):
    p4, p5 = section(say("Four.")), section(say("Five."), id="p5", title="Priority 5: Conduct")
    p6 = section(say("Six."), id="p6", title="Priority 6: News")
    found = reworded(p4 + p5, p6 + p4)
    assert [(one.id, one.style, [change.kind for change in one.changes]) for one in found] == [
        ("p6", "p6", ["added"]),
        ("p5", "p5", ["removed"]),
    ]


def test_a_number_with_a_point_or_an_initial_ends_no_sentence(read):
    text = "Rate 1.0 was seen by J. Smith, see No. 5 above."
    sentences = read(body=section(say(text, "Next one."))).sections["p4"].sentences
    assert [one.text for one in sentences] == [text, "Next one."]


def test_the_button_beside_a_long_value_is_no_part_of_its_sentence(read):
    kept = '<span class="kept">UNMISS<button class="value why">i</button>.</span>'
    body = section(say(f"Two missions did: MINUSCA and {kept}"))
    (sentence,) = read(body=body).sections["p4"].sentences
    assert sentence.text == "Two missions did: MINUSCA and UNMISS."


def test_thousands_of_sentences_and_of_words_are_all_told(reworded):
    old, new = (
        say(*(f"Line {n} of the {name} draft has {n} words." for n in range(1200)))
        for name in ("former", "present")
    )
    (one,) = reworded(section(old), section(new))
    kinds = [change.kind for change in one.changes]
    assert kinds.count("changed") * 2 + kinds.count("added") + kinds.count("removed") == 2400
    (long,) = reworded(section(say("word " * 5000)), section(say("other " * 5000)))
    assert [change.size for change in long.changes] == [5000, 5000]


# Reading a report


def test_broken_numbers_are_told_all_at_once(tmp_path):
    given = {
        "row 2, column value: '1e999999999' is not a number": row("A.X", "1e999999999"),
        "row 3, column value: 'nan' is not a number": row("A.Y", "nan"),
        "row 4, column status: 'not reported' has a value beside it": row("A.Z", "5", status=NONE),
        "row 5, column status: 'reported' has no value beside it": row("A.W", status="reported"),
        "": row("A.V", "3"),
        "row 7, column code: 'A.V' stands twice": row("A.V", "4"),
        "row 8, column code: has no code": row("", "4"),
    }
    folder = report_in(tmp_path / "one", given.values())
    with pytest.raises(reading.ReadingError) as error:
        reading.read(folder)
    assert [line.partition("indicators.csv, ")[2] for line in str(error.value).split("\n")] == [
        f"{told}. Make the report again with `a4p run`." for told in given if told
    ]


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("data/indicators.csv", b"code,title\n", "has no column value, printed, unit and status"),
        ("data/indicators.csv", b"code,\xff\n", "is not UTF-8"),
        ("data/indicators.csv", b"code," + b"x" * 200_000, "is not a table"),
        ("index.html", b"<p>A page.</p>", "does not name its edition"),
        ("run.json", INTERNAL.encode(), "run.json names another"),
        ("run.json", b'{"edition": "external"}', "run.json is missing or broken"),
        ("run.json", b"[" * 100_000, "run.json is missing or broken"),
    ],
)
def test_files_that_are_no_report_are_refused(tmp_path, file, content, told):
    folder = report_in(tmp_path / "one", [row("A.X", "1")])
    (folder / file).write_bytes(content)
    with pytest.raises(reading.ReadingError, match=re.escape(told)):
        reading.read(folder)


def test_numbers_are_exact_and_texts_as_they_were_before_spreadsheets(read):
    figure = read([row("A.X", "28.67132867132867", "29 %", title="'=SUM(1)")]).figures["A.X"]
    assert figure.number == Fraction("28.67132867132867")
    assert figure.title == "=SUM(1)"


# The page and the text


@pytest.fixture
def two(tmp_path):
    """Two drafts of a period that differ in numbers and text, some of it hostile."""
    old = section(say("Nine died in 2022."), say("It stays."))
    new = section(say("Eight died in 2023."), say("It stays."), say("Bad &lt;b onclick=x&gt;."))
    before = report_in(
        tmp_path / "external-1", [row("A.X", "20"), row("A.Y", "3")], page(old), day=20
    )
    after = report_in(
        tmp_path / "external-2", [row("A.X", "25"), row("A.Y", title=HOSTILE)], page(new)
    )
    return before, after


def compared(before, after, **named):
    return compare.compare(reading.read(before), reading.read(after), **named)


def test_the_page_says_what_changed_to_eyes_and_ears(two):
    soup = BeautifulSoup(compare.html([compared(*two, title="Since the draft")]), "html.parser")
    facts = [fact.get_text() for fact in soup.select(".facts dd")]
    assert facts == [
        "1 May to 31 October 2023, made 28 November 2023, 14:13 UTC",
        "1 May to 31 October 2023, made 20 November 2023, 14:13 UTC",
    ]
    cells = [
        [" ".join(cell.get_text().split()) for cell in line.find_all("td")]
        for line in soup.select("table.moved tbody tr:not(.defined)")
    ]
    assert cells == [["3", "not reported", "no longer reported"], ["20", "25", "+5 +25 %"]]
    first, _ = (" ".join(item.get_text().split()) for item in soup.select(".changes > li"))
    assert first == (
        "Changed [removed: Nine] [added: Eight] died in [removed: 2022] [added: 2023]."
    )
    assert [tag.name for tag in soup.select(".changes del, .changes ins")][:2] == ["del", "ins"]


def test_every_link_of_the_page_leads_somewhere_and_every_id_is_one(two):
    both = [compared(*two, id="draft"), compared(*two, id="period")]
    soup = BeautifulSoup(compare.html(both), "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    led_to = {link["href"].removeprefix("#") for link in soup.find_all("a")}
    assert len(led_to) > 8
    assert led_to | {tag["aria-labelledby"] for tag in soup.select("[aria-labelledby]")} <= set(ids)


def test_texts_of_a_report_are_shown_and_nothing_runs(two):
    text = compare.html([compared(*two)])
    soup = BeautifulSoup(text, "html.parser")
    assert "<script" not in text and "<b onclick" not in text
    assert "\x1b" not in text and "\u202e" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;[31mred" in text
    assert not any(name.startswith("on") for tag in soup.find_all(True) for name in tag.attrs)
    (sheet,) = soup.find_all("style")
    assert soup.find("meta", attrs={"http-equiv": True})["content"] == pages.policy(
        sheet.get_text(), has_pictures=False
    )


def test_the_text_counts_and_names_the_ten_largest(tmp_path):
    before = [row(f"A.X{n:02}", "100") for n in range(12)] + [row("A.GONE", "1")]
    after = [row(f"A.X{n:02}", str(101 + n)) for n in range(12)] + [row("A.GONE", title=HOSTILE)]
    old, new = report_in(tmp_path / "old", before), report_in(tmp_path / "new", after)
    text = compare.summary(compared(old, new))
    assert all(letter.isprintable() for letter in text.replace("\n", ""))
    lines = text.splitlines()
    assert (
        lines[2] == "  Of 13 indicators, 13 changed. Zero sentences were changed, added or removed."
    )
    assert lines[3:6] == [
        "  Values changed: 12",
        "  No longer reported: 1",
        "  Definitions changed: 1",
    ]
    assert lines[7] == "  A.GONE: 1 → not reported (no longer reported)"
    assert lines[8] == "  A.X11: 100 → 112 (+12, +12 %)"
    assert lines[-1] == "  and 3 more, on the page" and len(lines) == 18


def test_no_change_is_said_plainly(read):
    one = compare.compare(read([row("A.X", "1")]), read([row("A.X", "1")]))
    assert one.in_short == "No number and no sentence changed."
    assert one.in_short in compare.html([one]) and one.in_short in compare.summary(one)


def test_an_internal_edition_is_never_compared_with_an_external_one(tmp_path):
    inside = report_in(tmp_path / "internal-1", html=page(edition="internal"), edition="internal")
    outside = report_in(tmp_path / "external-1")
    for pair in ((inside, outside), (outside, inside)):
        with pytest.raises(compare.CompareError, match="Editions are never compared"):
            compared(*pair)


def test_a_page_of_internal_drafts_says_so_and_synthetic_ones_too(tmp_path):
    html = page(edition="internal synthetic")
    old, new = (
        report_in(tmp_path / name, html=html, edition="internal") for name in ("old", "new")
    )
    soup = BeautifulSoup(compare.html([compared(old, new)]), "html.parser")
    assert soup.body["class"] == ["internal", "synthetic", "what-changed"]
    assert soup.select_one(".banner").get_text() == "Internal edition: not for distribution"
    assert "SYNTHETIC" in soup.select_one(".made-up").get_text()


def test_the_page_never_lies_within_a_report(two, tmp_path):
    one = compared(*two)
    for place in (two[0] / "changes.html", two[1] / "data" / "deep" / "changes.html"):
        with pytest.raises(compare.CompareError, match="inside a report"):
            compare.write([one], place)
        assert not place.exists()
    with pytest.raises(compare.CompareError, match=r"must end in \.html"):
        compare.write([one], tmp_path / "changes.csv")
    written = compare.write([one], tmp_path / "new" / "changes.html")
    assert [path.name for path in written.parent.iterdir()] == ["changes.html"]


# The command


@pytest.fixture
def outputs(root):
    """Reports of two periods under outputs/, with one draft before the newer."""

    def put(period, name, rows, **more):
        report_in(paths.outputs(period) / ".drafts" / name, rows, period=period, **more)
        edition = name.partition("-")[0]
        link = paths.outputs(period, edition)
        link.unlink(missing_ok=True)
        link.symlink_to(Path(".drafts") / name)

    put("2022-11", "external-1", [row("A.X", "10")], day=10)
    put("2023-05", "external-1", [row("A.X", "20")], day=20)
    put("2023-05", "external-2", [row("A.X", "25")])
    inside = page(edition="internal")
    put("2023-05", "internal-1", [row("A.X", "26")], html=inside, edition="internal")
    return root / "outputs"


def test_periods_and_folders_are_compared_and_the_page_put_where_asked(outputs, tmp_path, capsys):
    assert cli.main(["compare", "2022-11", "2023-05"]) == 0
    out = capsys.readouterr().out
    assert "A.X: 10 → 25 (+15, +150 %)" in out
    written = outputs / "2023-05" / "changes" / "external-since-2022-11.html"
    assert out.splitlines()[-1] == str(written) and written.is_file()
    former = str(outputs / "2023-05" / ".drafts" / "external-1")
    asked = tmp_path / "here.html"
    assert cli.main(["compare", former, "2023-05", "--output", str(asked)]) == 0
    assert "A.X: 20 → 25 (+5, +25 %)" in capsys.readouterr().out
    assert "Since the draft of 20 November 2023, 14:13 UTC" in asked.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["2022-1", "2023-05"], "No period is named '2022-1'"),
        (["2022_11", "2023-05"], "did you mean '2022-11'?"),
        (["2022-05", "2023-05"], "There is no external draft of 2022-05: make it with `a4p run 2"),
        (["2022-05", "2023-05"], "There is one for 2022-11 and 2023-05."),
        (["outputs/2022-11/extenal", "2023-05"], "did you mean 'outputs/2022-11/external'?"),
        (["2022-11", "2023-05", "--edition", "internal"], "There is no internal draft of 2022"),
        (["2023-05", "2023-05"], "Other drafts: outputs/2023-05/.drafts/external-1."),
        (["outputs/2022-11/external", "outputs/2023-05/internal"], "Editions are never compared"),
        (["outputs/2022-11/external", "2023-05", "--edition", "internal"], "not the internal one"),
        (["outputs/2023-05", "2023-05"], "Name a folder such as outputs/2023-05/external."),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_the_nearest(
    outputs, monkeypatch, capsys, given, told
):
    monkeypatch.chdir(outputs.parent)
    assert cli.main(["compare", *given]) == 2
    err = capsys.readouterr().err
    assert told in err and "Traceback" not in err
