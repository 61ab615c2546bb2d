"""Places where ore is dug, kept and passed, the titles and zones drawn over them, and samples."""

from asili.domain.places.models.derived import Overlap, Siting
from asili.domain.places.models.samples import Sample, SampleValue, sample_code
from asili.domain.places.models.sightings import ArmedSighting, ChildSighting
from asili.domain.places.models.sites import Occupancy, Place, place_code
from asili.domain.places.models.titles import Title, TitleVersion, title_code
from asili.domain.places.models.visits import (
    PlaceIdentifier,
    Visit,
    VisitMineral,
    VisitSource,
    visit_code,
)

__all__ = [
    "ArmedSighting",
    "ChildSighting",
    "Occupancy",
    "Overlap",
    "Place",
    "PlaceIdentifier",
    "Sample",
    "SampleValue",
    "Siting",
    "Title",
    "TitleVersion",
    "Visit",
    "VisitMineral",
    "VisitSource",
    "place_code",
    "sample_code",
    "title_code",
    "visit_code",
]
