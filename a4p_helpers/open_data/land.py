"""The outline of land for maps, from Natural Earth as world-atlas packs it.

Source: `land-50m.json` of the npm package world-atlas 2.0.2, made from Natural Earth
(naturalearthdata.com), which is in the public domain. The file holds land and sea only, no
national boundaries. `a4p dev land FILE` writes `data/raw/reference/land.csv` of it.
"""

import json
from itertools import accumulate
from math import sqrt
from pathlib import Path
from typing import Any

import pandas as pd

from a4p_helpers.core import checksums, paths
from a4p_helpers.core.faults import Fault
from a4p_helpers.open_data.derived import OpenDataError

# About a pixel and a half on a map of a third of the world in a text column.
TOLERANCE = 0.22
SMALLEST_ISLAND = 0.5
SOUTH, NORTH = -60.0, 66.0
DECIMALS = 1

REMEDY = "Take land-50m.json of the npm package world-atlas 2.0.2"
SHA256 = "619477ff690c086885e45cb91707d783805561bd75ae8e437b7d4694b0204e0f"

Point = tuple[float, float]


def derive(path: Path) -> pd.DataFrame:
    """Return the rings of land as points: ring, longitude, latitude.

    Rings are simplified to `TOLERANCE` degrees. Islands whose frame is smaller than
    `SMALLEST_ISLAND` square degrees and land wholly beyond `SOUTH` or `NORTH` are left out. Lakes
    come as rings that run the other way round.

    Raises
    ------
    OpenDataError
        The file is no TopoJSON that holds land to be drawn.
    """
    try:
        outline = decoded(json.loads(path.read_text(encoding="utf-8")))
        rings = [simplified(unwrapped(ring), TOLERANCE) for ring in outline]
        kept = [_rounded(ring) for ring in rings if _is_drawn(ring)]
        if not kept:
            raise ValueError("nothing to draw")
    except (ValueError, KeyError, IndexError, TypeError) as error:
        fault = Fault(path.name, 0, "", "", "is no quantized TopoJSON that holds land", REMEDY)
        raise OpenDataError(path.name, [fault]) from error
    points = [
        (number, longitude, latitude)
        for number, ring in enumerate((ring for ring in kept if len(ring) > 3), start=1)
        for longitude, latitude in ring
    ]
    return pd.DataFrame(points, columns=["ring", "longitude", "latitude"])


def store(path: Path) -> tuple[Path, bool]:
    """Write the outline of a file as reference data; return its place, and if the file is known."""
    outline, place = derive(path), paths.reference("land.csv")
    with paths.replacing(place) as unfinished:
        outline.to_csv(unfinished, index=False, lineterminator="\n", encoding="utf-8")
    return place, checksums.of(path) == SHA256


def decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """Return every ring of the object `land`, closed, in degrees.

    TopoJSON stores shared lines once, as steps on a grid; a negative number is a line walked
    backwards.
    """
    arcs = [_walked(arc, topology["transform"]) for arc in topology["arcs"]]
    rings = []
    for polygon in _polygons(topology["objects"]["land"]):
        for numbers in polygon:
            ring: list[Point] = []
            for number in numbers:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring += arc[1:] if ring else arc
            rings.append(ring)
    return rings


def unwrapped(ring: list[Point]) -> list[Point]:
    """Let a ring that crosses 180 degrees run on beyond it, instead of jumping round the globe.

    The ring is then turned so that its middle lies between -180 and 180.
    """
    found = ring[:1]
    for longitude, latitude in ring[1:]:
        turns = round((found[-1][0] - longitude) / 360)
        found.append((longitude + 360 * turns, latitude))
    longitudes = [longitude for longitude, _ in found]
    back = 360 * round((min(longitudes) + max(longitudes)) / 720)
    return [(longitude - back, latitude) for longitude, latitude in found]


def simplified(ring: list[Point], tolerance: float) -> list[Point]:
    """Leave out points nearer than the tolerance to the line without them (Douglas-Peucker).

    The ring is cut in two at the point farthest from its first, so that both halves have ends.
    """
    if len(ring) < 5:
        return ring
    first = ring[0]
    far = max(range(len(ring)), key=lambda i: _squared(ring[i], first))
    return _thinned(ring[: far + 1], tolerance)[:-1] + _thinned(ring[far:], tolerance)


def _polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    if geometry["type"] == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in _polygons(part)]
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def _walked(arc: list[list[int]], transform: dict[str, Any]) -> list[Point]:
    across, up = transform["scale"]
    west, south = transform["translate"]
    eastings = accumulate(step[0] for step in arc)
    northings = accumulate(step[1] for step in arc)
    return [(x * across + west, y * up + south) for x, y in zip(eastings, northings, strict=True)]


def _thinned(line: list[Point], tolerance: float) -> list[Point]:
    kept = {0, len(line) - 1}
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        start, end = open_ends.pop()
        inner = range(start + 1, end)
        if not inner:
            continue
        far = max(inner, key=lambda i: _distance(line[i], line[start], line[end]))
        if _distance(line[far], line[start], line[end]) > tolerance:
            kept.add(far)
            open_ends += [(start, far), (far, end)]
    return [line[i] for i in sorted(kept)]


def _squared(a: Point, b: Point) -> float:
    across, up = a[0] - b[0], a[1] - b[1]
    return across * across + up * up


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from the stretch between two others."""
    length = _squared(start, end)
    if not length:
        return sqrt(_squared(point, start))
    along = (point[0] - start[0]) * (end[0] - start[0])
    along += (point[1] - start[1]) * (end[1] - start[1])
    share = min(1.0, max(0.0, along / length))
    foot = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
    return sqrt(_squared(point, foot))


def _is_drawn(ring: list[Point]) -> bool:
    longitudes = [longitude for longitude, _ in ring]
    latitudes = [latitude for _, latitude in ring]
    wide, high = max(longitudes) - min(longitudes), max(latitudes) - min(latitudes)
    is_large = wide * high >= SMALLEST_ISLAND
    return is_large and max(latitudes) > SOUTH and min(latitudes) < NORTH


def _rounded(ring: list[Point]) -> list[Point]:
    """Round the points and drop those that fall on the one before."""
    points = [(round(x, DECIMALS) + 0.0, round(y, DECIMALS) + 0.0) for x, y in ring]
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
