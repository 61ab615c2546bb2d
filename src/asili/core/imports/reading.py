"""Any accepted file as a table: its kind is told from its bytes, its name is not believed."""

from collections.abc import Set
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.imports.archives import members_of, require_plain_xml
from asili.core.imports.delimited import open_delimited
from asili.core.imports.shapes import open_shapes
from asili.core.imports.tables import Options, Table, bad_file
from asili.core.imports.targets import Box
from asili.core.imports.workbooks import open_workbook
from asili.core.sniffing import XLSX

CSV: Final = "text/csv"
MEDIA_TYPES: Final = {
    "csv": CSV,
    "xlsx": XLSX,
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "shp": "application/zip",
    "kml": "application/vnd.google-earth.kml+xml",
}
"""Kind of a file to the media type under which it is kept."""

_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_OTHERS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"PAR1")


def kind_of(path: Path) -> str:
    """A key of `MEDIA_TYPES`; raises Refusal for any other file."""
    with path.open("rb") as file:
        head = file.read(512)
    if not head.strip():
        raise bad_file(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path)
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if head.startswith(_OLD_EXCEL):
        raise bad_file(
            _("This is a workbook of Excel before 2007."),
            _("Save it as XLSX or CSV and send it again."),
        )
    if head.startswith(_OTHERS):
        raise _other()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return "geojson"
    if start.startswith((b"<?xml", b"<kml")):
        with path.open("rb") as stream:
            if require_plain_xml(stream) != "kml":
                raise _other()
        return "kml"
    return "csv"


def open_table(path: Path, options: Options, words: Set[str], box: Box | None = None) -> Table:
    """The table in a file; ``words`` are bare headers that the target knows. Raises Refusal."""
    kind = kind_of(path)
    if kind == "csv":
        return open_delimited(path, options, words)
    if kind == "xlsx":
        return open_workbook(path, options, words)
    return open_shapes(path, kind, options, box)


def _kind_of_archive(path: Path) -> str:
    names = {member.filename.casefold() for member in members_of(path)}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.endswith(".shp") for name in names):
        return "shp"
    raise _other()


def _other() -> Exception:
    return bad_file(
        _("Only CSV, XLSX, GeoJSON, GeoPackage, zipped Shapefile and KML can be brought in."),
        _("Save the file as one of these."),
    )
