"""Map files as tables: GeoJSON, GeoPackage, zipped Shapefile and KML, read through GDAL.

Every feature is a row; its shape is the last cell, as two-dimensional WKB in WGS 84 whatever the
file was in. A ring that crosses itself is repaired and said to be, with the area that it gained or
lost; a shape with more vertices than the bound is a problem of its row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zipfile import ZipFile

import shapely
from django.contrib.gis.gdal import DataSource, Driver, GDALException
from django.contrib.gis.gdal.layer import Layer
from django.contrib.gis.gdal.prototypes import ds as capi
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from asili.core.imports.archives import extract, members_of
from asili.core.imports.cells.notation import Raw
from asili.core.imports.delimited import eight_bit_encoding
from asili.core.imports.problems import Problem, Weight
from asili.core.imports.projections import WGS84, guessed, named
from asili.core.imports.tables import (
    ROW_LIMIT,
    Options,
    RawRow,
    Table,
    bad_file,
    too_many_rows,
    unique_headers,
)
from asili.core.imports.targets import Box

SHAPE: Final = "geometry"
"""Header of the cell that holds the shape."""
VERTICES: Final = 100_000
"""Of one shape: the outline of a province has some thousands."""
DRIVERS: Final = {"geojson": "GeoJSON", "gpkg": "GPKG", "shp": "ESRI Shapefile", "kml": "LIBKML"}

_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_CODEPAGES: Final = {
    "utf-8": "UTF-8",
    "cp1252": "1252",
    "cp850": "850",
    "mac_roman": "MACINTOSH",
}
"""Encodings as the .cpg file of a Shapefile names them."""
_TEXTS: Final = 2**22
_ELLIPSOID: Final = Geod(ellps="WGS84")
_BYTES_OF_A_VERTEX: Final = 16
_GDAL_ERRORS: Final = (GDALException, UnicodeDecodeError)

_NO_SHAPE: Final = gettext_noop("The feature has no shape.")
_NO_SHAPE_REMEDY: Final = gettext_noop("Draw it, or leave the feature out.")
_TOO_FINE: Final = gettext_noop(
    "The shape has %(vertices)s vertices, and %(limit)s at most are read."
)
_TOO_FINE_REMEDY: Final = gettext_noop("Simplify it to a few metres before you bring it in.")
_REPAIRED: Final = gettext_noop(
    "The outline crossed itself and was repaired; its area differs by %(hectares)s ha."
)
_REPAIRED_REMEDY: Final = gettext_noop("Compare it with the source.")
_UNREADABLE: Final = gettext_noop("The shape cannot be read.")
_UNREADABLE_REMEDY: Final = gettext_noop("Draw it anew; curves must become lines.")
_GUESSED: Final = gettext_noop("The file names no coordinate system; it was read as %(crs)s.")
_GUESSED_REMEDY: Final = gettext_noop("Say which coordinate system it is in, if it is another.")
_SWAPPED: Final = gettext_noop(
    "The shapes lie in the programme's area when longitude and latitude are exchanged."
)
_SWAPPED_REMEDY: Final = gettext_noop("Have the axes exchanged, if the map then looks right.")


@dataclass(frozen=True, slots=True)
class _Projection:
    """How shapes of a file become longitude and latitude."""

    transformer: Transformer | None
    swap: bool

    def __call__(self, shape: BaseGeometry) -> BaseGeometry:
        flat = shapely.force_2d(shape)
        if self.swap:
            flat = shapely.transform(flat, lambda x, y: (y, x), interleaved=False)
        if self.transformer is None:
            return flat
        return shapely.transform(flat, self.transformer.transform, interleaved=False)


def open_shapes(path: Path, kind: str, options: Options, box: Box | None) -> Table:
    """The table of the features in a map file; ``kind`` is a key of `DRIVERS`. Raises Refusal.

    ``box`` is where shapes must lie: without a coordinate system in the file it decides between the
    ones in use, and it shows where axes are exchanged.
    """
    with _layer(path, kind, options.sheet) as (layer, layers):
        fields = [str(name) for name in layer.fields]
        extent = layer.extent.tuple if len(layer) else None
        found = _crs_of(layer)
    notes = []
    if options.crs:
        crs = _crs_named(options.crs)
    elif found is not None:
        crs = found
    else:
        crs = guessed(extent, box)
        notes.append(
            Problem(
                "imports.crs-guessed",
                _GUESSED,
                {"crs": named(crs)},
                _GUESSED_REMEDY,
                weight=Weight.NOTE,
            )
        )
    transformer = None if crs == WGS84 else Transformer.from_crs(crs, WGS84, always_xy=True)
    if not options.swap and _is_swapped(extent, box, transformer):
        notes.append(Problem("imports.axes", _SWAPPED, remedy=_SWAPPED_REMEDY, weight=Weight.NOTE))
    projection = _Projection(transformer, options.swap)

    def read() -> Iterator[RawRow]:
        with _layer(path, kind, options.sheet) as (layer, _layers):
            try:
                for number, feature in enumerate(layer, 2):
                    if number > ROW_LIMIT:
                        raise too_many_rows()
                    shape, problems = _shape_of(feature, projection)
                    cells = tuple(_value(feature, at) for at in range(len(fields)))
                    yield RawRow(number, (*cells, shape), problems)
            except _GDAL_ERRORS as error:
                raise _damaged() from error

    facts: dict[str, Any] = {
        "format": DRIVERS[kind],
        "sheets": layers,
        "crs": named(crs),
        "crs_known": found is not None or bool(options.crs),
        "swap": options.swap,
    }
    return Table((*unique_headers(fields), SHAPE), 1, read, facts, tuple(notes))


def area_ha(shape: BaseGeometry) -> float:
    """Area on the ellipsoid WGS 84, hectares, of whatever rings there are."""
    area, _perimeter = _ELLIPSOID.geometry_area_perimeter(shape)
    return abs(float(area)) / 10_000


def repaired(shape: BaseGeometry) -> tuple[BaseGeometry, tuple[Problem, ...]]:
    """A valid shape of the same dimension, and the note on what the repair changed."""
    if shapely.is_valid(shape):
        return shape, ()
    dimension = shapely.get_dimensions(shape)
    parts = [
        part
        for piece in shapely.get_parts(shapely.make_valid(shape))
        for part in shapely.get_parts(piece)
        if shapely.get_dimensions(part) == dimension
    ]
    mended = shapely.union_all(parts)
    change = area_ha(mended) - area_ha(shape)
    note = Problem(
        "imports.repaired",
        _REPAIRED,
        {"hectares": f"{change:+.4f}"},
        _REPAIRED_REMEDY,
        SHAPE,
        Weight.NOTE,
    )
    return mended, (note,)


@contextmanager
def _layer(path: Path, kind: str, name: str) -> Iterator[tuple[Layer, list[str]]]:
    """The layer asked for, or the first; GDAL goes by names, so it gets a folder with good ones."""
    with TemporaryDirectory(prefix="asili-import-") as folder:
        source = Path(folder) / f"file.{kind}"
        if kind == "shp":
            _unpack_shapefile(path, source)
        else:
            source.symlink_to(path.resolve())
        data = _opened(source, DRIVERS[kind])
        layers = [str(data[at].name) for at in range(data.layer_count)]
        if not layers or (name and name not in layers):
            raise bad_file(_("The file has no layer “%(name)s”.") % {"name": name})
        yield data[name or 0], layers


def _opened(source: Path, driver: str) -> DataSource:
    """The data source, opened by the one driver.

    Django's DataSource lets GDAL choose among all of them, and some follow links or run pipelines
    that a file names; so GDAL is asked here, and Django gets what it opened.
    """
    Driver.ensure_registered()
    allowed = (c_char_p * 2)(driver.encode(), None)
    flags = capi.GDAL_OF_READONLY | capi.GDAL_OF_VECTOR
    try:
        pointer = capi.open_ds(str(source).encode(), flags, allowed, None, None)
        return DataSource(pointer, Driver.ptr_type())
    except _GDAL_ERRORS as error:
        raise _damaged() from error


def _unpack_shapefile(path: Path, target: Path) -> None:
    """Unpack the parts of the one shapefile of an archive beside ``target``."""
    members = members_of(path)
    shapes = [member for member in members if member.filename.casefold().endswith(".shp")]
    if len(shapes) != 1:
        raise bad_file(
            _("The archive holds %(count)s shapefiles, and one is read.") % {"count": len(shapes)}
        )
    stem = shapes[0].filename[:-4].casefold()
    with ZipFile(path) as archive:
        for member in members:
            base, dot, extension = member.filename.casefold().rpartition(".")
            if base == stem and dot + extension in _PARTS:
                extract(archive, member, target.with_suffix(dot + extension))
    table, codepage = target.with_suffix(".dbf"), target.with_suffix(".cpg")
    if table.exists() and not codepage.exists():
        codepage.write_text(_CODEPAGES[_encoding_of_table(table)])


def _encoding_of_table(path: Path) -> str:
    """Encoding of the texts of a dBASE table, judged after its header, whose length it states."""
    with path.open("rb") as file:
        head = file.read(12)
        file.seek(int.from_bytes(head[8:10], "little"))
        content = file.read(_TEXTS)
    try:
        content[: content.rfind(b" ")].decode()
    except UnicodeDecodeError:
        return eight_bit_encoding(content)
    return "utf-8"


def _crs_of(layer: Layer) -> CRS | None:
    system: Any = layer.srs  # None where the file names none, whatever the stubs say
    try:
        return CRS.from_wkt(system.wkt) if system is not None else None
    except CRSError:
        return None


def _crs_named(code: str) -> CRS:
    try:
        return CRS.from_user_input(code)
    except CRSError as error:
        raise bad_file(
            _("There is no coordinate system “%(code)s”.") % {"code": code},
            _("Give a code such as EPSG:4326 or EPSG:32735."),
        ) from error


def _is_swapped(
    extent: tuple[float, ...] | None, box: Box | None, transformer: Transformer | None
) -> bool:
    if extent is None or box is None or transformer is not None:
        return False
    x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    west, south, east, north = box
    lies = west <= x <= east and south <= y <= north
    return not lies and west <= y <= east and south <= x <= north


def _shape_of(feature: Any, projection: _Projection) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Shape of a feature as WKB with its notes, or None with the problem; never both."""
    try:
        given = feature.geom
    except GDALException:  # what Django makes of a feature that has none
        given = None
    if given is None or given.empty:
        return None, (Problem("imports.no-shape", _NO_SHAPE, {}, _NO_SHAPE_REMEDY, SHAPE),)
    vertices = given.wkb_size // _BYTES_OF_A_VERTEX
    if vertices > VERTICES:
        found = {"vertices": vertices, "limit": VERTICES}
        return None, (Problem("imports.too-fine", _TOO_FINE, found, _TOO_FINE_REMEDY, SHAPE),)
    try:
        shape, notes = repaired(projection(shapely.from_wkb(bytes(given.wkb))))
    except (GEOSException, ValueError) as _error:
        return None, (Problem("imports.bad-shape", _UNREADABLE, {}, _UNREADABLE_REMEDY, SHAPE),)
    return shapely.to_wkb(shape), notes


def _value(feature: Any, at: int) -> Raw:
    value = feature[at].value
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str | int | float | date | None) else str(value)


def _damaged() -> Exception:
    return bad_file(
        _("The map file cannot be read."),
        _("Save it anew as GeoPackage or GeoJSON from your map program."),
    )
