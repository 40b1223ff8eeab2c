"""The lists of words from which senders choose, where things are known: `lists.csv`.

A row there adds a word: it is the one way, and needs no code.
"""

from a4p_helpers.core import paths, reference


def words(name: str) -> tuple[str, ...]:
    """Return the words of a list, in the order in which they stand.

    Raises
    ------
    ReferenceDataError
        The list has no word.
    """
    found = tuple(row["word"] for row in reference.rows("lists.csv") if row["list"] == name)
    if not found:
        file = paths.shown(paths.reference("lists.csv"))
        raise reference.ReferenceDataError(f"{file} has no word for the list of {name}.")
    return found
