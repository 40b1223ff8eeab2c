"""Charts: nothing cut, nothing lost, the same bytes twice, and words for every picture."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from a4p_helpers.exhibits import charts
from a4p_helpers.exhibits.charts import Chart, ChartError, layout, maps, style

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


def columns(data: pd.DataFrame, **how: object) -> Chart:
    return charts.StackedColumns(data, **{"x": "year", "parts": CAUSES, **WORDS, **how}).chart()


def rate(data: pd.DataFrame, **how: object) -> Chart:
    names = {"x": "year", "count": "attack", "rate": "rate"}
    return charts.ColumnsWithRate(data, **{**names, **WORDS, **how}).chart()


def bars(data: pd.DataFrame, **how: object) -> Chart:
    return charts.Bars(data, **{"label": "mission", "value": "n", **WORDS, **how}).chart()


def parts(data: pd.DataFrame, **how: object) -> Chart:
    return charts.StackedBars(data, **{"label": "year", "parts": CAUSES, **WORDS, **how}).chart()


def targets(data: pd.DataFrame, **how: object) -> Chart:
    names = {"category": "mission", "value": "n", "target": "target", "target_status": "status"}
    return charts.AgainstTarget(data, **{**names, **WORDS, **how}).chart()


def dots(data: pd.DataFrame, **how: object) -> Chart:
    ends = {"low": 1, "high": 5, "low_word": "not at all", "high_word": "fully"}
    names = {"label": "mission", "value": "n"}
    return charts.ScaleDots(data, **{**names, **ends, **WORDS, **how}).chart()


def estimates(data: pd.DataFrame, **how: object) -> Chart:
    names = {"label": "mission", "value": "n", "low": "low", "high": "high"}
    return charts.IntervalDots(data, **{**names, **WORDS, **how}).chart()


def with_limits(data: pd.DataFrame, value: str) -> pd.DataFrame:
    return data.assign(low=data[value] / 2, high=2 * data[value] + 1)


def lines(data: pd.DataFrame, **how: object) -> Chart:
    return charts.LinesOverTime(data, **{"x": "year", "series": CAUSES, **WORDS, **how}).chart()


def chart_map(data: pd.DataFrame) -> Chart:
    names = {"code": "mission", "latitude": "lat", "longitude": "lon"}
    return charts.MissionMap(data, **{**names, **WORDS}).chart()


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


def blanked(data: pd.DataFrame, rows: list[int], names: list[str]) -> pd.DataFrame:
    data = data.astype({name: "Float64" for name in names})
    data.loc[rows, names] = pd.NA
    return data


NO_YEAR = list(range(len(YEARS)))

# Each draws one chart from data that are ordinary or awkward.
CASES: dict[str, Callable[[], Chart]] = {
    "columns": lambda: columns(deaths()),
    "columns, highlight": lambda: columns(
        deaths(), highlight="attack", incomplete="to 28 November"
    ),
    "columns, one row": lambda: columns(deaths().head(1)),
    "columns, all zero": lambda: columns(deaths().assign(**dict.fromkeys(CAUSES, 0))),
    "columns, gaps": lambda: columns(blanked(deaths(), [1, 3], CAUSES)),
    "columns, a part missing": lambda: columns(blanked(deaths(), [2], ["accident"])),
    "columns, long labels": lambda: columns(
        deaths(), labels={cause: f"{LONG} {cause}" for cause in CAUSES[:2]}
    ),
    "columns, large": lambda: columns(deaths().assign(attack=1_234_567)),
    "columns, many": lambda: columns(
        pd.concat([deaths().assign(year=deaths()["year"] - 7 * at) for at in (3, 2, 1, 0)])
    ),
    "rate": lambda: rate(with_rate(deaths()), incomplete="to 28 November"),
    "rate, one incomplete row": lambda: rate(with_rate(deaths()).head(1), incomplete="to May"),
    "rate, zeros": lambda: rate(deaths().assign(attack=0, rate=0)),
    "rate, up to the top": lambda: rate(
        deaths().assign(attack=[40, 1, 40, 40, 1, 2, 40], rate=[6.0, 1, 2, 6, 6, 1, 6])
    ),
    "rate, gaps": lambda: rate(blanked(with_rate(deaths()), [0, 3], ["rate", "attack"])),
    "rate, none at all": lambda: rate(
        blanked(with_limits(with_rate(deaths()), "rate"), NO_YEAR, ["rate", "low", "high"]),
        limits=("low", "high"),
    ),
    "rate, long labels": lambda: rate(
        with_rate(deaths()), labels={"attack": LONG, "rate": LONG + WORD}
    ),
    "bars": lambda: bars(by_mission()),
    "bars, missing": lambda: bars(by_mission([1, None, 3])),
    "bars, one row": lambda: bars(by_mission([4])),
    "bars, zeros": lambda: bars(by_mission([0, 0])),
    "bars, long labels": lambda: bars(
        pd.DataFrame({"mission": [LONG, WORD, "A"], "n": [1e7, 2, 0.5]}), unit="persons"
    ),
    "parts": lambda: parts(deaths()),
    "parts, ordered": lambda: parts(deaths(), ordered=True),
    "parts, seven": lambda: parts(deaths().assign(more=3), parts=[*CAUSES, "more"]),
    "parts, gaps": lambda: parts(blanked(blanked(deaths(), [1], CAUSES), [2], ["attack"])),
    "parts, zero": lambda: parts(deaths().assign(**dict.fromkeys(CAUSES, 0))),
    "parts, long labels": lambda: parts(
        deaths().assign(year=[LONG, WORD, *"abcde"]),
        labels={cause: f"{LONG} {cause}" for cause in CAUSES[:2]},
    ),
    "targets": lambda: targets(with_target(by_mission())),
    "targets, missing": lambda: targets(with_target(scores())),
    "targets, zeros": lambda: targets(with_target(by_mission()).assign(n=0, target=0)),
    "targets, long labels": lambda: targets(
        with_target(by_mission()).assign(mission=[f"{LONG} {at}" for at in range(12)])
    ),
    "dots": lambda: dots(scores()),
    "dots, one row": lambda: dots(by_mission([3])),
    "dots, grouped": lambda: dots(
        grouped(["Military and police", "All", LONG, "Another", "Fifth"]), group="between"
    ),
    "dots, long ends": lambda: dots(scores(), low_word=LONG, high_word=LONG),
    "dots, long labels": lambda: dots(scores().assign(mission=[f"{LONG} {n}" for n in range(12)])),
    "estimates": lambda: estimates(with_limits(by_mission(), "n"), unit="%"),
    "estimates, grouped": lambda: estimates(
        with_limits(by_mission(), "n").assign(kind=["One"] * 7 + [LONG] * 5), group="kind"
    ),
    "estimates, missing": lambda: estimates(with_limits(by_mission([1, None, 3]), "n")),
    "estimates, long labels": lambda: estimates(
        with_limits(by_mission(), "n").assign(mission=[f"{LONG} {at}" for at in range(12)])
    ),
    "rate, limits": lambda: rate(
        with_limits(with_rate(deaths()), "rate"),
        limits=("low", "high"),
        incomplete="to 28 November",
    ),
    "rate, limits with gaps": lambda: rate(
        blanked(with_limits(with_rate(deaths()), "rate"), [0, 3], ["rate", "low", "high"]),
        limits=("low", "high"),
    ),
    "lines": lambda: lines(deaths()),
    "lines, months": lambda: lines(
        months(),
        breaks={"2020-04": "Rotations stopped", "2023-12": "The last month, told at length"},
    ),
    "lines, one row": lambda: lines(deaths().head(1)),
    "lines, gaps": lambda: lines(blanked(blanked(deaths(), [1, 6], ["attack"]), [0], ["open"])),
    "lines, one never reported": lambda: lines(blanked(deaths(), list(range(7)), ["illness"])),
    "lines, negative": lambda: lines(deaths().assign(attack=-3)),
    "lines, long labels": lambda: lines(
        deaths(), labels={cause: f"{LONG[:52]} {cause}" for cause in CAUSES}
    ),
    "lines, alone": lambda: lines(blanked(deaths(), [1, 4], ["attack"]), series=["attack"]),
    "lines, alone, up to the top": lambda: lines(
        deaths().assign(attack=[80, 3, 80, 80, 0, 0, 80]), series=["attack"], breaks={2019: "Now"}
    ),
    "columns, up to the top": lambda: columns(deaths().assign(attack=100), parts=["attack"]),
    "lines, alone in one year": lambda: lines(deaths().tail(1), series=["attack"]),
    "lines, alone in many years": lambda: lines(
        pd.DataFrame({"year": range(1990, 2013), "attack": range(1000, 1023)}), series=["attack"]
    ),
    "lines, names": lambda: lines(deaths().assign(year=list("abcdefg"))),
    "map": lambda: chart_map(places(MISSIONS)),
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
    for svg, width in ((drawn.chart.svg, 720), (drawn.chart.narrow, 330)):
        assert svg.startswith(f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}"')
        assert "<script" not in svg and "nan" not in svg.replace("dominant", "")
        assert "Date" not in svg and "matplotlib" not in svg.lower()
    assert WORDS["title"] + "." in drawn.chart.alt
    assert "nan" not in drawn.chart.alt and "None" not in drawn.chart.alt
    assert not drawn.chart.data.empty


@pytest.mark.parametrize(
    "name", ["columns, highlight", "rate", "bars", "parts", "targets", "dots", "lines", "map"]
)
def test_the_same_chart_is_the_same_bytes(name: str) -> None:
    first, second = CASES[name](), CASES[name]()
    assert (first.svg, first.narrow, first.alt) == (second.svg, second.narrow, second.alt)


def test_settings_of_the_notebook_do_not_change_a_chart() -> None:
    import matplotlib

    before = CASES["bars"]().svg
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert CASES["bars"]().svg == before


def test_text_stays_text_in_our_typefaces() -> None:
    svg = CASES["bars"]().svg
    assert ">MINURSO</text>" in svg
    assert style.STACK in svg and svg.count("font-family") == 1


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
    years = with_limits(with_rate(deaths()), "rate")
    low, high = years["low"].iloc[-1], years["high"].iloc[-1]
    shown = rate(years, limits=("low", "high"))
    assert f"Interval of 2023: {low:.1f} to {high:.1f}." in shown.alt
    assert {"Low", "High"} <= set(shown.data.columns)
    stems = [chart.svg.lower().count(style.STEM.lower()) for chart in (shown, rate(years))]
    assert stems[0] - stems[1] == len(years)


def test_a_break_stands_before_its_column_and_is_told() -> None:
    broken = rate(with_rate(deaths()), breaks={"2020": "Withdrawal"})
    assert "Withdrawal" in broken.svg and "Withdrawal" in broken.narrow
    assert "2020: Withdrawal" in broken.alt
    dashes = [chart.svg.count("stroke-dasharray") for chart in (broken, rate(with_rate(deaths())))]
    assert dashes[0] - dashes[1] == 2  # one in each panel
    with pytest.raises(ChartError, match="breaks name '1999'"):
        rate(with_rate(deaths()), breaks={"1999": "?"})


def test_a_value_outside_of_its_interval_is_refused() -> None:
    rows = pd.DataFrame({"mission": ["A"], "n": [1], "low": [2], "high": [4]})
    with pytest.raises(ChartError, match="row 1: 1 lies outside of its interval, 2 to 4"):
        estimates(rows)


class TestColours:
    @pytest.mark.parametrize(
        "colours",
        [
            style.PARTS,
            (style.MAIN, style.STRONG, style.PLAIN, style.BASE),
            *(tuple(style.shades(n, of)) for n in range(1, 8) for of in (style.SCALE, style.MUTED)),
        ],
    )
    def test_marks_stand_out_from_white(self, colours: tuple[str, ...]) -> None:
        assert all(style.contrast(colour, style.PAPER) >= 3 for colour in colours)

    def test_text_is_readable(self) -> None:
        for background in (style.PAPER, style.LAND, style.TRACK):
            assert style.contrast(style.INK, background) >= 7
        assert style.contrast(style.QUIET, style.PAPER) >= 4.5
        for colour in (*style.PARTS, *style.shades(7), *style.shades(6, style.MUTED), style.STRONG):
            assert style.contrast(style.text_on(colour), colour) >= 4.5

    @pytest.mark.parametrize(
        ("colours", "least"),
        [
            (style.PARTS, 6.0),
            (style.shades(7), 6.0),
            (style.shades(6, style.MUTED), 5.0),
            # A highlighted part, beside its neighbour.
            ((style.shades(5, style.MUTED)[0], style.STRONG), 10.0),
        ],
    )
    def test_neighbours_differ_in_grey_print(self, colours: list[str], least: float) -> None:
        greys = [116 * style.luminance(colour) ** (1 / 3) - 16 for colour in colours]
        assert all(light - dark >= least for dark, light in pairwise(greys))


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

    def test_each_target_is_told(self) -> None:
        data = with_target(by_mission()).head(3).assign(n=[6.64, 20.05, 0])
        assert targets(data).alt.endswith(
            "MINURSO: 6.6 %, target 10 % (inferred); MINUSCA: 20.1 %, target 20 %; "
            "MINUSMA: 0.0 %, no target known."
        )

    def test_breaks_are_told(self) -> None:
        assert "April 2020: Rotations stopped." in CASES["lines, months"]().alt

    def test_what_a_reader_must_know_is_noted(self) -> None:
        assert CASES["columns, highlight"]().notes == ("2023 is incomplete: to 28 November.",)
        chart = CASES["columns, a part missing"]()
        assert chart.notes == ("No total where a part was not reported: 2019.",)
        assert "not reported: 2019" in chart.alt
        lost = "Not on the map, because no coordinates are known: UNMIK."
        assert CASES["map, one lost"]().notes == (lost, maps.LAND_NOTE)

    def test_where_no_total_is_known_none_is_told(self) -> None:
        data = blanked(blanked(deaths().head(2), [0], ["open"]), [1], ["illness"])
        assert parts(data).alt.endswith("The finding.")
        assert "Not reported" not in columns(data).alt

    def test_data_carry_readable_names_and_their_own_numbers(self) -> None:
        chart = parts(deaths(), labels={"attack": "Attacks"})
        assert list(chart.data.columns) == [
            *("Year", "Attacks", "Accident", "Illness", "Own hand", "Open", "Unknown")
        ]
        assert list(chart.data["Attacks"]) == list(deaths()["attack"])

    def test_missing_is_said_on_the_chart(self) -> None:
        assert ">not reported</text>" in bars(by_mission([1, None])).svg
        assert CASES["rate, none at all"]().alt.endswith("Rate: not reported.")
        assert ">not reported</text>" in dots(scores()).svg


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
            (lambda: bars(by_mission([float("inf")])), "row 1, column n: inf has no end"),
            (lambda: bars(by_mission().assign(mission="A")), "'A' stands twice"),
            (lambda: bars(by_mission().assign(mission="")), "column mission: the name is missing"),
            (lambda: bars(by_mission(), labels={"k": "K"}), "labels name 'k', no column"),
            (
                lambda: columns(deaths(), labels={"open": "Illness"}),
                "two columns are called 'Illness'",
            ),
            (lambda: columns(deaths(), parts=[]), "it names no parts"),
            (lambda: columns(deaths(), parts=["attack", "attack"]), "a part is named twice"),
            (lambda: columns(deaths(), highlight="atack"), "did you mean 'attack'?"),
            (lambda: parts(deaths(), parts=[*CAUSES, "year", "x"]), "8 parts cannot be told apart"),
            (lambda: dots(by_mission([6])), "row 1, column n: 6 is not on the scale from 1 to 5"),
            (lambda: dots(scores(), low=5, high=5), "does not rise"),
            (lambda: lines(deaths().iloc[::-1]), "does not rise from row to row"),
            (lambda: lines(deaths(), breaks={2030: "later"}), "breaks name 2030"),
            (lambda: lines(deaths().assign(year=[*"abcdefg"]), breaks={"z": "?"}), "name 'z'"),
            (lambda: chart_map(places(["UNMIK"]).assign(lat=142)), "142 is no latitude"),
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
        assert layout.scale([0.0]) == [0.0, 1.0] or layout.scale([0.0])[0] == 0
        assert layout.scale([-3.0, 5.0])[0] <= -3
        assert layout.scale([90.0, 99.0], from_zero=False)[0] > 0

    def test_whole_numbers_have_whole_marks(self) -> None:
        assert all(mark == int(mark) for mark in layout.scale([2.0], whole=True))

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

    def test_names_do_not_cover_dots(self) -> None:
        spots = [(100.0, 100.0), (104.0, 101.0), (100.0, 108.0), (300.0, 50.0)]
        names = ["UNIFIL", "UNDOF", "UNTSO", "UNMOGIP"]
        for left, top, right, bottom in maps._placed(names, spots, (0, 0, 400, 200)):
            assert min(left, top) >= 0 and right <= 400 and bottom <= 200
            assert not any(left < x < right and top < y < bottom for x, y in spots)


# Tiles

STATES = {"done": ("✓", "#10284f"), "late": ("!", "#a8321f"), "silent": ("·", "#eef1f4")}
DONE = pd.DataFrame(
    {
        "result": ["1.1 First", "1.1 First", "1.2 Second"],
        "deliverable": ["1.1.1", "1.1.2", "1.2.1"],
        "status": ["done", "late", "done"],
    }
)


def tiled(data=DONE, **changed):
    how = {"row": "result", "label": "deliverable", "state": "status", "states": STATES}
    made = charts.Tiles(data, title="Two done", subtitle="Status", **{**how, **changed})
    return made.chart()


def test_tiles_say_every_state_by_sign_and_in_words():
    chart = tiled()
    assert chart.alt.endswith("Two done. Of 3: 2 done and 1 late.")
    for svg in (chart.svg, chart.narrow):
        for text in ("1.1.1", "1.2.1", "✓", "!", "Done (2)", "Late (1)"):
            assert f">{text}<" in svg
        assert "Silent" not in svg


def test_tiles_of_one_row_stand_beside_each_other_and_wrap():
    many = pd.DataFrame(
        {"result": "1.1 First", "deliverable": [f"1.1.{n}" for n in range(30)], "status": "done"}
    )
    heights = [float(re.search(r'height="([\d.]+)"', tiled(d).svg)[1]) for d in (DONE, many)]
    assert heights[1] > heights[0]


def test_tiles_refuse_a_state_without_a_sign_and_a_name_twice():
    with pytest.raises(charts.ChartError, match="'lost' has no sign"):
        tiled(DONE.replace("late", "lost"))
    with pytest.raises(charts.ChartError, match="stands twice"):
        tiled(DONE.replace("1.1.2", "1.1.1"))
