"""From what was received to what a report shows: raw data, tables, values.

Cleaning gives whole tables; disclosure says what each edition sees of them; counting gives the
values of each edition. Each step is made again where what it is made of has changed (see
`store.stale`), and is written beside what it replaces, then takes its place at once. Each
function that cleans raises CleaningError, with every fault, where raw data break their contracts.
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
    """Clean a period and write its tables for both editions; return what is known of each table.

    Raises
    ------
    CleaningError
        Something in the raw data breaks its contract; lists every fault. Nothing is written.
    """
    period = periods.get(name)
    with _lock(name):
        return _write_tables(period)


def ensure_tables(name: str) -> None:
    """Clean a period unless its tables are there as they would be made again now."""
    period = periods.get(name)
    if stale.are_tables_current(period):
        return
    with _lock(name):
        # Who held it may have done so meanwhile; its tables are read by now, and stay.
        if not stale.are_tables_current(period):
            _write_tables(period)


def ensure(name: str, editions: Sequence[str] = EDITIONS, *, anew: bool = False) -> None:
    """Have all that reports of a period read: its tables and values, and those before it.

    What blocks show is worked out for the `editions` to be made; no report shows that of an
    earlier period. What is there is made again only where it would be another, or `anew`.
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
    """Return the values of a period for somebody at work on it, cleaned now if need be.

    Where a rule has changed they are counted when they are asked for, and nothing is written: its
    effect is seen at once. `cleaned` takes the tables as they are, where raw data cannot be read.
    """
    for one in () if cleaned else (*periods.before(period), period):
        ensure_tables(one.name)
    return _stored_or_counted(period, edition, with_blocks=True)


def rehearse(rule: Callable[..., Any], values: Values, *, unit: str, decimals: int = 0) -> Value:
    """Return the value that a rule gives on tables at hand, before it is declared."""
    return on_trial(rule, values, unit=unit, decimals=decimals)


def _stored_or_counted(period: Period, edition: str, *, with_blocks: bool) -> Values:
    if stale.are_values_current(period, edition, with_blocks=with_blocks):
        return values.read(period, edition)
    seen = processed.read(paths.processed(period.name, edition))
    return count(
        seen, period, lambda earlier: _stored_or_counted(earlier, edition, with_blocks=False)
    )


def _lock(name: str) -> FileLock:
    """Return the lock under which the tables and values of a period are written."""
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
                # They are stale, and say so; who reads them now is to find them whole.
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
    """Write a folder beside the old one, then let it take its place, if it is another.

    Under the lock nobody else writes it: one name, and what a killed process left is gone.
    """
    fresh, old = (folder.with_name(f".{folder.name}-{end}") for end in ("new", "old"))
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        write(fresh)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)  # a full disk needs the room
        error.filename = folder  # a disk that is full does not say where
        raise
    shutil.rmtree(old, ignore_errors=True)
    if _files(fresh) == _files(folder):
        # Another period's run may read it now, and is not to find it gone for a moment.
        shutil.rmtree(fresh, ignore_errors=True)
        return
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in paths.below(folder).items()}
