"""The map, and its layers as GeoJSON."""

from hashlib import sha256
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag
from django.views.decorators.vary import vary_on_cookie

from asili.core import journal
from asili.domain.places.models import Place
from asili.domain.places.policies import visible_places
from asili.domain.places.queries import overlaps_on, versions_on
from asili.interfaces.web.lists import notes
from asili.interfaces.web.reads import atlas
from asili.interfaces.web.requests import Request

NOT_AUTHORITATIVE: Final = _("Boundaries are not authoritative.")


def show(request: Request) -> HttpResponse:
    """The map with its list; the drawing itself is fetched layer by layer."""
    order = [kind for kind in Place.Kind.values if kind != Place.Kind.PIT]
    places = visible_places(request.actor).exclude(kind=Place.Kind.PIT)
    context = {
        "layers": [
            (name, reverse("web:map-layer", args=[name]), atlas.LAYER_NAMES[name])
            for name in atlas.LAYERS
        ],
        "places": sorted(places, key=lambda place: (order.index(place.kind), place.name)),
        "versions": versions_on(),
        "overlaps": overlaps_on(),
        "ways": atlas.ways(request.actor),
        "exact": request.actor.has(),
    }
    return render(request, "web/map.html", context)


def version(request: HttpRequest, name: str) -> str:
    """What a layer depends on: the journal's position, the reader, their language and the day."""
    account = getattr(request.user, "code", "")
    parts = [name, account, get_language(), timezone.localdate(), journal.position()]
    return f'"{sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]}"'


@cache_control(private=True, no_cache=True)
@vary_on_cookie
@etag(version)
def layer(request: Request, name: str) -> HttpResponse:
    """One layer as GeoJSON; unchanged while the journal is."""
    if name not in atlas.LAYERS:
        raise Http404(name)
    features = atlas.LAYERS[name](request.actor)
    return JsonResponse(
        atlas.collection(features, [*notes(), str(NOT_AUTHORITATIVE)]),
        content_type="application/geo+json",
    )
