"""After a run: the page that says what changed in it, for those who review the draft.

    outputs/<period>/changes/<edition>.html

It compares with the draft before and with the newest earlier period. Whatever keeps it from being
written, the draft stands: it is told, and no page of an older draft is left in its place.
"""

from a4p_helpers.core import paths, periods
from a4p_helpers.report import compare, reading
from a4p_helpers.run import log, publish
from a4p_helpers.run.execute import told

DRAFT, PERIOD = "Since the previous draft", "Since the last published period"


def write(period: str, edition: str) -> None:
    """Write the page for the draft that was just published, and say on stderr what is on it.

    A first draft of a first period has nothing to be compared with, and gets no page.
    """
    page = paths.changes(period) / f"{edition}.html"
    try:
        # The page of an older draft, and what a run left of one that was killed.
        for old in (page, *page.parent.glob(f".{page.name}.*")):
            old.unlink(missing_ok=True)
        comparisons = compared(period, edition)
        if comparisons:
            compare.write(comparisons, page)
    except Exception as error:  # the draft stands, whatever an older one holds
        log.tell(
            "faults",
            f"What changed in the {edition} edition of {period} is not written: {told(error)}",
        )
        return
    for one in comparisons:
        log.tell("changed", f"{one.title}, {edition} edition: {one.in_short}")
    if comparisons:
        log.tell("changed", f"What changed is in {paths.shown(page)}.")


def compared(period: str, edition: str) -> list[compare.Comparison]:
    """Compare the last good draft with the one before and with the newest earlier period."""
    drafts = [(DRAFT, "draft", publish.former(period, edition))]
    earlier = [
        paths.outputs(name, edition)
        for name in periods.declared()
        if name < period and (paths.outputs(name, edition) / paths.PAGE).is_file()
    ]
    drafts += [(PERIOD, "period", folder) for folder in earlier[-1:]]
    formers = [(title, id, folder) for title, id, folder in drafts if folder is not None]
    if not formers:
        return []
    now = reading.read(paths.outputs(period, edition))
    return [compare.compare(reading.read(folder), now, title, id) for title, id, folder in formers]
