"""The outline of land for maps, from Natural Earth as world-atlas packs it.

Source: `land-50m.json` of the npm package world-atlas 2.0.2, made from Natural Earth
(naturalearthdata.com), which is in the public domain. The file holds land and sea only, no
national boundaries. `a4p dev land FILE` writes `data/raw/reference/land.csv` of it.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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

Ring = NDArray[np.float64]  # longitude and latitude of each point


def derive(path: Path) -> pd.DataFrame:
    """Return the rings of land as points: ring, longitude, latitude.

    Rings are simplified to `TOLERANCE` degrees. Islands whose bounding box is smaller than
    `SMALLEST_ISLAND` square degrees, and land entirely beyond `SOUTH` or `NORTH`, are left out.
    Lakes are rings in the opposite direction.

    Raises
    ------
    OpenDataError
        The file is not TopoJSON with land to draw.
    """
    try:
        outline = decoded(json.loads(path.read_text(encoding="utf-8")))
        rings = [simplified(unwrapped(ring), TOLERANCE) for ring in outline]
        kept = [_rounded(ring) for ring in rings if _is_drawn(ring)]
        if not kept:
            raise ValueError("nothing to draw")
    except (ValueError, KeyError, IndexError, TypeError) as error:
        fault = Fault(path.name, 0, "", "", "is not quantized TopoJSON with land", REMEDY)
        raise OpenDataError(path.name, [fault]) from error
    points = [
        (number, longitude, latitude)
        for number, ring in enumerate((ring for ring in kept if len(ring) > 3), start=1)
        for longitude, latitude in ring.tolist()
    ]
    return pd.DataFrame(points, columns=["ring", "longitude", "latitude"])


def store(path: Path) -> tuple[Path, bool]:
    """Write the outline of a file as reference data; return its path and if the file is known."""
    outline, place = derive(path), paths.reference("land.csv")
    with paths.replacing(place) as unfinished:
        outline.to_csv(unfinished, index=False, lineterminator="\n", encoding="utf-8")
    return place, checksums.of(path) == SHA256


def decoded(topology: dict[str, Any]) -> list[Ring]:
    """Return every ring of the object `land`, closed, in degrees.

    TopoJSON stores shared lines once, as steps on a grid; a negative number means a line in the
    opposite direction.
    """
    scale, corner = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(arc, axis=0) * scale + corner for arc in topology["arcs"]]
    rings = []
    for polygon in _polygons(topology["objects"]["land"]):
        for numbers in polygon:
            first, *others = (arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers)
            rings.append(np.concatenate([first, *(arc[1:] for arc in others)]))
    return rings


def unwrapped(ring: Ring) -> Ring:
    """Continue a ring that crosses 180 degrees beyond it, instead of jumping round the globe.

    The ring is then shifted so that its middle is between -180 and 180.
    """
    longitudes = np.unwrap(ring[:, 0], period=360)
    back = 360 * np.round((longitudes.min() + longitudes.max()) / 720)
    return np.column_stack([longitudes - back, ring[:, 1]])


def simplified(ring: Ring, tolerance: float) -> Ring:
    """Leave out points nearer than the tolerance to the line without them (Douglas-Peucker).

    The ring is cut at its first point and the point farthest from it, so that both halves have
    ends.
    """
    if len(ring) < 5:
        return ring
    far = int(np.hypot(*(ring - ring[0]).T).argmax())
    halves = _thinned(ring[: far + 1], tolerance)[:-1], _thinned(ring[far:], tolerance)
    return np.concatenate(halves)


def _polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    if geometry["type"] == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in _polygons(part)]
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def _thinned(line: Ring, tolerance: float) -> Ring:
    kept = {0, len(line) - 1}
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        start, end = open_ends.pop()
        if end - start < 2:
            continue
        distances = _distances(line[start + 1 : end], line[start], line[end])
        if distances.max() > tolerance:
            far = start + 1 + int(distances.argmax())
            kept.add(far)
            open_ends += [(start, far), (far, end)]
    return line[sorted(kept)]


def _distances(points: Ring, start: Ring, end: Ring) -> Ring:
    """Return the distance of each point from the segment between two others."""
    stretch = end - start
    along = (points - start) @ stretch / (stretch @ stretch or 1)
    found: Ring = np.hypot(*(points - start - np.outer(along.clip(0, 1), stretch)).T)
    return found


def _is_drawn(ring: Ring) -> bool:
    (_, south), (_, north) = ring.min(axis=0), ring.max(axis=0)
    is_large = np.ptp(ring, axis=0).prod() >= SMALLEST_ISLAND
    return bool(is_large and north > SOUTH and south < NORTH)


def _rounded(ring: Ring) -> Ring:
    """Round the points and drop those equal to the one before."""
    points = ring.round(DECIMALS) + 0.0  # no -0
    kept: Ring = points[np.append(True, np.diff(points, axis=0).any(axis=1))]
    return kept
