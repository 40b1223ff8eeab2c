"""From raw data to what a report shows: tables, then values.

Cleaning gives whole tables, disclosure decides what each edition sees of them, and counting gives
the values of each edition. A step is repeated when its inputs or its rules have changed (see
`store.stale`). Its result is written beside the old one, then replaces it at once. Each function
that cleans raises CleaningError, with every fault, when raw data break their contracts.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from a4p_helpers.clean.period import clean
from a4p_helpers.clean.whole import Whole
from a4p_helpers.core import paths, periods
from a4p_helpers.core.periods import EDITIONS, Period
from a4p_helpers.disclosure import editions
from a4p_helpers.indicators import register
from a4p_helpers.indicators.count import count, on_trial
from a4p_helpers.store import processed, stale, values
from a4p_helpers.store.processed import TableState
from a4p_helpers.store.values import Value, Values


def tables(name: str) -> dict[str, TableState]:
    """Clean a period and write its tables for both editions; return the state of each table.

    Raises
    ------
    CleaningError
        Raw data break their contract; lists every fault. Nothing is written.
    """
    period = periods.get(name)
    with _lock(name):
        return _write_tables(period)


def ensure_tables(name: str) -> None:
    """Clean a period unless its tables are there and current."""
    period = periods.get(name)
    if stale.are_tables_current(period):
        return
    with _lock(name):
        # Another process may have cleaned it meanwhile; readers have its tables, so they stay.
        if not stale.are_tables_current(period):
            _write_tables(period)


def ensure(name: str, editions: Sequence[str] = EDITIONS, *, anew: bool = False) -> None:
    """Make what reports of a period read: its tables and values, and those of earlier periods.

    The content of blocks is made only for the `editions` of this period, since no report shows
    that of an earlier one. What is current is made again only with `anew`.
    """
    period = periods.get(name)
    for one in periods.before(period):
        ensure_tables(one.name)
    (tables if anew else ensure_tables)(name)
    for one in (*periods.before(period), period):
        for edition in EDITIONS:
            is_asked = one == period and edition in editions
            _ensure_values(one, edition, with_blocks=is_asked, anew=anew and one == period)


def at_hand(period: Period, edition: str, *, cleaned: bool = False) -> Values:
    """Return the values of a period for somebody who is working on it; clean it first if needed.

    After a change of a rule they are counted on request and nothing is written, so that its effect
    shows at once. `cleaned` takes the tables as they are, for use where raw data cannot be read.
    """
    for one in () if cleaned else (*periods.before(period), period):
        ensure_tables(one.name)
    return _stored_or_counted(period, edition, with_blocks=True)


def rehearse(rule: Callable[..., Any], values: Values, *, unit: str, decimals: int = 0) -> Value:
    """Return the value that a rule gives on the tables of `values`, before it is declared."""
    return on_trial(rule, values, unit=unit, decimals=decimals)


def _stored_or_counted(period: Period, edition: str, *, with_blocks: bool) -> Values:
    if stale.are_values_current(period, edition, with_blocks=with_blocks):
        return values.read(period, edition)
    seen = processed.read(paths.processed(period.name, edition))
    return count(
        seen, period, lambda earlier: _stored_or_counted(earlier, edition, with_blocks=False)
    )


def _lock(name: str) -> FileLock:
    """Return the lock for writing the tables and values of a period."""
    lock = paths.processed(name, "").parent / f".{name}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(lock)


def _write_tables(period: Period) -> dict[str, TableState]:
    made_of = stale.of_tables(period)
    whole = clean(period)
    for earlier in editions.earlier(period):
        ensure_tables(earlier.name)
    _write_editions(period, whole, made_of)
    return dict(whole.states)


def _write_editions(period: Period, whole: Whole, made_of: str) -> None:
    outside = editions.external(whole, period)
    seen = {"internal": editions.internal(whole, outside.given_away), "external": outside}
    for edition in EDITIONS:
        one = seen[edition]
        folder = paths.processed(period.name, edition)

        def write(fresh: Path, edition: str = edition, one: editions.Edition = one) -> None:
            processed.write(
                fresh,
                one.frames,
                one.states,
                [remark for _, remark in one.remarks],
                whole.participants,
                whole.reporting,
                edition,
                one.withheld,
            )
            stale.write_stamp(fresh, made_of)
            if (counted := values.folder(period.name, edition)).exists():
                # They are stale and say so; they stay whole for those who are reading them.
                shutil.copytree(counted, fresh / paths.VALUES)

        _replace(folder, write)


def _ensure_values(period: Period, edition: str, *, with_blocks: bool, anew: bool) -> None:
    def is_current() -> bool:
        return stale.are_values_current(period, edition, with_blocks=with_blocks)

    if is_current() and not anew:
        return
    with _lock(period.name):
        if is_current() and not anew:
            return
        made_of = stale.of_values(period, edition)
        counted = count(processed.read(paths.processed(period.name, edition)), period)
        shown = list(register.EXHIBITS) if with_blocks else []
        place = values.folder(period.name, edition)
        _replace(place, lambda fresh: values.write(fresh, counted, shown, made_of))


def _replace(folder: Path, write: Callable[[Path], None]) -> None:
    """Write a folder beside the old one, then put it in its place if it differs.

    Under the lock nobody else writes it, so one name will do. What a killed process left goes.
    """
    fresh, old = (folder.with_name(f".{folder.name}-{end}") for end in ("new", "old"))
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        write(fresh)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)  # a full disk needs the room
        error.filename = folder  # the error of a full disk does not say where
        raise
    shutil.rmtree(old, ignore_errors=True)
    if _files(fresh) == _files(folder):
        # Another period's run may be reading it: it must not be missing for a moment.
        shutil.rmtree(fresh, ignore_errors=True)
        return
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in paths.below(folder).items()}
