"""Downloads of lists with shapes, as GeoPackage (OGC 12-128r18), for GIS programs.

Notes (attribution, "simulated") travel inside the file: as the description of the layer, which
programs show beside it, and as metadata of the file.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pyogrio
from django.http import HttpResponse
from numpy.typing import NDArray

from asili.core.exports import Row

MEDIA_TYPE: Final = "application/geopackage+sqlite3"
Shape = bytes | None
"""Well-known binary in WGS 84; None where there is none."""


def export_geopackage(
    rows: Iterable[tuple[Shape, Row]],
    columns: Sequence[str],
    filename: str,
    notes: tuple[str, ...] = (),
) -> HttpResponse:
    """The rows with their shapes as one layer, named like the file, in longitude and latitude.

    ``columns`` are the headers, with units in them. Decimals become numbers: the exact figures are
    in the other formats.
    """
    held = list(rows)
    values = [_array([row[at] for _shape, row in held]) for at in range(len(columns))]
    with TemporaryDirectory(prefix="asili-export-") as folder:
        path = Path(folder) / f"{filename}.gpkg"
        pyogrio.raw.write(
            path,
            geometry=_objects([shape for shape, _row in held]),
            field_data=[value for value, _mask in values],
            field_mask=[mask for _value, mask in values],
            fields=np.array(columns, dtype=object),
            geometry_type="Unknown",
            crs="EPSG:4326",
            driver="GPKG",
            layer=filename,
            dataset_metadata={"notes": json.dumps(notes, ensure_ascii=False)},
            layer_options={"DESCRIPTION": " ".join(notes)},
        )
        response = HttpResponse(path.read_bytes(), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}.gpkg"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _array(values: list[object]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """A column of one type, and where it is blank; texts are blank by themselves."""
    blank = np.array([value is None for value in values], dtype=bool)
    given = [value for value in values if value is not None]
    if given and all(isinstance(value, int) and not isinstance(value, bool) for value in given):
        return np.array([value or 0 for value in values], dtype=np.int64), blank
    if given and all(isinstance(value, int | float | Decimal) for value in given):
        numbers = [float(value) if value is not None else 0.0 for value in values]  # type: ignore[arg-type]
        return np.array(numbers, dtype=np.float64), blank
    if given and all(type(value) is date for value in given):
        return np.array(values, dtype="datetime64[D]").astype("datetime64[ms]"), blank
    return _objects([None if value is None else _text(value) for value in values]), None


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _objects(values: list[Any]) -> NDArray[Any]:
    """An array of the values as they are, bytes among them."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
