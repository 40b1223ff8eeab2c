"""Charts: nothing cut, nothing lost, the same bytes twice, and words for every picture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import matplotlib
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from a4p_helpers.exhibits import charts
from a4p_helpers.exhibits import html as exhibits
from a4p_helpers.exhibits.charts import Chart, ChartError, layout, maps, panels, style

# A warning in a notebook would print into the report.
pytestmark = pytest.mark.filterwarnings("error")

PLACES = {
    "MINURSO": (27.1, -13.2),
    "MINUSCA": (4.4, 18.6),
    "MINUSMA": (12.6, -8.0),
    "MONUSCO": (-4.3, 15.3),
    "UNDOF": (33.05, 35.87),
    "UNFICYP": (35.17, 33.36),
    "UNIFIL": (33.12, 35.14),
    "UNISFA": (9.6, 28.4),
    "UNMIK": (42.7, 21.2),
    "UNMISS": (4.85, 31.6),
    "UNMOGIP": (33.5, 76.3),
    "UNTSO": (31.8, 35.2),
}
MISSIONS = list(PLACES)
LONG = "Formed units of a very long name that nobody would ever want to print in one single line"
WORD = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente"
WORDS = {"title": "The finding", "subtitle": "Measure, unit, period"}
YEARS = list(range(2017, 2024))
CAUSES = ["attack", "accident", "illness", "own_hand", "open", "unknown"]


def deaths() -> pd.DataFrame:
    numbers = {
        cause: [(7 * at + 11 * year) % 40 for year in range(7)] for at, cause in enumerate(CAUSES)
    }
    numbers["unknown"] = [0] * 7
    return pd.DataFrame({"year": YEARS, **numbers})


def by_mission(numbers: list[float | None] | None = None) -> pd.DataFrame:
    numbers = numbers or [at % 6 for at in range(12)]
    return pd.DataFrame({"mission": MISSIONS[: len(numbers)], "n": pd.array(numbers, "Float64")})


def places(codes: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(code, *PLACES[code]) for code in codes], columns=["mission", "lat", "lon"]
    )


def multiples(data: pd.DataFrame, **how: object) -> Chart:
    return charts.Panels(data, **{"x": "year", "series": CAUSES, **WORDS, **how}).chart()


def of_months(data: pd.DataFrame, **how: object) -> Chart:
    return multiples(data, kind_of="lines", **how)


def rate(data: pd.DataFrame, **how: object) -> Chart:
    names = {"x": "year", "count": "attack", "rate": "rate"}
    return charts.ColumnsWithRate(data, **{**names, **WORDS, **how}).chart()


def bars(data: pd.DataFrame, **how: object) -> Chart:
    return charts.Bars(data, **{"label": "mission", "value": "n", **WORDS, **how}).chart()


def targets(data: pd.DataFrame, **how: object) -> Chart:
    against = {"target": "target", "target_status": "status", "unit": "%", "decimals": 1}
    return bars(data, **against, **how)


def shares(data: pd.DataFrame, **how: object) -> Chart:
    pairs = {"Tried": ("tried", "caught"), "Convicted": ("convicted", "tried")}
    return charts.Shares(data, **{"label": "mission", "pairs": pairs, **WORDS, **how}).chart()


def units(data: pd.DataFrame, **how: object) -> Chart:
    states = {"done": ("full", ""), "late": ("ink", "bang"), "open": ("open", "")}
    return charts.Units(data, **{"label": "mission", "states": states, **WORDS, **how}).chart()


def tiles(data: pd.DataFrame, **how: object) -> Chart:
    names = {"row": "result", "label": "deliverable", "state": "status", "states": STATES}
    return charts.Tiles(data, **{**names, **WORDS, **how}).chart()


def grid(data: pd.DataFrame, **how: object) -> Chart:
    parts = [name for name in data if name != "mission"]
    return charts.Grid(data, **{"label": "mission", "parts": parts, **WORDS, **how}).chart()


def ratings(data: pd.DataFrame, **how: object) -> Chart:
    names = {"label": "mission", "parts": GRADES, "passes": "good"}
    return charts.Ratings(data, **{**names, **WORDS, **how}).chart()


def dots(data: pd.DataFrame, **how: object) -> Chart:
    ends = {"low": 1, "high": 5, "low_word": "not at all", "high_word": "fully"}
    names = {"label": "mission", "values": ["n"]}
    return charts.ScaleDots(data, **{**names, **ends, **WORDS, **how}).chart()


def slope(data: pd.DataFrame, **how: object) -> Chart:
    parts = [name for name in data if name != "mission"]
    return charts.Slope(data, **{"label": "mission", "parts": parts, **WORDS, **how}).chart()


def estimates(data: pd.DataFrame, **how: object) -> Chart:
    names = {"label": "mission", "value": "n", "low": "low", "high": "high"}
    return charts.IntervalDots(data, **{**names, **WORDS, **how}).chart()


def with_limits(data: pd.DataFrame, value: str) -> pd.DataFrame:
    return data.assign(low=data[value] / 2, high=2 * data[value] + 1)


def chart_map(data: pd.DataFrame, **how: object) -> Chart:
    names = {"code": "mission", "latitude": "lat", "longitude": "lon"}
    return charts.MissionMap(data, **{**names, **WORDS, **how}).chart()


def with_rate(data: pd.DataFrame) -> pd.DataFrame:
    return data.assign(rate=data["attack"] / 7.3)


def with_target(data: pd.DataFrame) -> pd.DataFrame:
    return data.assign(target=[10, 20, None] * 4, status=["inferred", "", "stated"] * 4)


def scores() -> pd.DataFrame:
    return by_mission([1, 2, 3, 4, 5, None, 1.5, 2, 3, 4, 5, 1])


def grouped(names: list[str]) -> pd.DataFrame:
    return pd.concat([scores().assign(between=name) for name in names])


def months() -> pd.DataFrame:
    names = [f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)]
    return pd.DataFrame(
        {"year": names, **{cause: range(at, at + len(names)) for at, cause in enumerate(CAUSES)}}
    )


def stages() -> pd.DataFrame:
    counted = {"caught": [90, 70, 6, 0], "tried": [42, 22, 0, 0], "convicted": [30, 22, 0, 0]}
    return pd.DataFrame({"mission": MISSIONS[:4], **counted})


def counted(rows: int = 4) -> pd.DataFrame:
    numbers = {"done": range(rows), "late": [1, 0] * (rows // 2), "open": 0, "big": 2}
    return pd.DataFrame({"mission": MISSIONS[:rows], **numbers})


def able() -> pd.DataFrame:
    sides = {"by air": [True, False] * 6, "by road": pd.array([True, None] * 6, "boolean")}
    return pd.DataFrame({"mission": MISSIONS, **sides})


def harm() -> pd.DataFrame:
    return able().assign(
        agreement="SOFA", impact=["low", "medium", "high", None] * 3, number=range(12), nobody=None
    )


GRADES = ["bad", "weak", "good", "best"]
GRADED = pd.DataFrame(
    {"mission": ["A", "B", "C"], "bad": [0, 2, 0], "weak": [1, 30, 0], "good": [9, 1, 0], "best": 4}
)
SURVEY = pd.DataFrame(
    {"mission": [f"{LONG} or less", "On plans"], "2022": [75.0, 71], "2023": [85, 75]}
)
STATES = {
    "done": ("full", "tick"),
    "good": ("tint", "up"),
    "late": ("open", "diamond"),
    "risky": ("bold", "bang"),
    "split": ("mid", "unlike"),
    "left": ("grey", "cross"),
    "begun": ("open", "half"),
    "new": ("ink", "ring"),
}
DONE = pd.DataFrame(
    {
        "result": ["1.1 First", *[f"2.1 {LONG}"] * 8, "3.1 Third"],
        "deliverable": [f"1.1.{n}" for n in range(10)],
        "status": [*STATES, None, "done"],
        "lead": ["DPET", None, LONG, *["OMA"] * 7],
    }
)


def blanked(data: pd.DataFrame, rows: list[int], names: list[str]) -> pd.DataFrame:
    data = data.astype({name: "Float64" for name in names})
    data.loc[rows, names] = pd.NA
    return data


NO_YEAR = list(range(len(YEARS)))

# Each draws one chart from data that are ordinary or awkward.
CASES: dict[str, Callable[[], Chart]] = {
    "panels": lambda: multiples(deaths(), highlight="attack", incomplete="to 28 November"),
    "panels, full": lambda: multiples(deaths(), full=True),
    "panels, one row": lambda: multiples(deaths().head(1), incomplete="to 30 April"),
    "panels, all zero": lambda: multiples(deaths().assign(**dict.fromkeys(CAUSES, 0))),
    "panels, gaps": lambda: multiples(blanked(deaths(), [1, 3], CAUSES)),
    "panels, one": lambda: multiples(blanked(deaths(), [1, 4], ["attack"]), series=["attack"]),
    "panels, large": lambda: multiples(deaths().assign(attack=1_234_567)),
    "panels, many rows": lambda: multiples(
        pd.DataFrame({"year": range(1990, 2024), "attack": range(1000, 1034)}), series=["attack"]
    ),
    "panels, names": lambda: multiples(deaths().assign(year=list("abcdefg")), in_order=True),
    "panels, long labels": lambda: multiples(
        deaths(), labels={cause: f"{LONG} {cause}" for cause in CAUSES}
    ),
    "months": lambda: of_months(months(), targets={"attack": 60, "open": 99}, full=True),
    "months, odd": lambda: of_months(
        blanked(months(), [30, 32], CAUSES[:3]), odd={"attack": ["2019-01"]}, series=CAUSES[:3]
    ),
    "months, few": lambda: of_months(months().head(5), unit="%", decimals=1),
    "months, one": lambda: of_months(months().head(1), series=["attack"]),
    "months, one never": lambda: of_months(blanked(months(), list(range(84)), ["illness"])),
    "years as lines": lambda: of_months(deaths(), series=["attack"]),
    "rate": lambda: rate(with_rate(deaths()), incomplete="to 28 November"),
    "rate, one incomplete row": lambda: rate(with_rate(deaths()).head(1), incomplete="to May"),
    "rate, zeros": lambda: rate(deaths().assign(attack=0, rate=0)),
    "rate, up to the top": lambda: rate(
        deaths().assign(attack=[40, 1, 40, 40, 1, 2, 40], rate=[6.0, 1, 2, 6, 6, 1, 6])
    ),
    "rate, gaps": lambda: rate(blanked(with_rate(deaths()), [0, 3], ["rate", "attack"])),
    "rate, long labels": lambda: rate(
        with_rate(deaths()), labels={"attack": LONG, "rate": LONG + WORD}
    ),
    "rate, limits": lambda: rate(
        blanked(with_limits(with_rate(deaths()), "rate"), [0, 3], ["rate", "low", "high"]),
        limits=("low", "high"),
        incomplete="to 28 November",
        breaks={"2020": "Rotations stopped", "2023": "The last year, told at some length"},
    ),
    "bars": lambda: bars(by_mission()),
    "bars, missing": lambda: bars(by_mission([1, None, 3])),
    "bars, one row": lambda: bars(by_mission([4])),
    "bars, zeros": lambda: bars(by_mission([0, 0])),
    "bars, long labels": lambda: bars(
        pd.DataFrame({"mission": [LONG, WORD, "A"], "n": [1e7, 2, 0.5]}), unit="persons"
    ),
    "targets": lambda: targets(with_target(by_mission())),
    "targets, missing": lambda: targets(with_target(scores())),
    "targets, zeros": lambda: targets(with_target(by_mission()).assign(n=0, target=0)),
    "targets, long labels": lambda: targets(
        with_target(by_mission()).assign(mission=[f"{LONG} {at}" for at in range(12)])
    ),
    "shares": lambda: shares(stages(), full=True),
    "shares, one row": lambda: shares(stages().head(1)),
    "shares, missing": lambda: shares(blanked(stages(), [0, 1], ["tried"])),
    "shares, counts by group": lambda: shares(
        pd.concat([stages().assign(kind=kind) for kind in ("Mines", LONG, "Third")]),
        pairs={"": ("tried", "caught")},
        group="kind",
        counts=True,
    ),
    "shares, alone": lambda: shares(stages(), pairs={"Tried": ("tried", "caught")}),
    "shares, long labels": lambda: shares(
        stages().assign(mission=[f"{LONG} {at}" for at in range(4)])
    ),
    "units": lambda: units(counted(), also=["big"]),
    "units, one row": lambda: units(counted(2).tail(1)),
    "units, missing": lambda: units(blanked(counted(), [1], ["done", "late", "open"])),
    "units, many": lambda: units(counted().assign(done=[130, 2, 3, 4]), also=["big"]),
    "units, long labels": lambda: units(
        counted().assign(mission=[f"{LONG} {at}" for at in range(4)]), also=["big"]
    ),
    "tiles": lambda: tiles(DONE, owner="lead", full=True),
    "tiles, no owner": lambda: tiles(DONE),
    "tiles, lines": lambda: tiles(DONE, row="status", state=None),
    "tiles, one": lambda: tiles(DONE.head(1), row="status", state=None),
    "grid": lambda: grid(harm(), levels=["low", "medium", "high"]),
    "grid, one row": lambda: grid(able().head(1)),
    "grid, turned": lambda: grid(able(), turned=True),
    "grid, turned, long labels": lambda: grid(
        able(), turned=True, labels={"by air": LONG, "by road": f"{LONG} by road"}
    ),
    "grid, long labels": lambda: grid(
        harm().assign(mission=[f"{LONG} {at}" for at in range(12)]),
        labels={"impact": LONG, "number": WORD},
    ),
    "grid, numbers": lambda: grid(
        blanked(deaths().assign(mission=MISSIONS[:7]), [2], ["attack"]), parts=CAUSES, missing="–"
    ),
    "ratings": lambda: ratings(GRADED),
    "ratings, one row": lambda: ratings(GRADED.head(1), unit="%"),
    "ratings, missing": lambda: ratings(blanked(blanked(GRADED, [0], GRADES), [1], ["bad"])),
    "ratings, zeros": lambda: ratings(GRADED.assign(**dict.fromkeys(GRADES, 0))),
    "ratings, long labels": lambda: ratings(
        GRADED.assign(mission=[LONG, WORD, "A"]), labels={"bad": LONG}
    ),
    "dots": lambda: dots(scores()),
    "dots, one row": lambda: dots(by_mission([3])),
    "dots, grouped": lambda: dots(
        grouped(["Military and police", "All", LONG, "Another", "Fifth"]), group="between"
    ),
    "dots, columns": lambda: dots(
        scores().assign(other=3), values=["n", "other"], low=0, high=100, low_word="", full=True
    ),
    "dots, long ends": lambda: dots(scores(), low_word=LONG, high_word=LONG),
    "dots, long labels": lambda: dots(scores().assign(mission=[f"{LONG} {n}" for n in range(12)])),
    "slope": lambda: slope(SURVEY, unit="%"),
    "slope, one year": lambda: slope(SURVEY[["mission", "2023"]]),
    "slope, gaps": lambda: slope(
        blanked(SURVEY.assign(**{"2024": 75, "2025": 74}), [0, 1], ["2023"])
    ),
    "slope, all alike": lambda: slope(SURVEY.assign(**{"2022": 5, "2023": 5})),
    "estimates": lambda: estimates(with_limits(by_mission(), "n"), unit="%"),
    "estimates, open end": lambda: estimates(with_limits(by_mission([1, 2]), "n").assign(high=99)),
    "estimates, grouped": lambda: estimates(
        with_limits(by_mission(), "n").assign(kind=["One"] * 7 + [LONG] * 5), group="kind"
    ),
    "estimates, missing": lambda: estimates(with_limits(by_mission([1, None, 3]), "n")),
    "estimates, long labels": lambda: estimates(
        with_limits(by_mission(), "n").assign(mission=[f"{LONG} {at}" for at in range(12)])
    ),
    "map": lambda: chart_map(places(MISSIONS)),
    "map, sizes": lambda: chart_map(
        blanked(places(MISSIONS).assign(n=[7, 90, *range(10)]), [4], ["n"]), size="n"
    ),
    "map, one dot": lambda: chart_map(places(["UNMIK"])),
    "map, one lost": lambda: chart_map(blanked(places(["UNMIK", "UNDOF"]), [0], ["lat"])),
    "map, the world": lambda: chart_map(
        pd.concat(
            [
                places(MISSIONS),
                pd.DataFrame({"mission": ["A", "B"], "lat": [18.5, -8.6], "lon": [-72.3, 125.6]}),
            ]
        )
    ),
}


@dataclass
class Drawn:
    """A chart and the figures that it was drawn on, wide and narrow."""

    chart: Chart
    figures: list[Figure]


@pytest.fixture(scope="module", params=CASES, ids=str)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    """Each case, drawn once, with its figures kept."""
    figures: list[Figure] = []
    save = style.svg

    def keep(figure: Figure) -> str:
        figures.append(figure)
        return save(figure)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "svg", keep)
        return Drawn(CASES[request.param](), figures)


def boxes(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Return every text of a figure with the box that it takes; its axes write none themselves."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    assert not any(axes.axison or axes.get_legend() for axes in figure.axes)
    with matplotlib.rc_context({"text.hinting": "no_hinting"}):
        for text in (text for axes in figure.axes for text in axes.texts):
            if text.get_text().strip():
                yield text.get_text(), text.get_window_extent(renderer)


def test_no_text_is_cut_or_written_over_another(drawn: Drawn) -> None:
    for figure in drawn.figures:
        width, height = figure.bbox.width, figure.bbox.height
        found = list(boxes(figure))
        for text, box in found:
            assert box.x0 >= -1 and box.x1 <= width + 1, f"{text!r} is cut at {width:g} px"
            assert box.y0 >= -1 and box.y1 <= height + 1, f"{text!r} is cut at {width:g} px"
        for (one, box), (other, near) in combinations(found, 2):
            across = min(box.x1, near.x1) - max(box.x0, near.x0)
            down = min(box.y1, near.y1) - max(box.y0, near.y0)
            assert across <= 1.5 or down <= 2.5, f"{one!r} lies on {other!r} at {width:g} px"


def test_it_has_both_widths_and_an_alternative_text_that_says_the_finding(drawn: Drawn) -> None:
    wide = {8: 600, 12: 900}[drawn.chart.columns]
    for svg, width in ((drawn.chart.svg, wide), (drawn.chart.narrow, 330)):
        assert svg.startswith(f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}"')
        assert "<script" not in svg and ">nan" not in svg.lower()
        assert "Date" not in svg and "matplotlib" not in svg.lower()
    assert WORDS["title"] + "." in drawn.chart.alt
    assert " nan" not in drawn.chart.alt and "None" not in drawn.chart.alt
    assert not drawn.chart.data.empty


@pytest.mark.parametrize(
    "name",
    ["panels", "rate", "targets", "shares", "units", "tiles", "grid", "ratings", "slope", "map"],
)
def test_the_same_chart_is_the_same_bytes(name: str) -> None:
    first, second = CASES[name](), CASES[name]()
    assert (first.svg, first.narrow, first.alt) == (second.svg, second.narrow, second.alt)


def test_settings_of_the_notebook_do_not_change_a_chart() -> None:
    before = CASES["bars"]().svg
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert CASES["bars"]().svg == before


def test_text_stays_text_in_our_typeface() -> None:
    svg = CASES["bars"]().svg
    assert ">MINURSO</text>" in svg
    assert "font-family: Roboto," in svg and svg.count("font-family") == 1


def test_signs_of_other_languages_are_only_signs() -> None:
    hostile = '<script>alert(1)</script> $x^2$ & "quoted" font-family: Comic;'
    chart = bars(pd.DataFrame({"mission": [hostile], "n": [1]}))
    assert "<script" not in chart.svg and "&lt;script&gt;" in chart.svg
    assert "$x^2$" in chart.svg and "font-family: Comic" in chart.svg


def test_intervals_are_told_and_offered_as_data() -> None:
    rows = pd.DataFrame({"mission": ["A", "B"], "n": [1.0, 3.0], "low": [0.2, 2], "high": [9, 4.0]})
    chart = estimates(rows, decimals=1)
    assert "Widest interval: A, 1.0 (0.2 to 9.0)" in chart.alt
    assert list(chart.data.columns) == ["Mission", "N", "Low", "High"]
    assert "1.0 (0.2 to 9.0)" in chart.svg and "3.0 (2.0 to 4.0)" in chart.narrow
    assert chart.notes[0].startswith("An arrow") and estimates(rows.tail(1)).notes == ()
    years = with_limits(with_rate(deaths()), "rate")
    low, high = years["low"].iloc[-1], years["high"].iloc[-1]
    shown = rate(years, limits=("low", "high"))
    assert f"Interval of 2023: {low:.1f} to {high:.1f}." in shown.alt
    assert {"Low", "High"} <= set(shown.data.columns)


def test_a_break_stands_before_its_column_and_is_told() -> None:
    broken = rate(with_rate(deaths()), breaks={"2020": "Withdrawal"})
    assert "Withdrawal" in broken.svg and "Withdrawal" in broken.narrow
    assert "2020: Withdrawal" in broken.alt
    dashes = [chart.svg.count("stroke-dasharray") for chart in (broken, rate(with_rate(deaths())))]
    assert dashes[0] - dashes[1] == 2  # one in each panel
    with pytest.raises(ChartError, match="breaks name '1999'"):
        rate(with_rate(deaths()), breaks={"1999": "?"})


def test_a_miss_is_an_outline_and_says_by_how_much() -> None:
    data = with_target(by_mission()).head(3).assign(n=[6.64, 20.05, 0])
    chart = targets(data, colour="#123456")
    assert chart.svg.count("fill: #ffffff; stroke: #123456") == 1
    assert chart.alt.endswith(
        "MINURSO: 6.6 %, target 10 % (inferred), 3.4 short; "
        "MINUSCA: 20.1 %, target 20 %, met; MINUSMA: 0.0 %, no target known."
    )


def test_the_year_so_far_is_hatched_and_says_how_far_it_reaches() -> None:
    chart = multiples(deaths(), series=["attack"], incomplete="to 28 November")
    assert "<pattern" in chart.svg and ">to 28 Nov.<" in chart.svg
    assert chart.notes == ("2023 is incomplete: to 28 November.",)
    assert "<pattern" not in multiples(deaths(), series=["attack"]).svg
    assert panels.in_short("to 30 May") == "to 30 May"


def test_odd_months_stand_off_the_line_and_are_named() -> None:
    chart = CASES["months, odd"]()
    assert chart.notes == (
        "Hollow points look odd in the source and are not on the line: Attack, January 2019.",
    )
    assert "Attack: highest: 83 (December 2023)" in chart.alt


def test_a_share_whose_whole_is_not_known_is_said_in_its_own_words() -> None:
    data = pd.DataFrame({"stage": ["Tried"], "n": ["9 cases"], "share": [48.0], "whole": [100]})
    how = {"label": "stage", "said": "n", "pairs": {"Share": ("share", "whole")}}
    chart = shares(data, **how)
    assert ">9 cases<" in chart.svg and ">48 %<" in chart.svg.replace("\u00a0", " ")
    assert "Tried (9 cases)" in chart.alt and "of 100" not in chart.alt


def test_each_share_has_its_own_base() -> None:
    chart = shares(stages())
    assert "Tried: 64 of 166 in all; highest: 47 % (MINURSO); lowest: 0 % (MINUSMA)." in chart.alt
    assert "Convicted: 52 of 64 in all; highest: 100 % (MINUSCA)" in chart.alt
    for text in ("71 %", "30 of 42", "none"):
        assert f">{text}<" in chart.svg.replace("\u00a0", " ")


def test_a_square_stands_for_several_where_there_are_too_many() -> None:
    data = pd.DataFrame({"mission": ["UNMISS", "UNIFIL"], "due": [710_003, 3]})
    chart = units(data, states=["due"])
    assert chart.notes == ("A square stands for 5,000.",)
    assert "710,003" in chart.svg and len(chart.svg) < 200_000


def test_squares_say_their_number_state_and_what_is_beside() -> None:
    chart = CASES["units"]()
    assert chart.alt.endswith("Done: 6. Late: 2. Open: 0.")
    assert ">2 Big<" in chart.svg and ">!<" in chart.svg
    none = units(counted().assign(late=0), labels={"late": "Too late"})
    assert none.notes == ("Without any: MINURSO.",) and ">Too late<" in none.svg


def test_a_grid_says_who_and_of_how_many() -> None:
    chart = CASES["grid"]()
    assert "By road: yes: MINURSO, MINUSMA, UNDOF" in chart.alt and "not reported:" in chart.alt
    for text in ("6 of 12", "6 of 6", "3 of 9 high", "medium", "SOFA"):
        assert f">{text}<" in chart.svg
    assert chart.notes == ("Not reported: nobody.",)
    signs = {"yes": ("dot", "yes"), "no": ("ring", "no"), "none": ("dash", "no agreement")}
    asked = able().assign(impact=["none", None] * 6, other="none")
    assert grid(asked, signs=signs).notes == ("Not reported: impact.",)
    assert "6 of 12" in CASES["grid, turned"]().narrow


def test_ratings_stand_on_both_sides_of_what_passes() -> None:
    chart = CASES["ratings"]()
    assert chart.alt.endswith(
        "A: 1 fell short, 13 passed; B: 32 fell short, 5 passed; C: 0 fell short, 4 passed."
    )
    partly = CASES["ratings, missing"]()
    assert partly.notes == ("Some ratings were not reported: B.",)
    assert "A: not reported; B: not reported fell short, 5 passed" in partly.alt


def test_tiles_say_every_state_by_sign_and_in_words() -> None:
    chart = CASES["tiles"]()
    assert "Of 10: 2 done, 1 good, 1 late" in chart.alt and "and 1 not reported." in chart.alt
    for text in ("1.1.1", "Done (2)", "Not reported (1)", "DPET"):
        assert f">{text}<" in chart.svg
    lines = CASES["tiles, lines"]()
    assert "Done: 1.1.0 and 1.1.9; good: 1.1.1" in lines.alt
    empty = tiles(DONE.head(1), row="status", state=None)
    assert ">none<" not in empty.svg and "late" not in empty.alt  # of which nobody knows


def test_a_large_chart_takes_the_whole_page() -> None:
    found = [exhibits.html(CASES[name](), "Source: office.") for name in ("panels, full", "bars")]
    assert ['class="exhibit chart full"' in html for html in found] == [True, False]
    assert 'aria-label="Data. The finding"' in found[0]  # "None of …" may open the finding


def test_a_section_gives_its_colour() -> None:
    colour = style.colour_of("p4")
    assert colour in bars(by_mission(), colour=colour).svg
    assert style.colour_of("wps") == style.NAVY


def test_a_value_outside_of_its_interval_is_refused() -> None:
    rows = pd.DataFrame({"mission": ["A"], "n": [1], "low": [2], "high": [4]})
    with pytest.raises(ChartError, match="row 1: 1 lies outside its interval, 2 to 4"):
        estimates(rows)


class TestColours:
    @pytest.mark.parametrize("colour", [*style.PRIORITIES.values(), style.NAVY])
    def test_marks_and_the_text_on_them_stand_out(self, colour: str) -> None:
        assert style.contrast(colour, style.PAPER) >= 6
        for fill in style.FILLS:
            face, edge, ink = style.look(fill, colour)
            assert style.contrast(ink, face) >= 4.5
            assert fill == "silent" or style.contrast(edge, style.PAPER) >= 3
        for below, above in ((3, 4), (2, 2), (0, 1)):
            steps = style.away_from(below, above, colour)
            assert len(set(steps)) == below + above
            assert all(style.contrast(style.text_on(one), one) >= 4.5 for one in steps)
            # The worst and the best are the strongest of their side.
            light = [style.luminance(one) for one in steps]
            assert light[:below] == sorted(light[:below])
            assert light[below:] == sorted(light[below:], reverse=True)

    def test_text_is_readable(self) -> None:
        for background in (style.PAPER, style.LAND):
            assert style.contrast(style.INK, background) >= 7
        assert style.contrast(style.QUIET, style.PAPER) >= 4.5
        assert style.contrast(style.CONTEXT, style.PAPER) >= 3


class TestWords:
    def test_extremes_are_named(self) -> None:
        alt = bars(by_mission([4, 0, 0, None])).alt
        assert alt == (
            "Bars: n by mission. The finding. Highest: 4 (MINURSO); lowest: 0 (MINUSCA and "
            "MINUSMA); not reported: MONUSCO."
        )

    def test_equal_numbers_are_not_called_extremes(self) -> None:
        assert "All 3: 2." in bars(by_mission([2, 2, 2])).alt

    def test_both_panels_are_told(self) -> None:
        alt = rate(with_rate(deaths()).head(3)).alt
        assert "Attack: highest: 22 (2019)" in alt and "Rate: highest: 3.0 (2019)" in alt

    def test_missing_is_said_on_the_chart(self) -> None:
        assert ">not reported</text>" in bars(by_mission([1, None])).svg
        assert ">not reported</text>" in dots(scores()).svg
        lost = "Not on the map, because no coordinates are known: UNMIK."
        assert CASES["map, one lost"]().notes == (lost, maps.LAND_NOTE)

    def test_data_carry_readable_names_and_their_own_numbers(self) -> None:
        chart = multiples(deaths(), labels={"attack": "Attacks"})
        assert list(chart.data.columns) == [
            *("Year", "Attacks", "Accident", "Illness", "Own hand", "Open", "Unknown")
        ]
        assert list(chart.data["Attacks"]) == list(deaths()["attack"])


class TestRefusals:
    @pytest.mark.parametrize(
        ("draw", "says"),
        [
            (lambda: bars(by_mission().head(0)), "its data have no rows"),
            (lambda: bars(by_mission(), title=" "), "it has no title"),
            (lambda: bars(by_mission(), subtitle=""), "it has no subtitle"),
            (lambda: bars(by_mission([1, -2])), "row 2, column n: -2.0 is negative"),
            (lambda: bars(by_mission(), value="m"), "there is no column 'm'"),
            (lambda: bars(by_mission(), value="missio"), "did you mean 'mission'?"),
            (lambda: bars(by_mission([None, None])), "every number is missing"),
            (lambda: bars(by_mission().assign(n="x")), "row 1, column n: 'x' is not a number"),
            (lambda: bars(by_mission().assign(n=True)), "True is not a number"),
            (lambda: bars(by_mission([float("inf")])), "row 1, column n: inf is infinite"),
            (lambda: bars(by_mission().assign(mission="A")), "'A' occurs twice"),
            (lambda: bars(by_mission().assign(mission="")), "column mission: the name is missing"),
            (lambda: bars(by_mission(), labels={"k": "K"}), "labels name 'k', not a column"),
            (
                lambda: multiples(deaths(), labels={"open": "Illness"}),
                "two columns are called 'Illness'",
            ),
            (lambda: multiples(deaths(), series=[]), "it names no series"),
            (lambda: multiples(deaths(), series=["attack", "attack"]), "a series is named twice"),
            (lambda: multiples(deaths(), highlight="atack"), "did you mean 'attack'?"),
            (lambda: multiples(deaths(), targets={"ilness": 3}), "did you mean 'illness'?"),
            (lambda: multiples(deaths().iloc[::-1]), "does not rise from row to row"),
            (lambda: dots(by_mission([6])), "row 1, column n: 6 is not on the scale from 1 to 5"),
            (lambda: dots(scores(), low=5, high=5), "does not rise"),
            (lambda: dots(scores(), values=[]), "it takes one column of scores with a group"),
            (lambda: slope(SURVEY, parts=[]), "it names no parts"),
            (lambda: shares(stages(), pairs={}), "it names no pairs"),
            (lambda: shares(stages(), group="caught"), "a group, and more than one pair"),
            (lambda: shares(stages().assign(tried=99)), "row 1: 99 of 90 is not a part"),
            (lambda: units(counted(), states={}), "it names no states"),
            (lambda: units(counted(), states={"done": ("fat", "")}), "looks like 'fat' and ''"),
            (lambda: units(counted()[:1].assign(done=0, late=0)), "it has nothing to count"),
            (lambda: tiles(DONE.replace("late", "lost")), "the state 'lost' has no sign"),
            (lambda: tiles(DONE.replace("1.1.2", "1.1.1")), "'1.1.1' occurs twice"),
            (lambda: grid(able(), parts=[]), "it names no parts"),
            (lambda: grid(able(), signs={"yes": ("dott", "yes")}), "the sign 'dott' of 'yes'"),
            (lambda: grid(harm(), parts=["nobody"]), "every cell is missing"),
            (lambda: grid(harm(), turned=True), "only signs can be turned"),
            (lambda: ratings(GRADED, passes="god"), "is not a rating; did you mean 'good'?"),
            (lambda: ratings(GRADED, parts=["good", "good"]), "a rating is named twice"),
            (lambda: chart_map(places(["UNMIK"]).assign(lat=142)), "142 is not a latitude"),
            (lambda: chart_map(places(["UNMIK"]).assign(n=-1), size="n"), "cannot be negative"),
            (lambda: chart_map(blanked(places(["UNMIK"]), [0], ["lat"])), "no row has both"),
        ],
    )
    def test_it_says_what_is_wrong(self, draw: Callable[[], Chart], says: str) -> None:
        with pytest.raises(ChartError) as refused:
            draw()
        assert says in str(refused.value)
        assert str(refused.value).startswith("The chart '")

    def test_all_faults_at_once(self) -> None:
        with pytest.raises(ValueError) as refused:
            bars(by_mission([1, -2, -3]), title="", labels={"k": "K"})
        for fault in ("no title", "row 2", "row 3", "labels name 'k'"):
            assert fault in str(refused.value)


class TestLayout:
    def test_axes_start_at_zero(self) -> None:
        assert layout.scale([61.0, 99.0])[0] == 0
        assert layout.scale([61.0, 99.0])[-1] >= 99
        assert layout.scale([0.0])[0] == 0 and layout.scale([0.0])[-1] > 0

    def test_labels_are_moved_apart_and_keep_their_order(self) -> None:
        placed = style.spread([50, 51, 52, 200], [20, 20, 20, 20], 0, 300)
        assert placed == [31, 51, 71, 200]
        assert style.spread([0, 0], [20, 20], 0, 300) == [10, 30]
        assert style.spread([300, 300], [20, 20], 0, 300) == [270, 290]

    def test_a_number_keeps_its_unit_when_lines_break(self) -> None:
        lines = style.wrapped("Troops and others 24.8\u00a0%", 90)
        assert any(line.endswith("24.8\u00a0%") for line in lines)

    def test_words_too_long_for_a_line_are_broken(self) -> None:
        assert "".join(style.wrapped(WORD, 60)) == WORD
        assert all(style.text_width(line) <= 60 for line in style.wrapped(WORD, 60))

    def test_a_text_that_is_too_long_is_cut_with_an_ellipsis(self) -> None:
        assert style.shortened("DPET, OMA", 200) == "DPET, OMA"
        short = style.shortened(LONG, 100)
        assert short.endswith("…") and style.text_width(short) <= 100
        assert style.shortened("A", 1) == ""


class TestMap:
    def test_land_is_cut_to_the_frame_and_lies_where_it_should(self) -> None:
        land = maps.land(-20, -10, 60, 50)
        assert all(-20 <= x <= 60 and -10 <= y <= 50 for x, y in land.vertices)
        rings = land.to_polygons(closed_only=False)
        for place, is_land in (((18.6, 6.5), True), ((-5.0, 45.5), False)):
            assert sum(maps.Path(ring).contains_point(place) for ring in rings) % 2 == is_land

    def test_open_sea_has_no_land(self) -> None:
        assert len(maps.land(-150, -45, -140, -40).vertices) == 0
        at_sea = pd.DataFrame({"mission": ["A"], "lat": [-42], "lon": [-140]})
        assert "<svg" in chart_map(at_sea).svg

    def test_names_do_not_cover_circles(self) -> None:
        spots = [(100.0, 100.0, 20.0), (104.0, 101.0, 3.0), (100.0, 108.0, 3.0), (300.0, 50.0, 9.0)]
        canvas = style.Canvas(400, 200)
        for at, spot in enumerate(spots):
            boxes = maps._tries(spot, 60)
            left, top, right, bottom = min(
                boxes, key=lambda box, at=at: maps._cost(box, at, spots, {}, canvas)
            )
            assert min(left, top) >= 0 and right <= 400 and bottom <= 200
            assert not any(left < x < right and top < y < bottom for x, y, _ in spots)
