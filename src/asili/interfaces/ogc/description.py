"""The service described for programs: conformance classes and OpenAPI 3.0."""

from collections.abc import Iterable
from typing import Any, Final

from asili import __version__
from asili.domain.insight.atlas.layers import Layer
from asili.interfaces.ogc.query import MOST, USUAL
from asili.interfaces.ogc.systems import CRS84, SYSTEMS

_CLASSES: Final = "http://www.opengis.net/spec/ogcapi-features-"
CONFORMANCE: Final = tuple(
    _CLASSES + name
    for name in (
        "1/1.0/conf/core",
        "1/1.0/conf/html",
        "1/1.0/conf/geojson",
        "1/1.0/conf/oas30",
        "2/1.0/conf/crs",
    )
)
_TYPES: Final = {"string": "string", "number": "number", "boolean": "boolean", "date": "string"}


def described(root: str, layers: Iterable[Layer]) -> dict[str, Any]:
    """The OpenAPI document of the service at ``root`` with these layers."""
    paths: dict[str, Any] = {
        "/": _get("landing", "What there is"),
        "/conformance": _get("conformance", "Which parts of the standards are kept"),
        "/collections": _get("collections", "Every collection"),
    }
    for layer in layers:
        at, title = f"/collections/{layer.name}", str(layer.title)
        paths[at] = _get(f"describe_{layer.name}", title)
        paths[f"{at}/items"] = _get(f"list_{layer.name}", title, _of_items(layer))
        one = _get(f"one_{layer.name}", title, [_FEATURE, _parameter("crs", _ONE_OF)])
        paths[f"{at}/items/{{featureId}}"] = one
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Asili",
            "version": __version__,
            "description": "Boundaries are not authoritative.",
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},
            }
        },
        "security": [{}, {"token": []}, {"password": []}],
    }


_ONE_OF: Final = {"type": "string", "enum": list(SYSTEMS), "default": CRS84}
_NUMBERS: Final = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
_FEATURE: Final = {
    "name": "featureId",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
}


def _of_items(layer: Layer) -> list[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    listed = [
        _parameter("bbox", _NUMBERS),
        _parameter("bbox-crs", _ONE_OF),
        _parameter("crs", _ONE_OF),
        _parameter("datetime", {"type": "string"}),
        _parameter("limit", limit),
        _parameter("after", {"type": "integer", "minimum": 0}),
    ]
    return listed + [_parameter(one.name, {"type": _TYPES[one.type]}) for one in layer.fields]


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {"name": name, "in": "query", "required": False, "schema": schema}
    return about | ({"style": "form", "explode": False} if name == "bbox" else {})


def _get(
    operation: str, summary: str, parameters: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    form = _parameter("f", {"type": "string", "enum": ["json", "html"]})
    problem = {"description": "What is wrong: code and description"}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [*(parameters or []), form],
            "responses": {
                "200": {"description": summary},
                "400": problem,
                "401": problem,
                "404": problem,
            },
        }
    }
