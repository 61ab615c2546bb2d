"""How the rows of one table of a folder come in: what names a row, and the act that records it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Model

from asili.core.access import Actor
from asili.core.models import Programme
from asili.interfaces.exchange import rows
from asili.network.tabular import Row

Rows: TypeAlias = Sequence[Row]
Key: TypeAlias = tuple[Hashable, ...]
Act: TypeAlias = Callable[[Actor, Programme, Rows], object]


@dataclass(frozen=True, slots=True)
class Section:
    """One table, or some of its rows.

    Attributes:
        identity: the columns that together name a row, each with the field of ``model`` that
            holds it; the first one narrows the question for rows that are there already.
        act: brings rows in: all or, by a Refusal, none.
        chosen: limits the section to some rows.
        within: the field of the programme, where rows are named inside their programme only.
    """

    table: str
    model: type[Model]
    identity: Mapping[str, str]
    act: Act
    chosen: Callable[[Row], bool] = lambda _row: True
    within: str = ""

    def key(self, row: Row) -> Key:
        """What names a row."""
        return tuple("" if row[column] is None else row[column] for column in self.identity)

    def known(self, programme: Programme, batch: Rows) -> set[Key]:
        """The keys, among those of given rows and others, that are there already."""
        column, field = next(iter(self.identity.items()))
        held = self.model._default_manager.filter(
            **{f"{field}__in": {rows.text(row, column) for row in batch}}
        )
        if self.within:
            held = held.filter(**{self.within: programme})
        return set(held.values_list(*self.identity.values()))
