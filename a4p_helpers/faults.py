"""A fault in a file that was received: where it is, what is wrong, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault. `row` is the row a spreadsheet shows (the header is row 1), 0 for a whole file."""

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        value = f" {self.value!r}" if self.value else ""
        return f"{place}:{value} {self.problem}. {self.remedy}."
