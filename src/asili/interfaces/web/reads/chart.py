"""What the map page asks for: filters of its address, the equal list, and what is found by name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.core.lists import PAGE, PER_PAGE, SORT, Listing
from asili.core.words import fold
from asili.domain.geography.models import AdminUnit
from asili.domain.insight.atlas.catalogue import LAYERS, words
from asili.domain.insight.atlas.layers import Layer
from asili.domain.insight.atlas.views import Box, Selection, View, view
from asili.domain.places.models import Place, Title
from asili.interfaces.web import cells

HITS: Final = 10
"""What a search of the map shows; it says how many there are in all."""
SHORTEST: Final = 2


class Asked(forms.Form):
    """Filters of the map; what the address says wrongly narrows nothing."""

    use_required_attribute = False

    on = forms.DateField(
        label=_("In force on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    q = forms.CharField(label=_("Name or number"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("all kinds")),
            (_("Places"), Place.Kind.choices),
            (_("Titles and zones"), Title.Kind.choices),
        ],
    )
    mineral = forms.RegexField(
        r"^[A-Za-z]{1,8}$", label=_("Mineral (symbol)"), required=False, max_length=8
    )
    province = forms.ChoiceField(label=_("Province"), required=False)
    holder = forms.CharField(label=_("Holder or occupant"), required=False, max_length=64)
    box = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query, auto_id="by-%s")
        provinces = AdminUnit.objects.filter(kind=AdminUnit.Kind.PROVINCE, valid_to=None)
        self.fields["province"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("all provinces")),
            *provinces.order_by("name").values_list("code", "name"),
        ]

    def clean_box(self) -> Box | None:
        """West, south, east and north in degrees."""
        return box_of(self.cleaned_data["box"])

    def selection(self) -> Selection:
        """What the address asks for, in force today where it names no day."""
        self.is_valid()
        said = self.cleaned_data
        return Selection(
            on=said.get("on") or timezone.localdate(),
            kind=said.get("kind") or "",
            mineral=(said.get("mineral") or "").capitalize(),
            province=said.get("province") or "",
            holder=said.get("holder") or "",
            words=said.get("q") or "",
            box=said.get("box"),
        )

    def chosen(self) -> list[str]:
        """The filters in use, in words, as they go with files."""
        self.is_valid()
        said = [(one.label, self.cleaned_data.get(name)) for name, one in self.fields.items()]
        return [f"{label}: {value}" for label, value in said if label and value]


def box_of(text: str) -> Box | None:
    """Four numbers with commas between them; None for anything else."""
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        return None
    sound = abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if sound else None


@dataclass(frozen=True, slots=True)
class Listed:
    """One layer as a list: the same rows as on the map, as cells for the page."""

    layer: Layer
    listing: Listing[Any]
    headers: list[dict[str, Any]]
    rows: list[list[tuple[Words, object]]]


def listed(seen: View, query: QueryDict) -> Listed:
    """The page of a layer's list that the address asks for, sorted as it asks."""
    layer, sort = seen.layer, query.get(SORT, "")
    names = tuple(one.name for one in layer.fields)
    if sort.removeprefix("-") not in names:
        sort = ""
    page = Paginator(_sorted(seen, sort or layer.label), PER_PAGE).get_page(query.get(PAGE))
    listing: Listing[Any] = Listing(page, query, sort, names)
    shown = [one for one in layer.fields if one.drawn]
    headers = [
        {
            "title": one.title,
            "address": listing.sorted_by(one.name),
            "to": listing.direction(one.name),
            "is_number": one.type == "number",
        }
        for one in shown
    ]
    rows = [[_cell(seen, row, one.name, one.title) for one in shown] for row in page]
    for row, about in zip(page, rows, strict=True):
        since, until = cells.day(seen.since(row)), seen.until(row)
        if not layer.is_restricted and layer.name != "places":
            about.append((_("Since"), since))
            about.append((_("Until"), cells.day(until) if until else "—"))
    if layer.name != "places":
        headers += [{"title": _("Since")}, {"title": _("Until")}]
    return Listed(layer, listing, headers, rows)


def _sorted(seen: View, sort: str) -> Any:
    """Rows by a field, with a minus sign before it from the end; equal ones by key."""
    at = seen.layer.at(sort.removeprefix("-"))
    ranks = seen.held.columns[at].rank if at is not None else seen.held.keys
    order = np.argsort(ranks[seen.rows], kind="stable")
    return seen.rows[order[::-1] if sort.startswith("-") else order]


def _cell(seen: View, row: int, name: str, title: Words) -> tuple[Words, object]:
    value = words(seen.layer, name, seen.values(row)[name])
    if name == seen.layer.label:
        return title, cells.named(seen.held.records[row], value)
    if isinstance(value, float):
        return title, cells.figure(value, 1)  # type: ignore[arg-type]  # any number will do
    return title, cells.text(value)


def file_of(seen: View) -> tuple[list[str], Iterator[list[object]]]:
    """Headers and rows of a layer as a file has them, points as exact as the visitor may see."""
    fields = seen.layer.fields
    headers = [*(str(one.title) for one in fields), str(_("Since")), str(_("Until"))]
    if not seen.layer.is_areas:
        headers += [str(_("Longitude")), str(_("Latitude"))]
    return headers, _rows(seen)


def _rows(seen: View) -> Iterator[list[object]]:
    for row in seen:
        about = [words(seen.layer, name, value) for name, value in seen.values(row).items()]
        about += [seen.since(row), seen.until(row)]
        if not seen.layer.is_areas:
            point = seen.shape(row)
            about += [point.x, point.y]
        yield about


# Search


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is called, which layer it is in, and where to fly to."""

    label: str
    kind: str
    box: Box


def found(actor: Actor, asked: Selection) -> tuple[list[Hit], int]:
    """The first hits for a name or number, and how many there are, beginnings before middles."""
    if len(fold(asked.words).strip()) < SHORTEST:
        return [], 0
    sought = [layer for layer in LAYERS[::-1] if layer.name not in _NOT_SOUGHT]
    views = [view(actor, layer, asked) for layer in sought]
    hits = chain.from_iterable(_hits(seen, asked.words) for seen in views)
    ranked = sorted(hits, key=lambda hit: not fold(hit.label).startswith(fold(asked.words)))
    return ranked[:HITS], sum(map(len, views))


_NOT_SOUGHT: Final = ("occupancies", "overlaps", "visits")


def of_codes(actor: Actor, codes: Sequence[str]) -> list[Hit]:
    """The records with these numbers, as they are today."""
    wanted = frozenset(codes)
    today = Selection(on=timezone.localdate())
    hits = []
    for layer in LAYERS:
        if layer.name not in _NOT_SOUGHT:
            seen = view(actor, layer, today)
            named = {row for row in seen if seen.held.records[row] in wanted}
            hits += [_hit(seen, row) for row in sorted(named)]
    return hits


def _hits(seen: View, text: str) -> Iterator[Hit]:
    label = seen.layer.label
    at = seen.layer.at(label)
    begin = [] if at is None else [
        row for row in seen if fold(str(seen.held.columns[at][row])).startswith(fold(text))
    ]  # fmt: skip
    rows = [*begin[:HITS], *seen.rows[:HITS].tolist()]
    return (_hit(seen, row) for row in dict.fromkeys(rows))


def _hit(seen: View, row: int) -> Hit:
    about = seen.values(row)
    kind = words(seen.layer, "kind", about.get("kind")) or seen.layer.title
    name = about.get("name")
    label = str(about[seen.layer.label])
    said = f"{label} · {name}" if name and name != label else label
    return Hit(said, str(kind), seen.shape(row).bounds)
