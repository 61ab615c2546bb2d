"""What a cooperative may hold: zones and squares (rule places.5)."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from asili.core.access import Refusal
from asili.core.findings import NewFinding, Severity, open_findings
from asili.core.periods import covering
from asili.domain.law.queries import values_at
from asili.domain.law.rules import weight
from asili.domain.places import rules
from asili.domain.places.models import Title, TitleVersion
from asili.domain.registry.models import Organisation, Party


def judge_zone_limits(versions: Sequence[TitleVersion]) -> None:
    """Refuse, or where the law is not verified ask, beyond what a cooperative may hold."""
    zones = [v for v in versions if v.title.is_zone and v.holder_id and v.status in rules.RIGHTS]
    cooperatives = set(
        Organisation.objects.filter(
            pk__in={version.holder_id for version in zones},
            kind=Organisation.Kind.COOPERATIVE,
        ).values_list("pk", flat=True)
    )
    found = [
        finding
        for version in zones
        if version.holder_id in cooperatives and (finding := _beyond(version)) is not None
    ]
    open_findings(found)


def _beyond(version: TitleVersion) -> NewFinding | None:
    holder = version.holder
    limits = values_at(["zone.per_cooperative", "zone.squares"], version.valid_from)
    if holder is None or len(limits) < 2:
        return None
    most, squares = limits["zone.per_cooperative"], limits["zone.squares"]
    held = _squares_of_zones(holder, version)
    if len(held) <= most.value and max(held) <= squares.value:
        return None
    if weight(verified=most.is_verified and squares.is_verified) is Severity.STOP:
        raise Refusal(
            rules.ZONE_LIMIT.code,
            _("A cooperative holds no more zones and squares than the law allows."),
            legal_basis=most.legal_basis,
            remedy=rules.ZONE_LIMIT.remedy,
        )
    return NewFinding(
        rule=rules.ZONE_LIMIT,
        subject=version.title.code,
        label=str(version.title),
        message=rules.ZONE_LIMIT_TEXT,
        params={
            "holder": holder.name,
            "zones": len(held),
            "squares": sum(held),
            "zones_allowed": int(most.value),
            "squares_allowed": int(squares.value),
        },
        key=f"{rules.ZONE_LIMIT.code}:{version.title.code}",
        programme=version.title.programme.code,
        parties=(holder.code,),
    )


def _squares_of_zones(holder: Party, version: TitleVersion) -> list[int]:
    """Squares of each zone that a party holds when a version begins, itself included.

    A zone whose squares are not recorded counts as a zone without any.
    """
    zones = TitleVersion.objects.filter(
        covering(version.valid_from, "valid_from", "valid_to"),
        holder=holder,
        title__kind=Title.Kind.ZEA,
        status__in=rules.RIGHTS,
    )
    return [squares or 0 for squares in zones.values_list("squares", flat=True)]
