"""A map of missions: land without any boundary, a dot and a name for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, hypot, isnan, pi, radians, sin

from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from a4p_helpers.core import reference
from a4p_helpers.exhibits.charts import style
from a4p_helpers.exhibits.charts.chart import Drawing
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed

LAND_NOTE = (
    "The map shows land only and no boundaries; it expresses no opinion on the status of any "
    "territory."
)
MARGIN = 5.0
LEAST_SPAN = 40.0
REACHES = (9, 16, 22, 30, 40, 52, 68, 86, 106)
TURNS = 24
# Nearer than this, a name beside a dot could be read as its neighbour's.
CROWDED, LEADER_FROM = 18, 20

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def land(west: float, south: float, east: float, north: float) -> Path:
    """Return the outlines of land, cut to a frame."""
    frame = Bbox([[west, south], [east, north]])
    rings = [
        Path([(row.read("longitude", float), row.read("latitude", float)) for row in rows])
        for _, rows in groupby(reference.rows("land.csv"), key=lambda row: row["ring"])
    ]
    return Path.make_compound_path(*(ring.clip_to_bbox(frame) for ring in rings))


@dataclass(kw_only=True, eq=False)
class MissionMap(Drawing):
    """Draw a dot with its name for each row, on land cropped to where the dots are.

    A row without coordinates is named in a note.
    """

    code: str
    latitude: str
    longitude: str

    def __post_init__(self) -> None:
        numbers = [self.latitude, self.longitude]
        self.check(names=[self.code], numbers=numbers, may_be_negative=True)
        names = self.names_in(self.code)
        ys, xs = map(self.numbers_in, numbers)
        faults = [
            f"row {at}, column {column}: {value:g} is no {word}; correct it"
            for column, values, most, word in (
                (self.latitude, ys, 90, "latitude"),
                (self.longitude, xs, 180, "longitude"),
            )
            for at, value in enumerate(values, start=1)
            if abs(value) > most
        ]
        places = list(zip(names, xs, ys, strict=True))
        self.lost = [name for name, x, y in places if isnan(x) or isnan(y)]
        self.places = [place for place in places if place[0] not in self.lost]
        if not self.places:
            faults.append("no row has both coordinates: leave the map out")
        self.refuse(faults)

    def columns(self) -> list[str]:
        return [self.code, self.latitude, self.longitude]

    def kind(self) -> str:
        return "Map of land without boundaries, with a dot for each mission's headquarters"

    def message(self) -> list[str]:
        return [f"Shown: {listed([name for name, _, _ in self.places])}"]

    def remarks(self) -> list[str]:
        lost = f"Not on the map, because no coordinates are known: {listed(self.lost)}."
        return [lost, LAND_NOTE] if self.lost else [LAND_NOTE]

    def draw(self, width: int) -> Canvas:
        west, south, east, north, stretch = self._extent()
        scale = width / (east - west)
        canvas = Canvas(width, round((north - south) * scale * stretch))
        axes = canvas.axes(0, 0, canvas.width, canvas.height)
        axes.set(xlim=(west, east), ylim=(south, north))
        axes.add_patch(PathPatch(land(west, south, east, north), fc=style.LAND, lw=0))
        dots = [((x - west) * scale, (north - y) * scale * stretch) for _, x, y in self.places]
        names = [name for name, _, _ in self.places]
        boxes = _placed(names, dots, (2, 2, width - 2, canvas.height - 2))
        for dot in dots:
            canvas.dot(*dot, style.MAIN, 9.0 if width >= style.ROOMY else 7.0)
        for dot, box in zip(dots, boxes, strict=True):
            _leader(canvas, dot, box)
        for name, box in zip(names, boxes, strict=True):
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            canvas.write(x, y, name, align="center", size=style.SMALL, bold=True)
        return canvas

    def _extent(self) -> tuple[float, float, float, float, float]:
        """Return west, south, east, north and how much longer a degree of latitude is drawn.

        The frame holds every dot with a margin, at least half as high as wide and no higher.
        """
        xs, ys = [x for _, x, _ in self.places], [y for _, _, y in self.places]
        middle = (min(ys) + max(ys)) / 2
        stretch = 1 / max(0.4, cos(radians(middle)))
        wide = max(LEAST_SPAN, max(xs) - min(xs) + 4 * MARGIN)
        high = max(LEAST_SPAN / 2, max(ys) - min(ys) + 2 * MARGIN) * stretch
        wide, high = max(wide, high), max(high, wide / 2)
        across = (min(xs) + max(xs)) / 2
        half = high / stretch / 2
        return across - wide / 2, middle - half, across + wide / 2, middle + half, stretch


def _placed(names: Sequence[str], dots: Sequence[Point], frame: Box) -> list[Box]:
    """Find a box for each name, nearest to its dot where it touches nothing else.

    The most crowded dots choose first. The same dots always give the same boxes.
    """
    crowd = {
        at: sorted(hypot(dot[0] - other[0], dot[1] - other[1]) for other in dots)[1:4]
        for at, dot in enumerate(dots)
    }
    taken: dict[int, Box] = {}
    for at in sorted(crowd, key=lambda at: (sum(crowd[at]), at)):
        is_crowded = bool(crowd[at]) and crowd[at][0] < CROWDED
        found = list(_candidates(names[at], dots[at], LEADER_FROM if is_crowded else 0))
        taken[at] = min(found, key=lambda box: _cost(box, at, dots, taken, frame))
    return [taken[at] for at in range(len(names))]


def _candidates(name: str, dot: Point, least: float) -> list[Box]:
    """Return the boxes that a name may take around its dot: to its right first, then its left."""
    wide, high = style.text_width(name, style.SMALL, True) + 2, style.SMALL + 3
    found = []
    for reach in (reach for reach in REACHES if reach >= least):
        for turn in range(TURNS):
            angle = 2 * pi * turn / TURNS
            x, y = dot[0] + reach * cos(angle), dot[1] + reach * sin(angle)
            x += wide / 2 * cos(angle) / max(abs(cos(angle)), abs(sin(angle)))
            y += high / 2 * sin(angle) / max(abs(cos(angle)), abs(sin(angle)))
            found.append((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
    return found


def _cost(box: Box, own: int, dots: Sequence[Point], taken: Mapping[int, Box], frame: Box) -> float:
    """Return how bad a box is: what it covers, what its leader crosses, and how far it lies."""
    left, top, right, bottom = box
    cost = 0.0
    if left < frame[0] or top < frame[1] or right > frame[2] or bottom > frame[3]:
        cost += 1e6
    cost += 1e4 * sum(_overlap(box, other, 2) for other in taken.values())
    cost += 1e4 * sum(
        _overlap(box, (x - 6, y - 6, x + 6, y + 6), 0)
        for at, (x, y) in enumerate(dots)
        if at != own
    )
    start, end = dots[own], _nearest(box, dots[own])
    for at, other in taken.items():
        cost += 4e3 * _overlap_line(start, end, other)
        cost += 4e3 * _overlap_line(dots[at], _nearest(other, dots[at]), box)
        cost += 2e3 * _cross(start, end, dots[at], _nearest(other, dots[at]))
    for at, (x, y) in enumerate(dots):
        if at != own:
            near = _nearest(box, (x, y))
            cost += 100 * max(0.0, 15 - hypot(near[0] - x, near[1] - y))
            if hypot(x - start[0], y - start[1]) > CROWDED / 2:
                cost += 1e3 * _overlap_line(start, end, (x - 5, y - 5, x + 5, y + 5))
            else:
                cost += 60 * max(0.0, _towards(start, end, (x, y)))
    aside = abs((top + bottom) / 2 - start[1]) / 4 + (2 if right < start[0] else 0)
    return cost + hypot(end[0] - start[0], end[1] - start[1]) + aside


def _overlap(one: Box, other: Box, gap: float) -> bool:
    return (
        one[0] < other[2] + gap
        and other[0] < one[2] + gap
        and one[1] < other[3] + gap
        and other[1] < one[3] + gap
    )


def _nearest(box: Box, point: Point) -> Point:
    """Return the point of a box that is nearest to a point."""
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])


def _overlap_line(start: Point, end: Point, box: Box) -> bool:
    """Whether a line runs through a box, tried at twelve points of the line."""
    return any(
        box[0] < start[0] + step / 12 * (end[0] - start[0]) < box[2]
        and box[1] < start[1] + step / 12 * (end[1] - start[1]) < box[3]
        for step in range(13)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two lines cross."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _towards(start: Point, end: Point, other: Point) -> float:
    """Return how much a line heads for a point: 1 straight to it, -1 straight away."""
    ahead, aside = (
        (end[0] - start[0], end[1] - start[1]),
        (other[0] - start[0], other[1] - start[1]),
    )
    lengths = hypot(*ahead) * hypot(*aside)
    return (ahead[0] * aside[0] + ahead[1] * aside[1]) / lengths if lengths else 0.0


def _leader(canvas: Canvas, dot: Point, box: Box) -> None:
    """Draw a line from a dot's middle to its name where the name does not stand beside it."""
    end = _nearest(box, dot)
    if hypot(end[0] - dot[0], end[1] - dot[1]) > 13:
        canvas.line([dot[0], end[0]], [dot[1], end[1]], style.INK, 0.9, order=4)
