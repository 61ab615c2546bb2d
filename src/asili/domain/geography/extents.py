"""Where a country lies, roughly: enough to notice exchanged axes, lost signs and wrong systems."""

from collections.abc import Iterable
from typing import Final, TypeAlias

Extent: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north, in degrees (WGS 84)."""

COUNTRIES: Final[dict[str, Extent]] = {"CD": (12.0, -13.6, 31.5, 5.5)}
"""Extents by ISO 3166-1 code, rounded outwards."""


def extent_of(provinces: Iterable[str]) -> Extent | None:
    """Extent of the countries of some provinces (ISO 3166-2); None where one is not known."""
    countries = {code[:2] for code in provinces}
    if not countries or countries - set(COUNTRIES):
        return None
    wests, souths, easts, norths = zip(*(COUNTRIES[code] for code in countries), strict=True)
    return min(wests), min(souths), max(easts), max(norths)
