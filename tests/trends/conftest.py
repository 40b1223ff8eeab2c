"""Small tables of deaths and strengths, and the real ones of May to October 2023."""

import pandas as pd
import pytest

from a4p_helpers.core import paths

TABLES = paths.CODE / "data" / "raw" / "2023-05" / "tables"


@pytest.fixture(scope="session")
def fatalities() -> pd.DataFrame:
    """The deaths of the snapshot of 28 November 2023, since 2013."""
    return pd.read_csv(TABLES / "fatalities.csv")


@pytest.fixture(scope="session")
def uniformed_personnel() -> pd.DataFrame:
    """The strengths of January 2015 to December 2023."""
    return pd.read_csv(TABLES / "uniformed_personnel.csv", dtype={"women": "Int64", "men": "Int64"})
