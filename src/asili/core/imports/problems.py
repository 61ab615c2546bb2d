"""Problems: what stands in the way of a row, in words that a reader gets in their own language.

A problem names its rule, says what was found with the values that it was found in, and what can be
done. Words are source texts; they are translated when somebody reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop

from asili.core.access import Refusal

Params: TypeAlias = Mapping[str, str | int | float]


class Weight(StrEnum):
    """What a problem does to its row."""

    STOP = "stop"
    """The row does not go in."""
    NOTE = "note"
    """The row goes in, and somebody should look at it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one row. ``message`` is source text with ``%(name)s`` for the ``params``.

    ``column`` is the header in the file, "" where the row as a whole is meant.
    """

    code: str
    message: str
    params: Params = field(default_factory=dict)
    remedy: str = ""
    column: str = ""
    weight: Weight = Weight.STOP

    @property
    def stops(self) -> bool:
        """True where the row cannot go in."""
        return self.weight is Weight.STOP

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return str(translate(self.message) % self.params)

    @property
    def way_out(self) -> str:
        """The remedy in the reader's language, with the same values, or ""."""
        return str(translate(self.remedy) % self.params) if self.remedy else ""

    def at(self, column: str) -> "Problem":
        """The same problem, in a column of the file."""
        return replace(self, column=column)


class BadCell(ValueError):
    """A cell that cannot be what its column is; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


_REFUSED = gettext_noop("%(words)s")
_UNKNOWN = gettext_noop("A record that this row names does not exist, or not for you.")
_UNKNOWN_REMEDY = gettext_noop("Check the numbers and names that the row refers to.")


def from_refusal(refusal: Refusal) -> Problem:
    """What an act answered, as a problem of the row that it was asked for."""
    words = str(refusal.message)
    if refusal.remedy:
        words = f"{words} {refusal.remedy}"
    return Problem(refusal.rule, _REFUSED, {"words": words})


def not_visible() -> Problem:
    """The problem of a row that names what its importer may not know of."""
    return Problem("core.1", _UNKNOWN, remedy=_UNKNOWN_REMEDY)
