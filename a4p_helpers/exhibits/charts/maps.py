"""A map of missions: land without any boundary, and a circle for each as large as its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, hypot, isnan, pi, radians, sin, sqrt

from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from a4p_helpers.core import reference
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed

LAND_NOTE = (
    "The map shows land only and no boundaries; it expresses no opinion on the status of any "
    "territory."
)
MARGIN = 5.0
LEAST_SPAN = 40.0
LEAST, LARGEST = 4.0, 0.034  # the radius of a circle: of nothing, and of the largest by width
REACHES, TURNS = (4, 10, 18, 28, 40, 54, 70, 90), 24  # where a name is tried around its circle
FAR = 12  # from which a line leads from a name to its circle

Box = tuple[float, float, float, float]
Circle = tuple[float, float, float]


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
    """Draw a circle with its name for each row, on land cropped to where the circles are.

    With `size`, a column of numbers, the area of a circle is its number, which is given with its
    name; a row without a number has a small open circle. A note names rows without coordinates.
    """

    code: str
    latitude: str
    longitude: str
    size: str | None = None

    def __post_init__(self) -> None:
        numbers = [self.latitude, self.longitude]
        others = [self.size] if self.size else []
        self.check(names=[self.code], numbers=numbers, others=others, may_be_negative=True)
        names = self.names_in(self.code)
        ys, xs = map(self.numbers_in, numbers)
        faults = [
            f"row {at}, column {column}: {value:g} is not a {word}; correct it"
            for column, values, most, word in (
                (self.latitude, ys, 90, "latitude"),
                (self.longitude, xs, 180, "longitude"),
            )
            for at, value in enumerate(values, start=1)
            if abs(value) > most
        ]
        sizes = self.numbers_in(self.size) if self.size else [float("nan")] * len(names)
        if any(size < 0 for size in sizes):
            faults.append(f"column {self.size}: a circle cannot be negative; correct the number")
        places = list(zip(names, xs, ys, sizes, strict=True))
        self.lost = [name for name, x, y, _ in places if isnan(x) or isnan(y)]
        # The large ones first, so that small ones lie on top.
        kept = [place for place in places if place[0] not in self.lost]
        self.places = sorted(kept, key=lambda one: 0.0 if isnan(one[3]) else -one[3])
        if not self.places:
            faults.append("no row has both coordinates: leave the map out")
        self.refuse(faults)
        self.most = max((size for *_, size in self.places if not isnan(size)), default=0.0)

    def offered(self) -> list[str]:
        return [self.code, self.latitude, self.longitude, *([self.size] if self.size else [])]

    def kind(self) -> str:
        what = f" as large as its {self.word(self.size)}" if self.size else ""
        return f"Map of land without boundaries, with a circle for each mission{what}"

    def message(self) -> list[str]:
        names = [name for name, *_ in self.places]
        if self.size and self.most:
            return [extremes(names, [size for *_, size in self.places], Printed([]))]
        return [f"Shown: {listed(sorted(names))}"]

    def remarks(self) -> list[str]:
        lost = f"Not on the map, because no coordinates are known: {listed(self.lost)}."
        return [lost, LAND_NOTE] if self.lost else [LAND_NOTE]

    def draw(self, width: int) -> Canvas:
        west, south, east, north, stretch = self._extent()
        scale = width / (east - west)
        canvas = Canvas(width, round((north - south) * scale * stretch))
        onto = Affine2D().translate(-west, -north).scale(scale, -scale * stretch)
        outline = onto.transform_path(land(west, south, east, north))
        canvas.page.add_patch(PathPatch(outline, fc=style.LAND, lw=0, zorder=0))
        dots = [((x - west) * scale, (north - y) * scale * stretch) for _, x, y, _ in self.places]
        radii = [self._radius(size, width) for *_, size in self.places]
        for (x, y), radius, (*_, size) in zip(dots, radii, self.places, strict=True):
            name = "dot" if self.most and not isnan(size) else "ring" if self.most else "dot"
            canvas.mark(x, y, name, style.PAPER, 2 * radius + 2)
            canvas.mark(x, y, name, self.colour, 2 * radius)
        circles = [(x, y, radius) for (x, y), radius in zip(dots, radii, strict=True)]
        self._names(canvas, circles)
        return canvas

    def _radius(self, size: float, width: float) -> float:
        if not self.most or isnan(size):
            return LEAST
        return max(2.5, LARGEST * max(width, 450) * sqrt(size / self.most))

    def _names(self, canvas: Canvas, circles: Sequence[Circle]) -> None:
        """Write the names, each nearest to its circle where it touches nothing else.

        The most crowded choose first. The same circles always give the same places.
        """
        numbers = ["" if isnan(size) else tables.number(size) for *_, size in self.places]
        names = [name for name, *_ in self.places]
        widths = [
            (style.text_width(name, style.SMALL, True), style.text_width(number, style.SMALL))
            for name, number in zip(names, numbers, strict=True)
        ]
        crowd = [
            sum(sorted(hypot(x - a, y - b) for a, b, _ in circles)[1:4]) for x, y, _ in circles
        ]
        taken: dict[int, Box] = {}
        for at in sorted(range(len(circles)), key=lambda at: (crowd[at], at)):
            found = _tries(circles[at], sum(widths[at]) + 6)
            taken[at] = min(found, key=lambda box: _cost(box, at, circles, taken, canvas))
        for at, (left, top, right, bottom) in taken.items():
            x, y, radius = circles[at]
            near = (min(max(x, left), right), min(max(y, top), bottom))
            if hypot(near[0] - x, near[1] - y) > radius + FAR:
                canvas.line([x, near[0]], [y, near[1]], style.INK, 0.9, order=5)
            middle = (top + bottom) / 2
            canvas.write(left + 1, middle, names[at], size=style.SMALL, bold=True)
            canvas.write(left + 5 + widths[at][0], middle, numbers[at], size=style.SMALL)

    def _extent(self) -> tuple[float, float, float, float, float]:
        """Return west, south, east, north and how much longer a degree of latitude is drawn.

        The frame holds every dot with a margin, at least half as high as wide and no higher.
        """
        xs, ys = [x for _, x, *_ in self.places], [y for _, _, y, _ in self.places]
        middle = (min(ys) + max(ys)) / 2
        stretch = 1 / max(0.4, cos(radians(middle)))
        wide = max(LEAST_SPAN, max(xs) - min(xs) + 4 * MARGIN)
        high = max(LEAST_SPAN / 2, max(ys) - min(ys) + 2 * MARGIN) * stretch
        wide, high = max(wide, high), max(high, wide / 2)
        across = (min(xs) + max(xs)) / 2
        half = high / stretch / 2
        return across - wide / 2, middle - half, across + wide / 2, middle + half, stretch


def _tries(circle: Circle, wide: float) -> list[Box]:
    """Return the boxes that a name may take around its circle, the nearest first."""
    x, y, radius = circle
    high, found = style.SMALL + 3, []
    for reach in REACHES:
        for turn in range(TURNS):
            across, down = cos(2 * pi * turn / TURNS), sin(2 * pi * turn / TURNS)
            longer = max(abs(across), abs(down))
            middle = x + (radius + reach) * across + wide / 2 * across / longer
            level = y + (radius + reach) * down + high / 2 * down / longer
            box = (middle - wide / 2, level - high / 2, middle + wide / 2, level + high / 2)
            found.append(box)
    return found


def _cost(
    box: Box, own: int, circles: Sequence[Circle], taken: Mapping[int, Box], canvas: Canvas
) -> float:
    """Return how bad a box is: what it covers, what its line crosses, and its distance."""
    left, top, right, bottom = box
    cost = 0.0
    if left < 1 or top < 1 or right > canvas.width - 1 or bottom > canvas.height - 1:
        cost += 1e6
    for other in taken.values():
        apart = left > other[2] + 2 or other[0] > right + 2
        cost += 0 if apart or top > other[3] + 2 or other[1] > bottom + 2 else 1e4
    x, y, _ = circles[own]
    start = (min(max(x, left), right), min(max(y, top), bottom))
    steps = [(x + n / 12 * (start[0] - x), y + n / 12 * (start[1] - y)) for n in range(13)]
    for other in taken.values():
        crossed = (other[0] < a < other[2] and other[1] < b < other[3] for a, b in steps)
        cost += 4e3 * any(crossed)
    for at, (a, b, radius) in enumerate(circles):
        near = (min(max(a, left), right), min(max(b, top), bottom))
        gap = hypot(near[0] - a, near[1] - b) - radius
        if at != own:
            cost += 1e4 * (gap < 1) + 3 * max(0.0, 12 - gap)
    return cost + hypot(start[0] - x, start[1] - y) + abs((top + bottom) / 2 - y) / 4
