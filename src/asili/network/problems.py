"""What is wrong with one cell or row of a folder, in words that help to put it right."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a file does not keep.

    ``row`` counts as a spreadsheet does: the header is row 1; 0 stands for the whole file.
    ``column`` is empty where the whole row is meant.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        found = f" (found {self.value!r})" if self.value else ""
        return f"{where}: {self.rule}{found}. {self.remedy}"


class FolderError(ValueError):
    """A folder that cannot be read; ``problem`` says where, why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
