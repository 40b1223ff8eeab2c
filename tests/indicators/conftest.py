"""What tests of counting rules share: values counted over a few small tables."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import raw_data
from frames import kinds_of

from a4p_helpers.clean.whole import as_declared
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.core.scales import REPORTED
from a4p_helpers.indicators import p3
from a4p_helpers.indicators.count import count
from a4p_helpers.store import processed
from a4p_helpers.store.processed import IS_SUPPRESSED
from a4p_helpers.store.values import Values


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root of its own that holds the reference data only."""
    raw_data.copy_reference(tmp_path / "data" / "raw" / "reference")
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    return tmp_path


@pytest.fixture
def values(home: Path) -> Callable[..., Values]:
    """Open values over tables given by name; a word in place of a table is its state.

    `values("2022-11", hospitals=table(...), crimes="nothing to report")`; every other table is
    not reported.
    """

    def opened(
        period: str = "2023-05",
        /,
        as_of: Mapping[str, str] | None = None,
        **given: pd.DataFrame | str,
    ) -> Values:
        assert set(given) <= set(TABLES)
        frames, states = {}, {}
        for name in TABLES:
            said = given.get(name, "not reported")
            status = said if isinstance(said, str) else REPORTED
            day = (as_of or {}).get(name, "")
            marks = {IS_SUPPRESSED: "yes_no"} if TABLES[name].Config.metadata["sensitive"] else {}
            states[name] = replace(
                as_declared(name), status=status, as_of=day, kinds=kinds_of(name) | marks
            )
            if not isinstance(said, str):
                frames[name] = said
        return count(processed.in_memory(frames, states), periods.get(period))

    return opened


@pytest.fixture
def targets(home: Path) -> Callable[..., None]:
    """Set the parity targets: `targets(("military contingents", 2023, "10", "published"))`."""

    def write(*rows: tuple[str, int, str, str]) -> None:
        lines = [
            "indicator,by,target,status,set_by,set_on,valid_from,valid_to,baseline,baseline_period"
        ]
        for category, *row in rows:
            lines.append(f"{p3.WOMEN_IN[category]},{','.join(map(str, row))},test,,2021-05,,,")
        paths.reference("targets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    return write
