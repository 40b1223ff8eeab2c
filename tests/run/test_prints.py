"""PDF and DOCX that are kept are taken for the same page alone."""

from dataclasses import replace

from a4p_helpers.report.paper import Paper
from a4p_helpers.run import prints

PAPER = Paper("<p>9</p>", "2023-05", "Head", ("report.pdf",), ())


def test_a_file_is_taken_for_the_same_page_alone(tmp_path):
    kept, made = tmp_path / "kept", tmp_path / "report.pdf"
    made.write_bytes(b"%PDF")
    first = prints.place(PAPER, made.name, kept)
    assert first == prints.place(PAPER, made.name, kept)
    prints.keep(first, made)
    for other in (
        replace(PAPER, page="<p>8</p>"),
        replace(PAPER, period="2022-11"),
        replace(PAPER, head="Internal"),
    ):
        assert not prints.taken(prints.place(other, made.name, kept), tmp_path / "other.pdf")
    assert prints.taken(first, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == b"%PDF"


def test_one_file_of_a_kind_is_kept(tmp_path):
    kept, made = tmp_path / "kept", tmp_path / "made"
    made.touch()
    for page in ("one", "two"):
        for name in ("report.pdf", "report.docx"):
            prints.keep(prints.place(replace(PAPER, page=page), name, kept), made)
    last = replace(PAPER, page="two")
    places = {prints.place(last, name, kept) for name in ("report.pdf", "report.docx")}
    assert set(kept.iterdir()) == places


def test_what_cannot_be_kept_stops_nothing(tmp_path):
    (tmp_path / "kept").touch()  # where a folder should be
    place = prints.place(PAPER, "report.pdf", tmp_path / "kept")
    prints.keep(place, tmp_path / "none")
    assert not prints.taken(place, tmp_path / "report.pdf")
