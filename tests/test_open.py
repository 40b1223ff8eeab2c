"""A report opens in the browser as a file: which one, and what is said where that cannot be."""

import webbrowser

import pytest

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.run import publish

PERIOD, FORMER = "2023-05", "2022-11"


def draft(period, edition):
    """Publish a draft as a run does."""
    paths.outputs(period).mkdir(parents=True, exist_ok=True)
    with publish.run_folder(period, edition) as folder:
        (folder / "index.html").write_text(f"{period} {edition}")
        publish.publish(folder, period, edition)


@pytest.fixture
def outputs(root, monkeypatch):
    """Both editions of a period and of the one before, and a demonstration of a later one."""
    for period, edition in ((PERIOD, "external"), (PERIOD, "internal"), (FORMER, "external")):
        draft(period, edition)
    with monkeypatch.context() as patch:
        patch.setenv("A4P_ROOT", str(root / "outputs" / "demo"))
        draft("2023-11", "external")
    return root / "outputs"


@pytest.fixture
def browser(monkeypatch):
    """A browser that notes what it is asked to open."""
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not opened.append(address))
    return opened


@pytest.mark.parametrize(
    ("line", "period", "edition"),
    [
        ([], PERIOD, "external"),
        (["--edition", "internal"], PERIOD, "internal"),
        ([FORMER], FORMER, "external"),
        ([PERIOD, "--edition", "internal"], PERIOD, "internal"),
    ],
)
def test_a_report_opens_as_a_file_and_its_path_is_said(
    outputs, browser, capsys, line, period, edition
):
    page = paths.outputs(period, edition) / "index.html"
    assert cli.main(["open", *line]) == 0
    assert browser == [page.as_uri()]
    assert capsys.readouterr() == (f"{page}\n", "")


def test_the_newest_period_that_has_this_edition_is_opened(outputs, browser):
    paths.outputs(PERIOD, "external").unlink()
    assert cli.main(["open"]) == 0
    assert cli.main(["open", "--edition", "internal"]) == 0
    assert [address.split("/")[-3] for address in browser] == [FORMER, PERIOD]


@pytest.mark.parametrize("error", [None, webbrowser.Error("none"), OSError("none")])
def test_without_a_browser_the_path_is_given(outputs, monkeypatch, capsys, error):
    def no_browser(address):
        if error:
            raise error
        return False

    monkeypatch.setattr(webbrowser, "open", no_browser)
    assert cli.main(["open"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{paths.outputs(PERIOD, 'external') / 'index.html'}\n"
    assert err == "No browser can be opened here: open this file yourself.\n"


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ([], 1, "There is no external report yet: make it with `a4p run`.\n"),
        (
            [PERIOD, "--edition", "internal"],
            1,
            f"There is no internal report of {PERIOD} yet: make it with `a4p run {PERIOD}`.\n",
        ),
        (["2023-06"], 2, "No period is named '2023-06' (add a new one to "),
    ],
)
def test_where_there_is_no_report_the_command_that_makes_it_is_named(
    root, browser, capsys, line, code, told
):
    assert cli.main(["open", *line]) == code
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(told) and err.count("\n") == 1
    assert browser == []


def test_an_edition_that_is_none_is_wrong_input(root, browser, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["open", "--edition", "externl"])
    assert left.value.code == 2 and "did you mean 'external'?" in capsys.readouterr().err
