"""Widths of columns on paper: no word is broken, short entries stay on one line."""

import pytest
from bs4 import BeautifulSoup

from a4p_helpers.report import columns


def table(*rows: str):
    return BeautifulSoup(
        f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>", "html.parser"
    ).table


def widths(*rows: str, room: float = 60.0) -> list[float]:
    return columns.widths(table(*rows), room)


LONG = "A text that goes on for a while and would take the room of all the other columns. " * 4


def test_no_column_is_narrower_than_its_longest_word():
    word, text = widths("<td>accountability</td>" + f"<td>{LONG}</td>")
    assert word > 0.45 * len("accountability")
    assert word + text == pytest.approx(60)


def test_short_entries_stay_on_one_line_but_heads_may_wrap():
    date, _ = widths(f"<td>30 September 2023</td><td>{LONG}</td>")
    assert date > 0.45 * len("30 September 2023")
    head = table(f"<th>of the missions</th><td>{LONG}</td>")
    head.tr.wrap(BeautifulSoup("", "html.parser").new_tag("thead"))
    assert columns.widths(head, 60)[0] < date


def test_more_text_gets_more_room_but_not_all_of_it():
    short, long = widths(f"<td>{LONG[:80]}</td><td>{LONG}</td>")
    assert short < long < 3 * short


def test_where_a_word_may_break_its_column_may_be_narrower():
    whole, _ = widths(f"<td>P4.CONSUMABLES_DAYS_AFFECTED</td><td>{LONG}</td>", room=40)
    apart, _ = widths(
        f"<td>P4.<wbr>CONSUMABLES_<wbr>DAYS_<wbr>AFFECTED</td><td>{LONG}</td>", room=40
    )
    assert apart < whole


def test_what_only_is_heard_takes_no_room():
    heard = f'<td>●<span class="visually-hidden">{LONG}</span></td><td>{LONG}</td>'
    assert widths(heard) == widths(f"<td>●</td><td>{LONG}</td>")


def test_the_head_of_a_group_counts_in_its_own_column():
    group, _ = widths(
        f'<th rowspan="2">UNMIK</th><td>{LONG}</td>',
        f"<td>{LONG}</td>",
        f"<th>a</th><td>{LONG}</td>",
    )
    assert group == pytest.approx(widths(f"<th>UNMIK</th><td>{LONG}</td>")[0], abs=1)


def test_a_cell_across_columns_says_nothing_of_one():
    plain = widths("<td>one</td><td>two</td>")
    assert widths("<td>one</td><td>two</td>", f'<td colspan="2">{LONG}</td>') == plain


def test_shares_stand_first_in_the_table_but_after_its_caption():
    html = "<table><caption>c</caption><tr><td>a</td><td>b b</td></tr></table>"
    soup = BeautifulSoup(html, "html.parser")
    columns.share(soup, soup.table, 55)
    caption, group, *_ = soup.table.find_all(recursive=False)
    assert (caption.name, group.name) == ("caption", "colgroup")
    shares = [float(col["style"].removeprefix("width: ").removesuffix("%")) for col in group]
    assert sum(shares) == pytest.approx(100, abs=0.2)
