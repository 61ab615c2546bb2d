"""Key figures of the first page: a few counts that stay cheap however many bags there are."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from asili.domain.custody.models import Lot
from asili.domain.places.models import Place, Title
from asili.domain.places.queries import overlaps_on, versions_on
from asili.domain.registry.models import Organisation
from asili.network.vocabulary import LotKind


@dataclass(frozen=True, slots=True)
class Figures:
    """What is registered today; ``overlap_ha`` is zero where no title overlaps another."""

    shipments: int
    sites: int
    titles: int
    zones: int
    overlap_ha: Decimal
    organisations: int


def figures() -> Figures:
    """The figures of all programmes together, in five queries."""
    zone = Q(title__kind=Title.Kind.ZEA)
    ground = versions_on().aggregate(
        titles=Count("pk", filter=~zone), zones=Count("pk", filter=zone)
    )
    overlap = overlaps_on().aggregate(hectares=Sum("hectares"))
    return Figures(
        shipments=Lot.objects.filter(kind=LotKind.SHIPMENT).count(),
        sites=Place.objects.filter(kind=Place.Kind.SITE).count(),
        titles=ground["titles"],
        zones=ground["zones"],
        overlap_ha=overlap["hectares"] or Decimal(0),
        organisations=Organisation.objects.count(),
    )
