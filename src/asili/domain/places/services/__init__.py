"""Acts on places and titles."""

from asili.domain.places.services.overlaps import recompute_overlaps
from asili.domain.places.services.places import (
    NewOccupancy,
    NewPlace,
    end_occupancy,
    record_occupancies,
    record_occupancy,
    register_place,
    register_places,
)
from asili.domain.places.services.titles import (
    NewTitle,
    NewVersion,
    amend_title,
    end_title,
    grant_title,
    grant_titles,
    take_back_version,
)

__all__ = [
    "NewOccupancy",
    "NewPlace",
    "NewTitle",
    "NewVersion",
    "amend_title",
    "end_occupancy",
    "end_title",
    "grant_title",
    "grant_titles",
    "recompute_overlaps",
    "record_occupancies",
    "record_occupancy",
    "register_place",
    "register_places",
    "take_back_version",
]
