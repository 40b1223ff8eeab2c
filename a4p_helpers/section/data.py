"""Data for use in a section, as plain DataFrames: numbers, all periods, SQL, parts of a value."""

import re
from collections.abc import Mapping

import pandas as pd

from a4p_helpers.exhibits import narrative
from a4p_helpers.store.values import SHARES, Value, Values

ALL = "all_"  # prefix of a table's name in SQL: that table in every period
FIELDS = ("status", "numerator", "denominator", "low", "high", "verdict", "over", "as_of")


def numbers(values: Values) -> pd.DataFrame:
    """Return every indicator of a period, one row each, by code; shares are in per cent."""
    return pd.DataFrame([_row(one) for one in values.values()]).set_index("code")


def _row(value: Value) -> dict[str, object]:
    number = None if value.number is None else float(value.number)
    of = value.indicator
    said = {name: getattr(value, name) for name in FIELDS}
    return {"code": of.code, "title": of.title, "number": number, "unit": of.unit, **said}


def all_periods(values: Values, table: str) -> pd.DataFrame:
    """Return a table in every period up to this one, with the period in the first column."""
    every = [*values.earlier, values]
    frames = {one.period.name: pd.DataFrame(one.tables[table]) for one in every}
    known = {period: frame for period, frame in frames.items() if len(frame)}
    if not known:
        return frames[values.period.name].assign(period=pd.Series(dtype="str"))
    joined = pd.concat(known, names=["period"])
    return joined.reset_index("period").reset_index(drop=True)


def sql(values: Values, query: str, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Query in SQL: tables by name, with the prefix `all_` for every period; `numbers`; frames."""
    import duckdb  # imported late: a section without SQL does not wait for it

    known = {name: pd.DataFrame(frame) for name, frame in frames.items()}
    tables = set(values.tables)
    for name in dict.fromkeys(re.findall(r"\w+", query)):
        table = name.removeprefix(ALL)
        if name in known:
            continue
        if name == "numbers":
            known[name] = numbers(values).reset_index()
        elif name in tables:
            known[name] = pd.DataFrame(values.tables[name])
        elif table in tables:
            known[name] = all_periods(values, table)
    with duckdb.connect(config={"enable_external_access": "false"}) as link:
        for name, frame in known.items():
            link.register(name, frame)
        return link.sql(query).df()


def made_of(value: Value) -> pd.Series:
    """Return what a value is made from: rule, tables, ratio, day, and its parts by label.

    `printed` is the number as the report prints it, `number` the exact one.
    """
    of = value.indicator
    known = {
        "code": of.code,
        "definition": of.definition,
        "tables": ", ".join(of.tables),
        "source": of.source,
        "status": value.status,
        "printed": narrative.figure(value) if value.is_reported else None,
        "number": None if value.number is None else str(value.number),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "as of": value.as_of,
    }
    parts = {} if value.by is None else {f"of {label}": part for label, part in value.by.items()}
    unit = "percent" if of.unit in SHARES else of.unit
    return pd.Series({**known, **parts}, name=f"{of.title} ({unit})", dtype=object).dropna()
