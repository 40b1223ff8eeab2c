"""Spark lines: one indicator over the periods, as a small picture with words for it.

The distances between periods are to scale; a period without a value is a gap. The current value is
marked. A picture needs at least `FEWEST` values: two points do not make a course.
"""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup, escape

from a4p_helpers.exhibits import narrative
from a4p_helpers.store.values import Value

FEWEST = 3
WIDTH, HEIGHT, EDGE = 120.0, 28.0, 4.0


def line(by_period: Sequence[Value]) -> Markup:
    """Return the spark line of an indicator's values, oldest first; empty if they are too few."""
    known = [value.exact() for value in by_period if value.is_reported]
    if len(known) < FEWEST:
        return Markup("")
    low, high = min(known), max(known)
    across = (WIDTH - 2 * EDGE) / (len(by_period) - 1)
    points = [
        (EDGE + at * across, _up(float(value.exact()), float(low), float(high)))
        if value.is_reported
        else None
        for at, value in enumerate(by_period)
    ]
    drawn = [
        _stretch([point for point in stretch if point])
        for is_known, stretch in groupby(points, key=bool)
        if is_known
    ]
    if points[-1]:
        x, y = points[-1]
        drawn.append(Markup('<circle class="now" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(x, y))
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}" width="{:g}" '
        'height="{:g}">{}</svg>'
    ).format(_words(by_period), WIDTH, HEIGHT, WIDTH, HEIGHT, Markup("").join(drawn))


def _words(by_period: Sequence[Value]) -> str:
    """Give the values in words, as the picture shows them."""
    said = "; ".join(f"{value.period.label}: {narrative.figure(value)}" for value in by_period)
    return f"By period. {said}."


def _up(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)


def _stretch(points: Sequence[tuple[float, float]]) -> Markup:
    """Draw a stretch as a line, or a single point as a dot."""
    if len(points) == 1:
        ((x, y),) = points
        return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="1.5"/>').format(x, y)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polyline points="{}"/>').format(escape(path))
