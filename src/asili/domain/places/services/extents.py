"""Versions of titles as extents, and the boxes in which their neighbours are looked for."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Final

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import Polygon
from django.db.models import Q, QuerySet

from asili.domain.places import geojson, rules
from asili.domain.places.ground import Extent
from asili.domain.places.models import Title, TitleVersion

TILES: Final = 40
"""Most boxes in one question to the database."""
_TILE: Final = 0.25
"""Degrees: some thirty kilometres, as wide as a large title."""


def extents_of(versions: QuerySet[TitleVersion]) -> Iterator[Extent]:
    """Versions that claim ground, in order; an application from the day of its submission."""
    rows = (
        versions.filter(status__in=rules.CLAIMS)
        .order_by("pk")
        .values_list(
            "pk",
            "title_id",
            "title__kind",
            "status",
            AsWKB("geometry"),
            "applied_on",
            "valid_from",
            "valid_to",
        )
    )
    for key, title, kind, status, wkb, applied_on, valid_from, valid_to in rows:
        standing = rules.standing(status, is_protected_area=kind == Title.Kind.AP)
        if standing is None:
            continue
        since = valid_from if status != TitleVersion.Status.APPLIED else applied_on or valid_from
        yield Extent(
            key,
            title,
            geojson.shape(wkb),
            min(since, valid_from),
            valid_to,
            standing,
            kind == Title.Kind.ZEA,
        )


def around(shapes: Iterable[shapely.Geometry], field: str, by: float = 0.0) -> Q:
    """Condition on rows whose box meets the boxes of some shapes, grown ``by`` degrees.

    Shapes far apart are looked for apart, so that what lies between them is not read.
    """
    bounds = shapely.bounds(np.array(list(shapes), dtype=object))
    size = _TILE
    while len(tiles := _tiles(bounds, size)) > TILES:
        size *= 2
    boxes = [shapely.box(w - by, s - by, e + by, n + by) for w, s, e, n in tiles]
    return reduce(or_, (Q((f"{field}__bboverlaps", _geos(box))) for box in boxes), Q(pk__in=()))


def _tiles(bounds: np.ndarray, size: float) -> list[tuple[float, float, float, float]]:
    """Boxes around all bounds whose south-western corners lie in the same tile."""
    groups: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}
    for box in bounds.tolist():
        groups.setdefault((int(box[0] // size), int(box[1] // size)), []).append(tuple(box))
    found = []
    for group in groups.values():
        west, south, east, north = zip(*group, strict=True)
        found.append((min(west), min(south), max(east), max(north)))
    return found


def _geos(box: shapely.Polygon) -> Polygon:
    outline = Polygon.from_bbox(box.bounds)
    outline.srid = 4326
    return outline
