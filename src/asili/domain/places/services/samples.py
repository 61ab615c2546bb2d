"""Record geochemical samples, element by element, as laboratories gave them (rule places.25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.gis.geos import Point
from django.db import transaction

from asili.core import journal
from asili.core.access import Actor, NotVisible, require
from asili.core.models import Programme
from asili.domain.places import policies
from asili.domain.places.models import Sample, SampleValue

_E7 = 10_000_000


@dataclass(frozen=True, slots=True)
class NewSample:
    """A sample by source and number, at a point in whole multiples of 1e-7 degree, WGS 84."""

    source: str
    number: str
    lon_e7: int
    lat_e7: int
    material: str = ""
    depth_cm: int | None = None
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewSampleValue:
    """What was measured of an element; ``below`` where less than ``value`` was found."""

    sample: NewSample
    element: str
    value: Decimal
    unit: str
    below: bool = False
    detection_limit: Decimal | None = None
    method: str = ""


def record_samples(
    *, actor: Actor, programme: Programme, values: Sequence[NewSampleValue]
) -> list[SampleValue]:
    """Record values, with the samples that are not recorded yet; returns them in order.

    A value of an element by the same method that is there already is corrected.
    """
    require(policies.can_record_samples(actor, programme.code))
    with transaction.atomic():
        samples = _samples(programme, values)
        rows = [
            SampleValue(
                sample=samples[one.sample.source, one.sample.number],
                element=one.element,
                value=one.value,
                unit=one.unit,
                below=one.below,
                detection_limit=one.detection_limit,
                method=one.method,
            )
            for one in values
        ]
        SampleValue.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["sample", "element", "method"],
            update_fields=["value", "unit", "below", "detection_limit"],
        )
        _journal("places.samples.recorded", actor, rows)
    return rows


def withdraw_sample_values(*, actor: Actor, values: Sequence[SampleValue]) -> None:
    """Remove values recorded in error, and the samples of which none is left."""
    for code in {value.sample.programme.code for value in values}:
        require(policies.can_record_samples(actor, code))
    if not values:
        return
    with transaction.atomic():
        rows = SampleValue.objects.filter(pk__in=[value.pk for value in values])
        samples = {value.sample_id for value in values}
        rows.delete()
        Sample.objects.filter(pk__in=samples, values__isnull=True).delete()
        _journal("places.samples.withdrawn", actor, values)


def _samples(
    programme: Programme, values: Sequence[NewSampleValue]
) -> dict[tuple[str, str], Sample]:
    """Samples that the values name; those that are new are recorded."""
    wanted = {(one.sample.source, one.sample.number): one.sample for one in values}
    held = Sample.objects.filter(programme=programme, number__in={n for _source, n in wanted})
    found = {(row.source, row.number): row for row in held}
    new = [
        Sample(
            programme=programme,
            number=one.number,
            source=one.source,
            point=Point(one.lon_e7 / _E7, one.lat_e7 / _E7, srid=4326),
            material=one.material,
            depth_cm=one.depth_cm,
            taken_on=one.taken_on,
        )
        for key, one in wanted.items()
        if key not in found
    ]
    found |= {(row.source, row.number): row for row in Sample.objects.bulk_create(new)}
    if missing := wanted.keys() - found.keys():
        raise NotVisible(min(missing)[1])
    return found


def _journal(act: str, actor: Actor, rows: Sequence[SampleValue]) -> None:
    journal.append(
        act=act,
        actor=actor,
        subjects=list(dict.fromkeys(row.sample.code for row in rows)),
        digests=[
            journal.digest(
                "places_samplevalue",
                [
                    row.sample.code,
                    row.element,
                    f"{row.value.normalize():f}",
                    row.unit,
                    row.below,
                    row.method,
                ],
            )
            for row in rows
        ],
    )
