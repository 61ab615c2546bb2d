"""What became of the report: counts, and the statements that a reader asks for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from asili.domain.insight.report.search import ask, scores
from asili.domain.insight.report.sections import SECTIONS, Section
from asili.domain.insight.report.statements import Statement, statements
from asili.domain.insight.report.vocabulary import State


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the report and those of its statements that were asked for."""

    section: Section
    statements: tuple[Statement, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """How many of them are in each state."""
        return count(self.statements)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Statements by section, in the order of the report; sections without any are left out."""

    parts: tuple[Part, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All of them in one row."""
        return tuple(statement for part in self.parts for statement in part.statements)

    @property
    def counts(self) -> Mapping[State, int]:
        """How many are in each state."""
        return count(self.statements)


def count(chosen: Iterable[Statement]) -> Mapping[State, int]:
    """Number of statements in each state; every state has a number."""
    counted = Counter(statement.state for statement in chosen)
    return {state: counted[state] for state in State}


def coverage(
    *,
    section: str = "",
    state: str = "",
    module: str = "",
    group: str = "",
    words: str = "",
) -> Coverage:
    """Statements that meet every condition given; an empty condition is met by all.

    ``section`` is a slug and ``module`` and ``group`` are codes of the catalogue; ``words`` are
    looked for as `search` does.
    """
    answering = scores(ask(words)) if words.strip() else None
    chosen = [
        statement
        for statement in statements()
        if section in ("", statement.section.slug)
        and state in ("", statement.state)
        and group in ("", statement.group)
        and (not module or module in statement.modules)
        and (answering is None or statement.id in answering)
    ]
    parts = (
        Part(heading, tuple(one for one in chosen if one.section is heading))
        for heading in SECTIONS
    )
    return Coverage(tuple(part for part in parts if part.statements))
