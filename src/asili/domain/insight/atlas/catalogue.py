"""The layers there are. A new one is a reading of its rows and one entry of `LAYERS`."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.gis.db.models.functions import AsWKB
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from asili.core.access import Words
from asili.core.models import Programme
from asili.domain.insight.atlas.layers import Field, Layer, Row
from asili.domain.insight.atlas.visited import VISITS
from asili.domain.places.models import (
    Occupancy,
    Overlap,
    Place,
    Sample,
    Title,
    TitleVersion,
    VisitSource,
)
from asili.domain.places.visit_queries import attribution
from asili.domain.registry.models import Party

IN_THE_FIELD: Final = frozenset({Place.Kind.SITE, Place.Kind.PIT})
"""Kinds of places whose exact points are for those with a role (places.6)."""
REGISTERED: Final = _("Places as registered; points of sites are exact for signed-in roles.")
CADASTRE: Final = _("Each title names its own source; boundaries are not authoritative.")
AT_ONCE: Final = 2000
"""Rows that are read from a table together."""
EXACT: Final = False
"""What `Row.coarse` is for outlines, which are public as they are."""


def _choices(pairs: Any) -> dict[str, Words]:
    return dict(pairs)


SIMULATED: Final = Field("simulated", _("Simulated"), "boolean")
PROGRAMME: Final = Field("programme", _("Programme"))


def _places() -> Iterator[Row]:
    rows = Place.objects.values_list(
        "pk", "code", AsWKB("point"), "kind", "name", "programme__code", "province", "minerals",
        "town__name", "parent__code", "simulated",
    )  # fmt: skip
    for (
        pk,
        code,
        wkb,
        kind,
        name,
        programme,
        province,
        minerals,
        town,
        parent,
        simulated,
    ) in rows.order_by().iterator(AT_ONCE):
        yield Row(
            pk, code, code, wkb, None, None, (programme, province), kind in IN_THE_FIELD,
            (code, kind, name, " ".join(minerals), province, town, parent, programme, simulated),
        )  # fmt: skip


def _occupancies() -> Iterator[Row]:
    rows = Occupancy.objects.values_list(
        "pk", "place__code", AsWKB("place__point"), "since", "until", "place__programme__code",
        "place__province", "place__kind", "place__name", "role", "party__kind", "party__name",
        "place__simulated",
    )  # fmt: skip
    for (
        pk,
        code,
        wkb,
        since,
        until,
        programme,
        province,
        kind,
        name,
        role,
        whose,
        who,
        simulated,
    ) in rows.order_by().iterator(AT_ONCE):
        yield Row(
            pk, f"{code}.{pk}", code, wkb, since, until, (programme, province),
            kind in IN_THE_FIELD,
            (code, name, role, _public(whose, who), province, programme, simulated),
        )  # fmt: skip


def _samples() -> Iterator[Row]:
    rows = Sample.objects.values_list(
        "pk", "code", AsWKB("point"), "taken_on", "programme__code", "number", "material",
        "depth_cm", "source", "programme__simulated",
    )  # fmt: skip
    for (
        pk,
        code,
        wkb,
        taken,
        programme,
        number,
        material,
        depth,
        source,
        simulated,
    ) in rows.order_by().iterator(AT_ONCE):
        yield Row(
            pk, code, code, wkb, taken, None, (programme, ""), EXACT,
            (code, number, material or None, depth, source, programme, simulated),
        )  # fmt: skip


def _titles(*, zones: bool) -> Iterator[Row]:
    rows = TitleVersion.objects.filter(title__kind=Title.Kind.ZEA) if zones else (
        TitleVersion.objects.exclude(title__kind=Title.Kind.ZEA)
    )  # fmt: skip
    columns = rows.values_list(
        "pk", "title__code", AsWKB("geometry"), "valid_from", "valid_to", "title__programme__code",
        "title__kind", "title__number", "title__name", "status", "substances", "holder__kind",
        "holder__name", "legal_area_ha", "source", "title__programme__simulated",
    )  # fmt: skip
    for (
        pk, code, wkb, since, until, programme, kind, number, name, status, substances, whose,
        who, area, source, simulated,
    ) in columns.order_by().iterator(AT_ONCE):  # fmt: skip
        yield Row(
            pk, f"{code}.{since}", code, wkb, since, until, (programme, ""), EXACT,
            (
                code, kind, f"{kind} {number}", name, status, _public(whose, who),
                " ".join(substances), None if area is None else float(area), source, programme,
                simulated,
            ),
        )  # fmt: skip


def _overlaps() -> Iterator[Row]:
    rows = Overlap.objects.values_list(
        "pk", AsWKB("geometry"), "since", "until", "hectares", "first__title__programme__code",
        "first__title__programme__simulated",
        *(f"{side}__{name}" for side in ("first", "second") for name in (
            "title__code", "title__kind", "title__number", "holder__kind", "holder__name"
        )),
    )  # fmt: skip
    for (
        pk, wkb, since, until, hectares, programme, simulated,
        a, a_kind, a_number, a_whose, a_who, b, b_kind, b_number, b_whose, b_who,
    ) in rows.order_by().iterator(AT_ONCE):  # fmt: skip
        first, second = f"{a_kind} {a_number}", f"{b_kind} {b_number}"
        yield Row(
            pk, f"{a}.{b}.{since}", a, wkb, since, until, (programme, ""), EXACT,
            (
                f"{first} ∩ {second}", a, first, _public(a_whose, a_who), b, second,
                _public(b_whose, b_who), float(hectares), programme, simulated,
            ),
        )  # fmt: skip


def _owed() -> list[str]:
    """To whom visits, and the places that came with them, are owed."""
    programmes = Programme.objects.filter(pk__in=VisitSource.objects.values("programme"))
    return list(dict.fromkeys(line for one in programmes for line in attribution(one)))


def _public(kind: str | None, name: str | None) -> str | None:
    """Name of an organisation; none for nobody and for a private person."""
    return name if kind == Party.Kind.ORGANISATION else None


def _title_fields() -> tuple[Field, ...]:
    return (
        Field("code", _("Number"), narrows="name", drawn=True),
        Field("kind", _("Kind"), narrows="kind", choices=_choices(Title.Kind.choices), drawn=True),
        Field("number", _("Number given by the cadastre"), narrows="name", drawn=True),
        Field("name", _("Name"), narrows="name", drawn=True),
        Field(
            "status",
            _("Status"),
            choices=_choices(TitleVersion.Status.choices),
            drawn=True,
        ),
        Field("holder", _("Holder"), narrows="holder", drawn=True),
        Field("substances", _("Substances"), narrows="mineral"),
        Field("legal_area_ha", _("Legal area, ha"), "number"),
        Field("source", _("Source")),
        PROGRAMME,
        SIMULATED,
    )


LAYERS: Final[tuple[Layer, ...]] = (
    Layer(
        "titles",
        _("Titles"),
        _("Mining titles: what each covered, who held it and under which status, over time."),
        (CADASTRE,),
        is_areas=True,
        fields=_title_fields(),
        rows=lambda: _titles(zones=False),
        label="number",
    ),
    Layer(
        "zones",
        _("Artisanal zones (ZEA)"),
        _("Zones of artisanal exploitation: what each covered and its status, over time."),
        (CADASTRE,),
        is_areas=True,
        fields=_title_fields(),
        rows=lambda: _titles(zones=True),
        label="number",
    ),
    Layer(
        "overlaps",
        _("Ground in two titles"),
        _("Ground that two titles in force cover together, with both holders, since when."),
        (CADASTRE, _("Areas: computed on the ellipsoid WGS 84.")),
        is_areas=True,
        fields=(
            Field("label", _("Titles"), narrows="name", drawn=True),
            Field("first", _("First title, number"), narrows="name", drawn=True),
            Field("first_number", _("First title")),
            Field("first_holder", _("First holder"), narrows="holder", drawn=True),
            Field("second", _("Second title, number"), narrows="name"),
            Field("second_number", _("Second title")),
            Field("second_holder", _("Second holder"), narrows="holder", drawn=True),
            Field("hectares", _("Area, ha"), "number", drawn=True),
            PROGRAMME,
            SIMULATED,
        ),
        rows=_overlaps,
        label="label",
    ),
    Layer(
        "places",
        _("Places"),
        _("Sites with their pits, depots, plants, trading centres, border posts and ports."),
        (REGISTERED,),
        is_areas=False,
        fields=(
            Field("code", _("Number"), narrows="name", drawn=True),
            Field(
                "kind", _("Kind"), narrows="kind", choices=_choices(Place.Kind.choices), drawn=True
            ),
            Field("name", _("Name"), narrows="name", drawn=True),
            Field("minerals", _("Minerals"), narrows="mineral", drawn=True),
            Field("province", _("Province"), narrows="province"),
            Field("town", _("Town")),
            Field("parent", _("Within"), narrows="name"),
            PROGRAMME,
            SIMULATED,
        ),
        rows=_places,
        owed=_owed,
    ),
    Layer(
        "occupancies",
        _("Who works where"),
        _("Who worked, owned or organised a place, from day to day; organisations only."),
        (REGISTERED,),
        is_areas=False,
        fields=(
            Field("place", _("Place, number"), narrows="name", drawn=True),
            Field("name", _("Place"), narrows="name", drawn=True),
            Field("role", _("As"), choices=_choices(Occupancy.Role.choices), drawn=True),
            Field("holder", _("Who"), narrows="holder", drawn=True),
            Field("province", _("Province"), narrows="province"),
            PROGRAMME,
            SIMULATED,
        ),
        rows=_occupancies,
    ),
    VISITS,
    Layer(
        "samples",
        _("Geochemical samples"),
        _("Where material was taken for analysis; for those with a role in the programme."),
        (_("Each sample names its own source."),),
        is_areas=False,
        fields=(
            Field("code", _("Number"), narrows="name", drawn=True),
            Field("number", _("Number given by the source"), narrows="name", drawn=True),
            Field("material", _("Material"), choices=_choices(Sample.Material.choices), drawn=True),
            Field("depth_cm", _("Depth, cm"), "number"),
            Field("source", _("Source")),
            PROGRAMME,
            SIMULATED,
        ),
        rows=_samples,
        label="number",
        is_restricted=True,
    ),
)
"""In the order in which they are drawn."""


PLACES: Final = next(layer for layer in LAYERS if layer.name == "places")


def layer_of(name: str) -> Layer | None:
    """A layer by its name."""
    return next((layer for layer in LAYERS if layer.name == name), None)


def words(layer: Layer, name: str, value: object) -> object:
    """A value in the reader's language where it is a coded one."""
    at = layer.at(name)
    said = layer.fields[at].choices.get(str(value)) if at is not None else None
    return str(said) if isinstance(said, Promise | str) else value
