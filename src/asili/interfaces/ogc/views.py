"""Layers as OGC API Features 1.0: Part 1 (OGC 17-069r4) and Part 2 (OGC 18-058r1).

Every answer is JSON for programs and a page for people, by ``f`` or by what the client accepts.
Rights are those of the signed-in account or of the access token; a collection that needs a role is
refused to all others, and not listed.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Final, TypeAlias, cast
from urllib.parse import urlencode

import shapely
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from asili.core.access import Actor
from asili.core.tokens import BadToken, account_of
from asili.domain.insight.atlas.catalogue import LAYERS, layer_of
from asili.domain.insight.atlas.layers import Layer
from asili.domain.insight.atlas.views import Selection, View, view
from asili.domain.registry.queries import actor_for
from asili.interfaces.ogc.description import CONFORMANCE, described
from asili.interfaces.ogc.query import BadParameter, crs_of, read, refuse_unknown
from asili.interfaces.ogc.systems import CRS84, SYSTEMS, written_in

GEOJSON: Final = "application/geo+json"
JSON, HTML = "application/json", "text/html"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
Link: TypeAlias = dict[str, str]
Answer: TypeAlias = Callable[..., HttpResponse]


class Unknown(LookupError):
    """No collection or feature of this name, or none that this visitor may see."""


class NeedsToken(PermissionError):
    """A collection for those with a role, asked for without one."""


def answering(answer: Answer) -> Answer:
    """Give an answer its actor, and errors the form that the standard wants."""

    @wraps(answer)
    def answered(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            found = answer(request, _actor(request), **parts)
        except BadParameter as error:
            found = _problem(400, "InvalidParameterValue", str(error))
        except Unknown as error:
            found = _problem(404, "NotFound", str(error))
        except (BadToken, NeedsToken) as error:
            found = _problem(401, "NotAuthorized", str(error))
            found["WWW-Authenticate"] = 'Bearer realm="Asili", Basic realm="Asili"'
        found["Vary"] = "Accept, Authorization, Cookie"
        found["Cache-Control"] = "private, no-cache"
        return found

    return csrf_exempt(require_safe(answered))


@answering
def landing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What there is."""
    refuse_unknown(request.GET, ("f",))
    links = [
        *_self(request),
        _link(request, "ogc:api", "service-desc", OPENAPI, "The API, for programs"),
        _link(request, "ogc:api", "service-doc", HTML, "The API, for people", f="html"),
        _link(request, "ogc:conformance", "conformance", JSON, "What this service conforms to"),
        _link(request, "ogc:collections", "data", JSON, "The collections"),
    ]
    about = "Places, titles, zones and what lies in two of them. Boundaries are not authoritative."
    return _shown(request, {"title": "Asili", "description": about, "links": links})


@answering
def conformance(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which parts of the standards are kept."""
    refuse_unknown(request.GET, ("f",))
    return _shown(request, {"conformsTo": list(CONFORMANCE)})


@answering
def api(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The description by which programs find their way (OpenAPI 3.0)."""
    refuse_unknown(request.GET, ("f",))
    layers = [layer for layer in LAYERS if _may_see(actor, layer)]
    content = described(request.build_absolute_uri(reverse("ogc:landing")).rstrip("/"), layers)
    return _shown(request, content, OPENAPI)


@answering
def collections(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every collection that the visitor may read."""
    refuse_unknown(request.GET, ("f",))
    listed = [_collection(request, actor, layer) for layer in LAYERS if _may_see(actor, layer)]
    return _shown(request, {"links": _self(request), "crs": list(SYSTEMS), "collections": listed})


@answering
def collection(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """One collection: extent, reference systems, attribution."""
    refuse_unknown(request.GET, ("f",))
    return _shown(request, _collection(request, actor, _layer(actor, name)))


@answering
def items(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """A page of features; the next one begins after its last key, so that new rows shift none."""
    layer = _layer(actor, name)
    asked = read(request.GET, layer)
    seen = view(actor, layer, asked.selection)
    rows = seen.after(asked.after, asked.limit).tolist()
    links = _self(request, GEOJSON)
    if rows and rows[-1] != seen.rows[-1]:
        following = request.GET.copy()
        following["after"] = str(seen.held.keys[rows[-1]])
        address = f"{request.build_absolute_uri(request.path)}?{following.urlencode()}"
        links.append({"href": address, "rel": "next", "type": GEOJSON, "title": "Next page"})
    links.append(_link(request, "ogc:collection", "collection", JSON, "Collection", name))
    content = {
        "type": "FeatureCollection",
        "links": links,
        "timeStamp": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": len(seen),
        "numberReturned": len(rows),
        "attribution": layer.attribution(),
        "features": _features(seen, rows, asked.system),
    }
    answer = _shown(request, content, GEOJSON)
    answer["Content-Crs"] = f"<{asked.system}>"
    return answer


@answering
def item(request: HttpRequest, actor: Actor, name: str, feature: str) -> HttpResponse:
    """One feature."""
    layer = _layer(actor, name)
    refuse_unknown(request.GET, ("f", "crs"))
    system = crs_of(request.GET)
    seen = view(actor, layer)
    row = seen.held.places.get(feature)
    if row is None or row not in seen.rows:
        raise Unknown("There is no such feature.")
    (content,) = _features(seen, [row], system)
    content["links"] = [
        *_self(request, GEOJSON),
        _link(request, "ogc:collection", "collection", JSON, "Collection", name),
    ]
    answer = _shown(request, content, GEOJSON)
    answer["Content-Crs"] = f"<{system}>"
    return answer


def _features(seen: View, rows: list[int], system: str) -> list[dict[str, Any]]:
    shapes = written_in([seen.shape(row) for row in rows], system)
    drawn = shapely.to_geojson(shapes).tolist()
    return [
        {
            "type": "Feature",
            "id": seen.held.names[row],
            "geometry": json.loads(shape),
            "properties": {
                **seen.values(row),
                "valid_from": seen.since(row),
                "valid_to": seen.until(row),
                **({} if seen.layer.is_areas else {"exact": bool(seen.exact[row])}),
            },
        }
        for row, shape in zip(rows, drawn, strict=True)
    ]


def _collection(request: HttpRequest, actor: Actor, layer: Layer) -> dict[str, Any]:
    seen = view(actor, layer, Selection())
    name = layer.name
    begins = seen.held.first_day
    first = f"{date.fromordinal(begins)}T00:00:00Z" if begins else None
    content: dict[str, Any] = {
        "id": name,
        "title": str(layer.title),
        "description": str(layer.description),
        "attribution": " ".join(layer.attribution()),
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84,
        "links": [
            _link(request, "ogc:collection", "self", JSON, str(layer.title), name),
            _link(request, "ogc:items", "items", GEOJSON, str(layer.title), name),
            _link(request, "ogc:items", "items", HTML, str(layer.title), name, f="html"),
        ],
        "extent": {"temporal": {"interval": [[first, None]]}},
    }
    if len(seen):
        shapes = seen.held.shapes[seen.rows] if layer.is_areas else shapely.points(seen.points)
        box = shapely.total_bounds(shapes).tolist()
        content["extent"]["spatial"] = {"bbox": [box], "crs": CRS84}
    return content


def _layer(actor: Actor, name: str) -> Layer:
    layer = layer_of(name)
    if layer is None:
        raise Unknown("There is no such collection.")
    if not _may_see(actor, layer):
        raise NeedsToken("This collection is for those with a role: sign in or send a token.")
    return layer


def _may_see(actor: Actor, layer: Layer) -> bool:
    return not layer.is_restricted or actor.has()


def _actor(request: HttpRequest) -> Actor:
    """Whose rights the request has: of its access token where it sends one, else of its session.

    A token is sent as bearer, or as the password of basic authentication, which desktop programs
    offer. It is never read from the address, because addresses are kept in logs.
    """
    kind, _space, sent = request.headers.get("Authorization", "").partition(" ")
    if not sent:
        return cast("Actor", request.actor)  # type: ignore[attr-defined]  # by the middleware
    return actor_for(account_of(kind, sent))


def _shown(request: HttpRequest, content: dict[str, Any], media_type: str = JSON) -> HttpResponse:
    asked = request.GET.get("f", "")
    if asked not in ("", "json", "html"):
        raise BadParameter("f: json or html.")
    if asked == "html" or (not asked and request.get_preferred_type([JSON, GEOJSON, HTML]) == HTML):
        return render(request, "ogc/page.html", {"content": content, "path": request.path})
    return JsonResponse(content, content_type=media_type, json_dumps_params={"ensure_ascii": False})


def _problem(status: int, code: str, description: str) -> JsonResponse:
    return JsonResponse({"code": code, "description": description}, status=status)


def _self(request: HttpRequest, media_type: str = JSON) -> list[Link]:
    """This answer, and the same as a page or as data."""
    links = []
    for rel, kind, form in (("self", media_type, "json"), ("alternate", HTML, "html")):
        query = request.GET.copy()
        query["f"] = form
        address = f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"
        links.append({"href": address, "rel": rel, "type": kind, "title": form.upper()})
    return links


def _link(
    request: HttpRequest, to: str, rel: str, kind: str, title: str, *parts: str, **query: str
) -> Link:
    address = request.build_absolute_uri(reverse(to, args=parts))
    if query:
        address += f"?{urlencode(query)}"
    return {"href": address, "rel": rel, "type": kind, "title": title}
