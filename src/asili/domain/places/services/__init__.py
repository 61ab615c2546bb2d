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
from asili.domain.places.services.revisions import (
    correct_places,
    withdraw_occupancies,
    withdraw_places,
)
from asili.domain.places.services.samples import (
    NewSample,
    NewSampleValue,
    record_samples,
    withdraw_sample_values,
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
from asili.domain.places.services.visits import (
    correct_visits,
    open_visited_programme,
    read_armed_sightings,
    read_child_sightings,
    record_visits,
    withdraw_visits,
)
from asili.domain.places.testimony import NewVisit

__all__ = [
    "NewOccupancy",
    "NewPlace",
    "NewSample",
    "NewSampleValue",
    "NewTitle",
    "NewVersion",
    "NewVisit",
    "amend_title",
    "correct_places",
    "correct_visits",
    "end_occupancy",
    "end_title",
    "grant_title",
    "grant_titles",
    "open_visited_programme",
    "read_armed_sightings",
    "read_child_sightings",
    "recompute_overlaps",
    "record_occupancies",
    "record_occupancy",
    "record_samples",
    "record_visits",
    "register_place",
    "register_places",
    "take_back_version",
    "withdraw_occupancies",
    "withdraw_places",
    "withdraw_sample_values",
    "withdraw_visits",
]
