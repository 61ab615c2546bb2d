"""The schema says what a folder holds, also to programs that are not Asili."""

import json
from pathlib import Path

import jsonschema
import pytest

from asili.network.layout import Column, Table
from asili.network.published import PUBLISHED, datapackage, json_schema, manifest_schema, texts
from asili.network.schema import TABLES
from asili.network.vocabulary import LINE_ROLES, EventKind
from asili.network.writing import write
from tests.network.test_folder import MANIFEST

REFERENCES = [
    (table, column) for table in TABLES.values() for column in table.columns if column.references
]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_emits_a_valid_json_schema(table: Table) -> None:
    described = json_schema(table)
    jsonschema.Draft202012Validator.check_schema(described)
    assert json.loads(json.dumps(described)) == described


def test_the_json_schema_of_a_line_refuses_what_the_reader_refuses() -> None:
    line = {"event": "5f8a52c6-3c8e-4c7a-9d3a-0d1f1f0c8c11", "role": "make", "lot": "B-0000000700"}
    validator = jsonschema.Draft202012Validator(json_schema(TABLES["lines"]))
    assert validator.is_valid(line | {"wet_g": 50_000})
    for wrong in ({"wet_g": 50.5}, {"wet_g": -1}, {"role": "swallow"}, {"lot": "P-0000000700"}):
        assert not validator.is_valid(line | wrong)


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_every_reference_points_to_a_table_read_before(table: Table, column: Column) -> None:
    target, name = column.references.split(".")
    assert TABLES[target].column(name).required
    assert list(TABLES).index(target) <= list(TABLES).index(table.name)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_key_is_made_of_columns(table: Table) -> None:
    assert set(table.key) <= set(table.names)


def test_every_kind_of_event_has_its_line_roles() -> None:
    assert set(LINE_ROLES) == set(EventKind)


def test_the_published_texts_are_what_the_schema_says() -> None:
    for name, content in texts().items():
        kept = json.loads((PUBLISHED / name).read_text("utf-8"))
        assert kept == content, "run .venv/bin/python tools/reference.py"


def test_the_manifest_of_a_folder_keeps_its_json_schema(tmp_path: Path) -> None:
    write(tmp_path / "network", {}, MANIFEST)
    content = json.loads((tmp_path / "network" / "manifest.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(manifest_schema())
    validator.check_schema(manifest_schema())
    assert validator.is_valid(content)
    assert set(content) <= set(manifest_schema()["properties"])  # type: ignore[call-overload]
    assert not validator.is_valid(content | {"simulated": "no"})


def test_a_folder_describes_itself_as_a_data_package(tmp_path: Path) -> None:
    write(tmp_path / "network", {}, MANIFEST)
    described = json.loads((tmp_path / "network" / "datapackage.json").read_text("utf-8"))
    assert described == datapackage(["parties", "places", "events", "lines"])
    for resource in described["resources"]:
        with (tmp_path / "network" / resource["path"]).open(encoding="utf-8") as stream:
            header = stream.readline().strip().split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]
