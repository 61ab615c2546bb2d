"""What a source says of a visit, as plain values: given to acts, compared, kept for undoing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class NewMineral:
    """A mineral in the source's word, where it is sold, where it ends; "" is not recorded."""

    said: str
    sold_at: str = ""
    destination: str = ""


@dataclass(frozen=True, slots=True)
class NewActor:
    """An armed actor in the source's words; each thing done is true, false or not recorded."""

    name: str = ""
    kind: str = ""
    frequency: str = ""
    taxation: bool | None = None
    commerce_taxation: bool | None = None
    entrance_taxation: bool | None = None
    monopoly: bool | None = None
    buying: bool | None = None
    digging: bool | None = None
    forced_labour: bool | None = None
    pillaging: bool | None = None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit as its source records it; the fields are those of `Visit` and of its two sightings.

    ``site`` is the number that the scheme gives the site, ``region`` the ISO 3166-2 code of its
    province. None and "" are not recorded, 0 and False an observed absence.
    """

    number: str
    site: str
    name: str
    visited_on: date
    region: str
    lon_e7: int
    lat_e7: int
    who: str = ""
    project: str = ""
    on_site: bool | None = None
    reason: str = ""
    province: str = ""
    province_before: str = ""
    territory: str = ""
    chiefdom: str = ""
    grouping: str = ""
    village: str = ""
    origin: str = ""
    precision: str = ""
    workers: int | None = None
    access_dry: str = ""
    access_wet: str = ""
    mercury: bool | None = None
    women: bool | None = None
    services: tuple[str, ...] | None = None
    itsci: str = ""
    traceability: str = ""
    qualification: str = ""
    minerals: tuple[NewMineral, ...] = ()
    presence: bool | None = None
    interference: bool | None = None
    actors: tuple[NewActor, ...] = ()
    words: str = ""
    under_15: bool | None = None
    work: str = ""
    women_work: str = ""

    def as_json(self) -> dict[str, Any]:
        """The visit as JSON; `from_json` is its inverse."""
        return {**asdict(self), "visited_on": self.visited_on.isoformat()}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "NewVisit":
        """A visit from `as_json`."""
        services = given["services"]
        return cls(
            **{
                **given,
                "visited_on": date.fromisoformat(given["visited_on"]),
                "services": None if services is None else tuple(services),
                "minerals": tuple(NewMineral(**one) for one in given["minerals"]),
                "actors": tuple(NewActor(**one) for one in given["actors"]),
            }
        )


ARMED: Final = ("presence", "interference", "words")
CHILDREN: Final = ("under_15", "work", "women_work")
_ELSEWHERE: Final = frozenset({*ARMED, *CHILDREN, "site", "region", "minerals", "actors"})
COLUMNS: Final = tuple(one.name for one in fields(NewVisit) if one.name not in _ELSEWHERE)
"""Fields of a new visit that are columns of `Visit` of the same name."""
