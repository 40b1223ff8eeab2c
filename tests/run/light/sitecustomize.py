"""A light house: whole runs, without what is slow to import, so that many can be killed.

Python imports this first in every process whose PYTHONPATH names this folder. Runner, workers,
server, kernels, locks, keeping and publishing are real; cleaning, rendering and the report are not.
"""

import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace


def section(notebook, mark):
    """Take what a notebook printed for its section."""
    return "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])
    )


def write(sections, period, edition, folder, numbers):
    """Write a report of three files, which all say what the notebooks printed."""
    (folder / "data").mkdir()
    for name in ("index.html", "data/indicators.csv", "report.docx"):
        (folder / name).write_text("".join(sections.values()), encoding="utf-8")
    from a4p_helpers.report.paper import Paper

    return Paper({}, "", period, "", "", (), ())


CHANGE = SimpleNamespace(title="", in_short="")
STAND_INS = {
    "a4p_helpers.prepare": {"ensure": lambda *given, **named: None},
    "a4p_helpers.report.assemble": {"numbers": lambda period, edition: None, "write": write},
    "a4p_helpers.report.check": {"faults": lambda folder, to_come: []},
    "a4p_helpers.report.imported": {},
    "a4p_helpers.report.render": {"section": section, "left_out": lambda notebook: []},
    "a4p_helpers.report.compare": {"compare": lambda *given: CHANGE, "write": lambda *given: None},
    "a4p_helpers.report.reading": {"read": lambda folder: None},
    # What servers and workers would import beforehand.
    "a4p_helpers.exhibits.charts": {},
    "a4p_helpers.contracts": {},
    "a4p_helpers.exhibits.findings": {},
    "a4p_helpers.profile": {},
    "a4p_helpers.profile.page": {},
    "a4p_helpers.section": {},
    "a4p_helpers.exhibits.tables": {},
    "nbconvert": {},
    "seaborn": {},
    "scipy": {},
    "scipy.stats": {},
    "statsmodels": {},
    "statsmodels.genmod": {},
    "statsmodels.genmod.generalized_linear_model": {},
    "statsmodels.stats": {},
    "statsmodels.stats.rates": {},
}

if notebooks := os.environ.get("A4P_TEST_NOTEBOOKS"):
    from a4p_helpers.core import paths

    paths.NOTEBOOKS = Path(notebooks)
    for name, held in STAND_INS.items():
        sys.modules[name] = module = ModuleType(name)
        vars(module).update(held)
    from a4p_helpers.run import period, request

    period._take_stock = lambda period: None
    request.refused = lambda *given: []
