"""What a folder is, for programs of others: JSON Schema and Data Package, made from the schema.

- `json_schema`: one row of a table (JSON Schema, draft 2020-12).
- `manifest_schema`: the manifest (JSON Schema, draft 2020-12).
- `datapackage`: every table with its columns, keys and references (Frictionless Data Package 1 and
  Table Schema), which libraries in many languages read.

The texts are kept beside this module as files; a test compares them.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from asili.network.layout import Column, Table, Type
from asili.network.manifest import FILE, FORMAT
from asili.network.schema import TABLES, VERSION

PUBLISHED: Final = Path(__file__).with_name("published")
"""Where these texts are kept as files."""

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_JSON_TYPES: Final[dict[Type, dict[str, object]]] = {
    Type.TEXT: {"type": "string", "minLength": 1},
    Type.CODE: {"type": "string"},
    Type.UUID: {"type": "string", "format": "uuid"},
    Type.CHOICE: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.DECIMAL: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.INSTANT: {"type": "string", "format": "date-time"},
    Type.AREA: {"type": "string", "minLength": 1},
}


def json_schema(table: Table) -> dict[str, object]:
    """Return a JSON Schema (draft 2020-12) of one row of ``table``; a blank cell is left out."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.meaning,
        "type": "object",
        "properties": {column.name: _property(column) for column in table.columns},
        "required": [column.name for column in table.columns if column.required],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, object]:
    described = {"description": column.meaning, **_JSON_TYPES[column.type]}
    if column.choices:
        described["enum"] = list(column.choices)
    if column.kinds:
        described["pattern"] = f"^[{''.join(column.kinds)}]-[0-9A-HJKMNP-TV-Z]{{10}}$"
    if column.minimum is not None:
        described["minimum"] = column.minimum
    if column.maximum is not None:
        described["maximum"] = column.maximum
    return described


def manifest_schema() -> dict[str, object]:
    """Return a JSON Schema (draft 2020-12) of ``manifest.json``."""
    text, texts = {"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string"}}
    whole = {"type": "integer", "minimum": 0}
    written = {
        "type": "object",
        "properties": {"bytes": whole, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
        "required": ["bytes", "sha256"],
    }
    return {
        "$schema": _DRAFT,
        "title": FILE,
        "description": "What a network folder is, where it comes from and what it counts",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "title": text,
            "programme": {**text, "description": "Short code under which the rows are kept"},
            "commodity": {**text, "description": "Code of what is mined, such as CuCo"},
            "provinces": {**texts, "description": "ISO 3166-2 codes"},
            "analytes": {**texts, "description": "What is traced, such as Co"},
            "time_zone": {**text, "description": "By which months are told"},
            "simulated": {"type": "boolean", "description": "Whether the rows are invented"},
            "seed": {"type": ["integer", "null"], "description": "Reproduces invented rows"},
            "attribution": text,
            "licence": text,
            "notes": {**texts, "description": "What the folder leaves out"},
            "scope": {
                "type": "object",
                "description": "Account and days that limit it",
                "additionalProperties": {"type": "string"},
            },
            "journal": {
                "type": "object",
                "description": "Name and position of the journal that it stands for",
                "properties": {"name": text, "position": whole},
            },
            "counts": {
                "type": "object",
                "description": "Rows by table",
                "propertyNames": {"enum": [*TABLES]},
                "additionalProperties": whole,
            },
            "files": {
                "type": "object",
                "description": "Files as written, by path",
                "additionalProperties": written,
            },
        },
        "required": [
            *("format", "version", "title", "programme", "commodity", "provinces"),
            *("simulated", "attribution", "licence"),
        ],
    }


def datapackage(tables: Iterable[str] = TABLES, form: str = "csv") -> dict[str, object]:
    """Return the Data Package descriptor of a folder that has ``tables`` as ``form``."""
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": FORMAT,
        "title": f"Open network folder, version {VERSION}",
        "resources": [_resource(TABLES[name], form) for name in tables],
    }


def _resource(table: Table, form: str) -> dict[str, object]:
    resource: dict[str, object] = {
        "name": table.name,
        "description": table.meaning,
        "path": f"{table.name}.{form}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": column.name,
                    "reference": {
                        "resource": "" if of == table.name else of,
                        "fields": field,
                    },
                }
                for column in table.columns
                if column.references
                for of, field in (column.references.split("."),)
            ],
        },
    }
    if form == "csv":
        resource |= {
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        }
    return resource


_FIELD_TYPES: Final[dict[Type, str]] = {
    Type.INTEGER: "integer",
    Type.DECIMAL: "number",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.INSTANT: "datetime",
}


def _field(column: Column) -> dict[str, object]:
    constraints: dict[str, object] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.kinds:
        constraints["pattern"] = f"[{''.join(column.kinds)}]-[0-9A-HJKMNP-TV-Z]{{10}}"
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    field: dict[str, object] = {
        "name": column.name,
        "type": _FIELD_TYPES.get(column.type, "string"),
        "description": column.meaning,
    }
    if column.type is Type.UUID:
        field["format"] = "uuid"
    return field | ({"constraints": constraints} if constraints else {})


def texts() -> dict[str, dict[str, object]]:
    """Return what is published, by file name."""
    return {
        "tables.schema.json": {name: json_schema(table) for name, table in TABLES.items()},
        "manifest.schema.json": manifest_schema(),
        "datapackage.json": datapackage(),
    }
