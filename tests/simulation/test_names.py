"""Simulated names are invented."""

import csv
import re
from pathlib import Path

import pytest

from asili.network.folder import Folder
from asili.simulation import names

COLUMNS = ("name", "village", "groupement", "collectivite", "territoire", "pcode")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))


@pytest.fixture(scope="session")
def invented() -> set[str]:
    return {name.casefold() for name in names.every_name()}


def test_no_invented_name_occurs_in_the_workshop_report(workshop: Path, invented: set[str]) -> None:
    report = workshop / "workshop" / "workshop-summary-2007.txt"
    if not report.is_file():
        pytest.skip("the workshop report is not beside the project")
    assert not invented & _words(report.read_text(encoding="utf-8"))


def test_no_invented_name_occurs_in_imported_public_data(
    workshop: Path, invented: set[str]
) -> None:
    files = sorted((workshop / "data" / "ipis").glob("*.csv"))
    if not files:
        pytest.skip("the imported public data are not beside the project")
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                found = _words(" ".join(row.get(column) or "" for column in COLUMNS))
                assert not invented & found


def test_the_lists_cover_every_name_of_the_folder(folder: Folder, invented: set[str]) -> None:
    for table in ("parties", "places", "titles"):
        for row in folder.rows(table):
            name = str(row["name"])
            plain = name in (names.AUTHORITY, names.SERVICE, names.CERTIFIER, names.OFFICE)
            generic = name == names.DEPOTS[2]
            assert plain or generic or invented & _words(name), name
