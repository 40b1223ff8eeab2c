"""The outline of land: decoded from TopoJSON, thinned, and as committed."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.open_data import land

# Two squares that share the side at x = 10; a hole in the first; an island too small to keep.
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [0.0, 10.0]},
    "arcs": [
        [[20, 0], [0, 20]],
        [[20, 20], [-20, 0], [0, -20], [20, 0]],
        [[20, 0], [20, 0], [0, 20], [-20, 0]],
        [[4, 4], [0, 8], [8, 0], [0, -8], [-8, 0]],
        [[60, 60], [1, 0], [0, 1], [-1, 0], [0, -1]],
    ],
    "objects": {
        "land": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1], [3]]},
                {"type": "MultiPolygon", "arcs": [[[-1, 2]], [[4]]]},
            ],
        }
    },
}


def derived(tmp_path: Path) -> list[tuple[float, float, float]]:
    path = tmp_path / "land.json"
    path.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    return list(land.derive(path).itertuples(index=False, name=None))


def test_the_command_writes_the_outline(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = derived(tmp_path)
    assert cli.main(["dev", "land", str(tmp_path / "land.json")]) == 0
    written = paths.reference("land.csv").read_text(encoding="utf-8").splitlines()
    assert written[0] == "ring,longitude,latitude" and len(written) == len(wanted) + 1
    assert written[1:] == [",".join(map(str, row)) for row in wanted]
    assert "names another file" in capsys.readouterr().err


def topology(geometry: dict[str, Any], *arcs: list[list[int]]) -> str:
    made = {"objects": {"land": geometry}, "arcs": arcs, "transform": TOPOLOGY["transform"]}
    return json.dumps(made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"objects": {"land": 1}, "arcs": [1]}),
        topology({"type": "Polygon", "arcs": [[7]]}),
        topology({"type": "Polygon", "arcs": [[0]]}, [[1]]),
        topology({"type": "Polygon", "arcs": [[]]}),
        topology({"type": "GeometryCollection", "geometries": []}),
    ],
)
def test_another_file_is_refused_and_nothing_is_written(
    text: str, tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "boundaries.json"
    path.write_text(text, encoding="utf-8")
    before = paths.reference("land.csv").read_bytes()
    assert cli.main(["dev", "land", str(path)]) == 2
    assert "boundaries.json" in capsys.readouterr().err
    assert paths.reference("land.csv").read_bytes() == before


def test_shared_lines_are_walked_both_ways() -> None:
    first, _, second, _ = land.decoded(TOPOLOGY)
    assert first.tolist() == [[10, 10], [10, 20], [0, 20], [0, 10], [10, 10]]
    assert second.tolist() == [[10, 20], [10, 10], [20, 10], [20, 20], [10, 20]]


def test_rings_are_numbered_and_small_islands_left_out(tmp_path: Path) -> None:
    rows = derived(tmp_path)
    assert sorted({int(ring) for ring, _, _ in rows}) == [1, 2, 3]
    assert all(x <= 20 for _, x, _ in rows)


def test_a_ring_across_180_degrees_does_not_jump() -> None:
    ring = np.array([(179.0, 60.0), (-179.0, 60.0), (-179.0, 62.0), (179.0, 62.0), (179.0, 60.0)])
    assert land.unwrapped(ring)[:, 0].tolist() == [179, 181, 181, 179, 179]
    from_the_east = np.array([ring[1], ring[2], (20.0, 62.0), ring[0], ring[1]])
    assert land.unwrapped(from_the_east)[:, 0].tolist() == [181, 181, 20, 179, 181]


def test_points_on_a_line_are_left_out() -> None:
    ring = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0), (5.0, 10.0), (0.0, 10.0)]
    ring.append(ring[0])
    kept = list(map(tuple, land.simplified(np.array(ring), 0.1).tolist()))
    assert (5.0, 0.01) not in kept and (5.0, 10.0) not in kept
    assert {(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)} <= set(kept)


def test_the_committed_outline_is_small_and_closed() -> None:
    path = paths.CODE / "data" / "raw" / "reference" / "land.csv"
    assert path.stat().st_size < 60_000
    rings: dict[str, list[tuple[str, str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        ring, longitude, latitude = line.split(",")
        rings.setdefault(ring, []).append((longitude, latitude))
    assert len(rings) > 50
    assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings.values())
    steps = [
        abs(float(one[0]) - float(other[0]))
        for ring in rings.values()
        for one, other in pairwise(ring)
    ]
    assert max(steps) < 30
