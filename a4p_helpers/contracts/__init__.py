"""Contracts: what each table must look like, who sends it, and its classification.

One module per priority, one pandera model per table. Cleaning, forms and the data dictionary all
read them from here. `TABLES` lists them by name in the order of the report.
"""

from a4p_helpers.contracts import p1, p2, p3, p4, p5, p6, p7, plan
from a4p_helpers.contracts.table import Table

TABLES: dict[str, type[Table]] = {
    model.Config.name: model
    for room in (p1, p2, p3, p4, p5, p6, p7, plan)
    for model in vars(room).values()
    if isinstance(model, type) and issubclass(model, Table) and model is not Table
}
