"""Vector tiles read back by GDAL, which knows nothing of how they were written."""

import math
import tempfile
from pathlib import Path
from typing import Any

import pyogrio.raw


def read_tile(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Attributes of the features of each layer of a tile."""
    if not content:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tile.mvt"
        path.write_bytes(content)
        found = {}
        for name, _kind in pyogrio.list_layers(path):
            meta, _fids, _shapes, columns = pyogrio.raw.read(path, layer=name)
            rows = zip(*columns, strict=True)
            found[str(name)] = [dict(zip(meta["fields"], row, strict=True)) for row in rows]
        return found


def square(longitude: float, latitude: float, zoom: int) -> str:
    """Address of the tile that holds a point."""
    across = 2**zoom
    up = math.asinh(math.tan(math.radians(latitude))) / math.pi
    return f"/map/{zoom}/{int((longitude + 180) / 360 * across)}/{int((1 - up) / 2 * across)}.mvt"
