"""The map: its page with the equal list, its tiles, its search, and its layers as files."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Final

import shapely
from django.core.cache import cache
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag
from django.views.decorators.vary import vary_on_cookie

from asili.core import journal
from asili.core.exports import export
from asili.domain.insight.atlas.catalogue import LAYERS, PLACES, layer_of
from asili.domain.insight.atlas.holding import HOLDER, Held
from asili.domain.insight.atlas.layers import Layer
from asili.domain.insight.atlas.tiles import FINEST, tile
from asili.domain.insight.atlas.views import View, scopes_of, seen_of, view
from asili.interfaces.web.addresses import address_of
from asili.interfaces.web.lists import FILES, notes
from asili.interfaces.web.reads import atlas
from asili.interfaces.web.reads.chart import Asked, file_of, found, listed, of_codes
from asili.interfaces.web.requests import Request

NOT_AUTHORITATIVE: Final = _("Boundaries are not authoritative.")
TILE: Final = "application/vnd.mapbox-vector-tile"
KEPT: Final = 3600
"""Seconds for which a tile that was cut is kept in this process."""
HELD_BACK: Final = 500
"""Features of a file that are turned into text together."""


def show(request: Request) -> HttpResponseBase:
    """The map with its list; the drawing itself is fetched square by square."""
    asked = Asked(request.GET)
    selection = asked.selection()
    layer = layer_of(request.GET.get("list", "")) or PLACES
    every = HOLDER.several(LAYERS)
    seen = seen_of(request.actor, every[LAYERS.index(layer)], selection)
    form = next((form for form in FILES if form == request.GET.get("format")), None)
    if form:
        headers, rows = file_of(seen)
        said = _notes(layer, asked)
        return export(rows, headers, form, layer.name, said)
    table = listed(seen, request.GET)
    plain = request.GET.copy()
    for name in ("page", "sort", "format", "list"):
        plain.pop(name, None)
    context = {
        "asked": asked,
        "on": selection.on,
        "layers": LAYERS,
        "table": table,
        "narrowed": plain.urlencode(),
        "towns": atlas.collection(atlas.town_features(), []),
        "files": [(name.upper(), table.listing.address(format=name, page=None)) for name in FILES],
        "ways": atlas.ways(request.actor),
        "exact": request.actor.has(),
        "words": _words(),
        "since": _first_day(every),
        "today": timezone.localdate(),
        "tiles": f"{reverse('web:map')}/{{z}}/{{x}}/{{y}}.mvt",
    }
    return render(request, "web/map.html", context)


def square(request: Request, zoom: int, column: int, row: int) -> HttpResponse:
    """One tile with every layer that the visitor may see."""
    if zoom > FINEST or column >= 2**zoom or row >= 2**zoom:
        raise Http404
    asked = Asked(request.GET).selection()
    held = HOLDER.several(LAYERS)
    rights = [scopes_of(request.actor, one) for one in held]
    state = repr((held[0].version, rights, asked, zoom, column, row))
    tag = f'"{sha256(state.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        kept = cache.get(tag) if held[0].version else None
        if kept is None:
            kept = tile(request.actor, held, asked, zoom, column, row)
            cache.set(tag, kept, KEPT)
        answer = HttpResponse(kept, content_type=TILE)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, max-age=60"
    answer["Vary"] = "Cookie"
    return answer


def find(request: Request) -> JsonResponse:
    """Where things are that have a name or number, for the map to fly to."""
    codes = request.GET.get("codes", "").split()
    if codes:
        hits = of_codes(request.actor, codes[:50])
        return JsonResponse({"total": len(hits), "hits": [asdict(hit) for hit in hits]})
    some, total = found(request.actor, Asked(request.GET).selection())
    return JsonResponse({"total": total, "hits": [asdict(hit) for hit in some]})


def version(request: HttpRequest, name: str) -> str:
    """What a layer depends on: the journal's position, the reader, their language and the day."""
    account = getattr(request.user, "code", "")
    asked = request.GET.urlencode()
    parts = [name, account, get_language(), timezone.localdate(), journal.position(), asked]
    return f'"{sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]}"'


@cache_control(private=True, no_cache=True)
@vary_on_cookie
@etag(version)
def layer(request: Request, name: str) -> HttpResponseBase:
    """One layer as GeoJSON, narrowed like the map; unchanged while the journal is."""
    if name == "flows":
        flows = atlas.collection(
            atlas.flow_features(request.actor), [*notes(), str(NOT_AUTHORITATIVE)]
        )
        return JsonResponse(flows, content_type="application/geo+json")
    drawn = layer_of(name)
    if drawn is None:
        raise Http404(name)
    asked = Asked(request.GET)
    seen = view(request.actor, drawn, asked.selection())
    return StreamingHttpResponse(
        _geojson(seen, _notes(drawn, asked)), content_type="application/geo+json"
    )


def _geojson(seen: View, said: tuple[str, ...]) -> Iterator[str]:
    """A feature collection (RFC 7946), some features at a time; the notes are a foreign member."""
    said_too = json.dumps(said, ensure_ascii=False)
    yield f'{{"type":"FeatureCollection","notes":{said_too},"features":['
    comma = ""
    for start in range(0, len(seen), HELD_BACK):
        rows = seen.rows[start : start + HELD_BACK].tolist()
        shapes = shapely.to_geojson([seen.shape(row) for row in rows])
        features = (
            f'{{"type":"Feature","id":{json.dumps(seen.held.names[row])},"geometry":{shape},'
            f'"properties":{json.dumps(_properties(seen, row), ensure_ascii=False, default=str)}}}'
            for row, shape in zip(rows, shapes, strict=True)
        )
        yield comma + ",".join(features)
        comma = ","
    yield "]}"


def _properties(seen: View, row: int) -> dict[str, object]:
    about: dict[str, object] = seen.values(row)
    about |= {"since": seen.since(row), "until": seen.until(row)}
    if not seen.layer.is_areas:
        about["exact"] = bool(seen.exact[row])
    return about | {"url": address_of(seen.held.records[row])}


def _notes(drawn: Layer, asked: Asked) -> tuple[str, ...]:
    return (*notes(drawn.attribution()), *asked.chosen(), str(NOT_AUTHORITATIVE))


def _words() -> dict[str, object]:
    """Words that the drawing needs, in the reader's language."""
    named = {
        one.name: {value: str(said) for value, said in one.choices.items()}
        for drawn in LAYERS
        for one in drawn.fields
        if one.choices
    }
    kinds = {
        value: str(said)
        for drawn in LAYERS
        for one in drawn.fields
        if one.name == "kind"
        for value, said in one.choices.items()
    }
    return {
        "layers": {drawn.name: str(drawn.title) for drawn in LAYERS},
        "labels": {drawn.name: drawn.label for drawn in LAYERS},
        "choices": named | {"kind": kinds},
        "many": str(_("%(number)s here")),
        "list": str(_("List them")),
        "texture": str(_("Many small areas; zoom in to see each.")),
        "nothing": str(_("Nothing is found.")),
        "more": str(_("%(shown)s of %(total)s are shown.")),
        "copied": str(_("The address is copied.")),
        "address": str(_("The address of this view is in the address line.")),
        "distance": str(_("Distance: %(km)s km")),
        "area": str(_("Area: %(ha)s ha, around it %(km)s km")),
        "more_points": str(_("Set points: click, or move the map and press Enter. Escape ends.")),
    }


def _first_day(every: list[Held]) -> date:
    """The earliest day that a layer knows, where the time slider begins."""
    days = [held.first_day for held in every if held.first_day]
    return date.fromordinal(min(days)) if days else timezone.localdate()
