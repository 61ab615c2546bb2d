"""Record titles and zones as the cadastre decided them, version after version."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.models import Programme
from asili.domain.places import policies, rules
from asili.domain.places.models import Title, TitleVersion, title_code
from asili.domain.places.services.limits import judge_zone_limits
from asili.domain.places.services.overlaps import derive_ground
from asili.domain.places.services.protection import Watch
from asili.domain.registry.models import Party
from asili.domain.registry.queries import parties_by_code


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What a title covers, and for whom (code, or ""), from a day on; WGS 84.

    An application counts from ``applied_on``, or else from its first day.
    """

    geometry: Polygon | MultiPolygon
    valid_from: date
    source: str
    holder: str = ""
    status: str = TitleVersion.Status.ACTIVE
    substances: tuple[str, ...] = ()
    squares: int | None = None
    legal_area_ha: Decimal | None = None
    valid_to: date | None = None
    applied_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewTitle:
    """A title or zone with its versions in the order of time."""

    number: str
    kind: str
    name: str
    versions: tuple[NewVersion, ...] = field(default_factory=tuple)
    code: str = ""


def grant_title(*, actor: Actor, programme: Programme, title: NewTitle) -> Title:
    """Record one title; as `grant_titles`."""
    return grant_titles(actor=actor, programme=programme, titles=[title])[0]


def grant_titles(*, actor: Actor, programme: Programme, titles: Sequence[NewTitle]) -> list[Title]:
    """Record titles with their versions, find what they share, and return them in order.

    Raises Refusal for versions out of order (places.3), an outline that is no area (places.8) or a
    number that is taken (places.9), NotVisible for an unknown holder. A cooperative beyond its
    limits (places.5) is refused where the law is verified; otherwise a finding asks.
    """
    require(policies.can_grant_title(actor, programme.code))
    holders = _holders([version for title in titles for version in title.versions])
    for title in titles:
        _require_sequence(title.versions)
    with transaction.atomic():
        _require_new(programme, titles)
        rows = Title.objects.bulk_create(
            Title(
                code=title.code or title_code(),
                number=title.number,
                kind=title.kind,
                name=title.name,
                programme=programme,
            )
            for title in titles
        )
        versions = TitleVersion.objects.bulk_create(
            _version(row, version, holders)
            for row, title in zip(rows, titles, strict=True)
            for version in title.versions
        )
        judge_zone_limits(versions)
        derive_ground(actor=actor, titles={row.pk for row in rows})
        journal.append(
            act="places.title.granted",
            actor=actor,
            subjects=[row.code for row in rows],
            digests=[_version_digest(version) for version in versions],
        )
    return rows


def amend_title(*, actor: Actor, title: Title, version: NewVersion) -> TitleVersion:
    """Record what a title covers from a day on: closes the last version and adds the new one.

    Raises Refusal (places.3) where the day does not lie after the beginning of the last version.
    """
    require(policies.can_grant_title(actor, title.programme.code))
    holders = _holders([version])
    _require_sequence([version])
    with transaction.atomic():
        last = _last_version(title)
        runs_on = last.valid_to is None or last.valid_to > version.valid_from
        closed = _close(last, version.valid_from) if runs_on else []
        row = _version(title, version, holders)
        row.applied_on = row.applied_on or last.applied_on
        row.save(force_insert=True)
        judge_zone_limits([row])
        derive_ground(actor=actor, titles={title.pk})
        journal.append(
            act="places.title.amended",
            actor=actor,
            subjects=[title.code],
            digests=[_version_digest(changed) for changed in [*closed, row]],
        )
    return row


def end_title(*, actor: Actor, title: Title, on: date) -> TitleVersion:
    """Close the open version of a title; ``on`` is the first day on which it no longer holds."""
    require(policies.can_grant_title(actor, title.programme.code))
    with transaction.atomic():
        last = _last_version(title)
        if last.valid_to is not None:
            raise Refusal("places.3", _("This title has ended already."))
        _close(last, on)
        derive_ground(actor=actor, titles={title.pk})
        journal.append(
            act="places.title.ended",
            actor=actor,
            subjects=[title.code],
            digests=[_version_digest(last)],
        )
    return last


def take_back_version(
    *, actor: Actor, title: Title, valid_from: date, until: date | None = None
) -> bool:
    """Remove the last version of a title as recorded in error, and the title with its only one.

    The version before it that it closed stands again, up to ``until``. Returns False, and does
    nothing, where the version that begins on the day is not the last one.
    """
    require(policies.can_grant_title(actor, title.programme.code))
    with transaction.atomic(), Watch(actor, titles={title.pk}):
        last = _last_version(title)
        if last.valid_from != valid_from:
            return False
        before = title.versions.exclude(pk=last.pk).order_by("valid_from").last()
        digests = [_version_digest(last)]
        last.delete()
        if before is None:
            title.delete()
        else:
            if before.valid_to == valid_from:
                before.valid_to = until
                before.save(update_fields=["valid_to"])
            derive_ground(actor=actor, titles={title.pk})
        journal.append(
            act="places.title.taken_back", actor=actor, subjects=[title.code], digests=digests
        )
    return True


def _require_new(programme: Programme, titles: Sequence[NewTitle]) -> None:
    """Rule places.9: a number names one title of its kind in a programme."""
    wanted = {(title.kind, title.number) for title in titles}
    rows = Title.objects.filter(programme=programme, number__in={n for _kind, n in wanted})
    taken = wanted & set(rows.values_list("kind", "number"))
    if taken or len(wanted) < len(titles):
        raise Refusal(
            "places.9",
            _("A title of this kind and number is recorded already."),
            remedy=_("Amend the title that is there."),
        )


def _last_version(title: Title) -> TitleVersion:
    versions = TitleVersion.objects.select_for_update(of=("self",)).select_related("title")
    last = versions.filter(title=title).order_by("valid_from").last()
    if last is None:
        raise NotVisible(title.code)
    return last


def _close(version: TitleVersion, on: date) -> list[TitleVersion]:
    if not rules.in_order(version.valid_from, on):
        raise Refusal("places.3", _("A version ends after the day on which it begins."))
    version.valid_to = on
    version.save(update_fields=["valid_to"])
    return [version]


def _holders(versions: Sequence[NewVersion]) -> dict[str, Party]:
    codes = {version.holder for version in versions if version.holder}
    holders = parties_by_code(codes)
    if missing := codes - holders.keys():
        raise NotVisible(min(missing))
    return holders


def _require_sequence(versions: Sequence[NewVersion]) -> None:
    """Each version ends after it begins and before the next begins; each outline is an area."""
    for at, version in enumerate(versions):
        follows = versions[at + 1].valid_from if at + 1 < len(versions) else None
        late = follows is not None and (version.valid_to is None or version.valid_to > follows)
        if late or not rules.in_order(version.valid_from, version.valid_to):
            raise Refusal("places.3", _("The versions of a title follow one another in time."))
        if version.geometry.empty or not version.geometry.valid:
            raise Refusal(
                "places.8",
                _("The outline crosses itself or has no area."),
                remedy=_("Draw the corners in order, all the way round."),
            )


def _version(title: Title, given: NewVersion, holders: dict[str, Party]) -> TitleVersion:
    outline = given.geometry
    if isinstance(outline, Polygon):
        outline = MultiPolygon(outline, srid=4326)
    applied = given.status == TitleVersion.Status.APPLIED
    return TitleVersion(
        title=title,
        holder=holders.get(given.holder),
        geometry=outline,
        status=given.status,
        substances=list(given.substances),
        squares=given.squares,
        legal_area_ha=given.legal_area_ha,
        applied_on=given.applied_on or (given.valid_from if applied else None),
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        source=given.source,
    )


def _version_digest(row: TitleVersion) -> bytes:
    return journal.digest(
        "places_titleversion",
        [
            row.title.code,
            row.holder.code if row.holder else "",
            bytes(row.geometry.wkb),
            row.status,
            row.substances,
            row.squares,
            row.legal_area_ha,
            row.applied_on,
            row.valid_from,
            row.valid_to,
            row.source,
        ],
    )
