"""All lists that the planning unit keeps beside a period's tables, read and checked at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from a4p_helpers.clean import check, folder, read
from a4p_helpers.clean.cells import CellError, read_cell
from a4p_helpers.clean.folder import ALL, ANSWER_WORDS, Accepted, Participant, Received
from a4p_helpers.clean.returns import Return
from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.reference import REFERENCE, Targets
from a4p_helpers.core import checksums, missions, paths, plan
from a4p_helpers.core.faults import Fault, hint, nearest
from a4p_helpers.core.periods import Period

RECORDED = "is missing, though SOURCES.csv records it"
Answers = Mapping[tuple[str, str], read.Row]


@dataclass(frozen=True)
class Listed:
    """The lists of a period, with the returns that came.

    `sources` are by file; `answers` by table, or `table.column`, and by reporter, often ALL;
    `corrections` by row. `first_answers` give the day on which a reporter first answered a table.
    `returned` are in the order received; `opened` are those already read, by file.
    """

    period: Period
    place: Path
    sources: Mapping[str, read.Row] = field(default_factory=dict)
    participants: Mapping[str, Participant] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    corrections: Mapping[int, read.Row] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    first_answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    returned: tuple[Received, ...] = ()
    opened: dict[str, Return] = field(default_factory=dict)

    @property
    def taking_part(self) -> set[str]:
        """The missions and offices that take part."""
        return {who for who, one in self.participants.items() if not one.why_not}

    @property
    def present(self) -> list[str]:
        """The missions that take part."""
        return folder.taking_part(self.participants.values())

    def accepting(self, file: str, table: str, found: Fault) -> Accepted | None:
        """Return the acceptance of a fault in a table of a file, if there is one."""
        return next((one for one in self.accepted if one.covers(file, table, found)), None)

    def planned(self, table: str) -> tuple[str, str] | None:
        """Return the planning unit's answer for a whole table: status and reason."""
        own = self.answers.get((table, ALL))
        return (own["answer"], own["reason"]) if own else None


def read_all(period: Period) -> tuple[Listed, list[Fault], list[str]]:
    """Return the lists of a period, their faults, and what is unsettled.

    Faults stop the period, since the planning unit's own lists must be right.
    """
    place = paths.raw(period.name)
    participants, of_participants = folder.participants(period.name)
    if not folder.is_open(period.name):  # nobody was asked and nothing came: not a fault
        return Listed(period, place, participants=participants), [*_of_reference(period)], []
    sources, of_sources = _sources(place)
    answers, of_answers = _answers(place)
    corrections, of_corrections = _own_file(place, "corrections.csv")
    accepted, of_accepted = folder.accepted(period.name)
    first_answers, of_first = folder.first_answers(period.name)
    returned, of_returned = _returned(period, sources)
    faults = [
        *of_sources,
        *of_participants,
        *of_answers,
        *of_corrections,
        *of_accepted,
        *of_first,
        # The report reads these; checking them here makes sure that it can.
        *folder.reconciliations(period.name)[1],
        *folder.revisions(period.name)[1],
        *_strangers(place),
        *_of_reference(period),
        *of_returned,
        *(
            fault(path, "is not a table", "Correct the name", row, "table", said["table"])
            for path in [place / "corrections.csv"]
            for row, said in corrections.items()
            if said["table"] not in TABLES
        ),
    ]
    listed = Listed(
        period,
        place,
        sources,
        participants,
        answers,
        corrections,
        tuple(accepted),
        {key: day for key, (day, _) in first_answers.items()},
        tuple(returned),
    )
    return listed, faults, list(_unrecorded(listed))


def fault(
    file: Path, problem: str, remedy: str, row: int = 0, column: str = "", value: str = ""
) -> Fault:
    """Return a fault of a file, with its path as messages show it."""
    return Fault(paths.shown(file), row, column, value, problem, remedy)


def _own_file(place: Path, name: str) -> tuple[dict[int, read.Row], list[Fault]]:
    columns = [column for column in folder.HEADERS[name] if column != folder.DUE]
    return read.read_rows(place / name, columns, remedy=folder.anew(place.name))


def _sources(place: Path) -> tuple[dict[str, read.Row], list[Fault]]:
    """Return the rows of SOURCES.csv by file; the as-of date must be a date."""
    sources = {}
    rows, faults = _own_file(place, "SOURCES.csv")
    for number, row in rows.items():
        try:
            row["as_of"] = read_cell(row["as_of"], "date") or ""
        except CellError as error:
            list_, said = place / "SOURCES.csv", row["as_of"]
            faults.append(fault(list_, error.problem, error.remedy, number, "as_of", said))
        sources[row["file"]] = row
    return sources, faults


def _answers(place: Path) -> tuple[dict[tuple[str, str], read.Row], list[Fault]]:
    answers = {}
    rows, faults = _own_file(place, "answers.csv")
    for row, answer in rows.items():
        if wrong := _wrong_answer(answer):
            column, problem, remedy = wrong
            list_, said = place / "answers.csv", answer[column]
            faults.append(fault(list_, problem, remedy, row, column, said))
        else:
            answers[answer["table"], answer["reporter"]] = answer
    return answers, faults


def _wrong_answer(answer: read.Row) -> tuple[str, str, str] | None:
    """Return the fault of a row of answers.csv: column, problem, remedy."""
    table, _, column = answer["table"].partition(".")
    if table not in TABLES:
        return "table", f"is not a table{nearest(table, TABLES)}", "Correct the name"
    if column and column not in read.column_kinds(TABLES[table]):
        near = nearest(column, read.column_kinds(TABLES[table]))
        return "table", f"is not a column of {table}{near}", "Correct the name"
    if answer["answer"] not in ANSWER_WORDS:
        problem = f"is not an answer{hint(answer['answer'], ANSWER_WORDS)}"
        return "answer", problem, f"Choose one of {', '.join(ANSWER_WORDS)}"
    if answer["reporter"] not in {ALL, *missions.declared(), *plan.offices()}:
        return "reporter", "is neither a mission nor an office", "Correct it, or write all"
    return None


def _strangers(place: Path) -> Iterator[Fault]:
    """Find files without a contract, most often because of a misspelt name."""
    for path in sorted((place / "tables").glob("*")):
        if path.suffix != ".csv" or path.stem not in TABLES:
            problem = f"is not a table of the workbook{nearest(path.stem, TABLES)}"
            yield fault(path, problem, "Rename or remove the file")


def _unrecorded(listed: Listed) -> Iterator[str]:
    """Find returns missing from SOURCES.csv: receiving was cut off, or somebody copied a file."""
    for path in sorted((listed.place / folder.RETURNS).glob("*")):
        file = f"{folder.RETURNS}/{path.name}"
        if not path.name.startswith(".") and file not in listed.sources:
            remedy = f"Take it with `a4p receive {listed.period} FILE`, then remove this copy"
            yield str(fault(path, "is not recorded in SOURCES.csv and was not read", remedy))


def _of_reference(period: Period) -> Iterator[Fault]:
    """Check the reference data by their contracts, as strictly as returns."""
    for name, contract in REFERENCE.items():
        path = paths.reference(f"{name}.csv")
        rows, faults = read.read_rows(path, list(read.column_kinds(contract)))
        frame, cell_faults = read.type_rows(paths.shown(path), rows, contract)
        yield from [*faults, *cell_faults]
        if faults or cell_faults:
            continue
        yield from check.shape(paths.shown(path), frame, contract, period)
        if contract is Targets:
            yield from check.of_targets(paths.shown(path), frame)


def _returned(
    period: Period, sources: Mapping[str, read.Row]
) -> tuple[list[Received], list[Fault]]:
    """Return every return in the order received; one that has changed since is a fault."""
    found, faults = [], []
    for one in folder.received(sources.values()):
        path = one.path(period.name)
        if not path.exists():
            faults.append(fault(path, RECORDED, "Put the file back"))
        elif checksums.of(path) != one.sha256:
            problem = "is not the file that was received: its checksum differs from SOURCES.csv"
            remedy = "Restore it, and take a corrected return with `a4p receive`"
            faults.append(fault(path, problem, remedy))
        else:
            found.append(one)
    return found, faults
