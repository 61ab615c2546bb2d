"""Sites as visited, as a layer: each visit stands until the next one of its site.

A day of the map so shows what was last recorded of a site by then. Sightings are not read here
(places.14, places.15).
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.contrib.gis.db.models.functions import AsWKB
from django.utils.translation import gettext_lazy as _

from asili.domain.insight.atlas.layers import Field, Layer, Row
from asili.domain.places.models import Visit, VisitMineral
from asili.domain.places.visiting import ANALYTES

AT_ONCE: Final = 2000
COARSE: Final = True
"""Points of sites are exact for those with a role there only (places.6)."""
OWED: Final = _(
    "Each visit names its file. Visits of IPIS: open data on artisanal mines of the DRC; licence "
    "as a third party states it ODC-BY 1.0, not verified."
)


def _visits() -> Iterator[Row]:
    found: dict[int, list[str]] = defaultdict(list)
    minerals = VisitMineral.objects.order_by("visit_id", "rank").values_list(
        "visit_id", "mineral", "said"
    )
    for visit, mineral, said in minerals.iterator(AT_ONCE):
        found[visit].append(ANALYTES.get(mineral, mineral or said))
    rows = Visit.objects.order_by("place_id", "-visited_on", "-pk").values_list(
        "pk", "code", "place_id", "place__code", AsWKB("place__point"), "visited_on", "name",
        "workers", "women", "mercury", "qualification", "place__province", "territory", "who",
        "source__file", "programme__code", "programme__simulated",
    )  # fmt: skip
    site, until = None, None
    for (
        pk, code, place, place_code, wkb, day, name, workers, women, mercury, qualification,
        province, territory, who, file, programme, simulated,
    ) in rows.iterator(AT_ONCE):  # fmt: skip
        until = until if place == site else None
        yield Row(
            pk, code, place_code, wkb, day, until, (programme, province), COARSE,
            (
                place_code, name, day, " ".join(found[pk]), workers, women, mercury, qualification,
                province, territory, who, file, programme, simulated,
            ),
        )  # fmt: skip
        site, until = place, day


VISITS: Final = Layer(
    "visits",
    _("Visited sites"),
    _("Sites as visited: the visit that was the latest on the day, with what it recorded."),
    (OWED,),
    is_areas=False,
    fields=(
        Field("place", _("Place, number"), narrows="name", drawn=True),
        Field("name", _("Name"), narrows="name", drawn=True),
        Field("visited_on", _("Day of the visit"), "date", drawn=True),
        Field("minerals", _("Minerals"), narrows="mineral", drawn=True),
        Field("workers", _("Workers"), "number", drawn=True),
        Field("women", _("Women at work"), "boolean"),
        Field("mercury", _("Mercury in use"), "boolean"),
        Field("qualification", _("Qualification"), choices=dict(Visit.Qualification.choices)),
        Field("province", _("Province"), narrows="province"),
        Field("territory", _("Territory")),
        Field("who", _("Recorded by")),
        Field("source", _("File")),
        Field("programme", _("Programme")),
        Field("simulated", _("Simulated"), "boolean"),
    ),
    rows=_visits,
)
