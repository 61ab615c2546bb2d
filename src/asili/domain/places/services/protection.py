"""What shared ground means for people: alerts of new titles, and questions about sites.

A `Watch` is put around whatever derives overlaps and sitings anew: it compares what had to be said
before with what has to be said after, opens and closes findings, and tells whom they concern.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_noop

from asili.core import figures
from asili.core.access import Actor
from asili.core.figures import Value
from asili.core.findings import NewFinding, close_findings, open_findings
from asili.core.notices import notify
from asili.domain.places import rules
from asili.domain.places.models import (
    Occupancy,
    Overlap,
    Place,
    Siting,
    Title,
    TitleVersion,
)
from asili.domain.registry.models import Party

RECENT: Final = timedelta(days=30)
"""What was applied for longer ago is history that the parties know: they find it in the inbox."""
_WORKERS: Final = (Occupancy.Role.OPERATOR, Occupancy.Role.COOPERATIVE)
_GONE: Final = gettext_noop("What is recorded of the ground no longer says so.")
_ALERT: Final = gettext_noop("%(title)s is applied for over ground that you hold or work.")


class Watch:
    """Compares what is to be said of titles and places before and after a change, as a context.

    ``titles`` and ``places`` are the ids that the change touches; empty collections touch nothing.
    """

    def __init__(
        self, actor: Actor, *, titles: Collection[int] = (), places: Collection[int] = ()
    ) -> None:
        self._actor, self._titles, self._places = actor, titles, places
        self._before: dict[str, NewFinding] = {}

    def __enter__(self) -> None:
        self._before = {finding.key: finding for finding in self._findings()}

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            return
        after = {finding.key: finding for finding in self._findings()}
        close_findings(self._before.keys() - after.keys(), _GONE)
        opened = {finding.key: finding.code for finding in open_findings(after.values())}
        if self._actor.is_system:
            return
        for key, code in opened.items():
            self._tell(after[key], code)

    def _findings(self) -> Iterator[NewFinding]:
        today = timezone.localdate()
        yield from _over_zones(self._titles, today)
        sitings = Siting.objects.filter(
            Q(version__title__in=self._titles) | Q(place__in=self._places)
        ).filter(Q(until__isnull=True) | Q(until__gt=today))
        sitings = sitings.select_related(
            "place__programme", "version__title", "version__holder", "party"
        ).defer("version__geometry", "place__point")
        yield from _over_sites(sitings)
        for siting in sitings.filter(kind=Siting.Kind.ANOTHERS):
            yield _on_anothers_ground(siting)

    def _tell(self, finding: NewFinding, code: str) -> None:
        if finding.rule is not rules.NEW_TITLE or not _is_recent(finding):
            return
        parties = [party for party in finding.parties if party not in self._actor.parties]
        notify(
            message=_ALERT,
            params={"title": finding.params["title"]},
            subject=code,
            parties=parties,
        )


def called(party: Party | None) -> Value:
    """A holder as a finding names it: organisations by name, persons never."""
    if party is None:
        return figures.listing([rules.NOBODY])
    if party.kind == Party.Kind.ORGANISATION:
        return party.name
    return figures.listing([rules.A_PERSON])


def _over_zones(titles: Collection[int], today: date) -> Iterator[NewFinding]:
    """Titles applied for on or after the day from which a zone stands, on the zone's ground."""
    overlaps = (
        Overlap.objects.filter(Q(first__title__in=titles) | Q(second__title__in=titles))
        .exclude(kind=Overlap.Kind.PROTECTED)
        .filter(Q(until__isnull=True) | Q(until__gt=today))
        .filter(Q(first__applied_on__isnull=False) | Q(second__applied_on__isnull=False))
        .filter(Q(first__title__kind=Title.Kind.ZEA) ^ Q(second__title__kind=Title.Kind.ZEA))
        .select_related(
            "first__title__programme", "first__holder", "second__title", "second__holder"
        )
        .defer("geometry", "first__geometry", "second__geometry")
    )
    rows = [
        (row, *((row.second, row.first) if row.first.title.is_zone else (row.first, row.second)))
        for row in overlaps
    ]
    begun = _begun({zone.title_id for _row, _title, zone in rows})
    workers = _workers_within({zone.pk for _row, _title, zone in rows}, today)
    for row, title, zone in rows:
        since = begun[zone.title_id]
        if title.applied_on is None or title.applied_on < since:
            continue
        concerned = [zone.holder.code] if zone.holder else []
        yield NewFinding(
            rule=rules.NEW_TITLE,
            subject=title.title.code,
            label=str(title.title),
            message=rules.OVER_ZONE_TEXT,
            params={
                "title": str(title.title),
                "holder": called(title.holder),
                "since": figures.day(title.applied_on),
                "hectares": figures.number(row.hectares),
                "zone": str(zone.title),
                "zone_holder": called(zone.holder),
                "zone_since": figures.day(since),
            },
            key=f"{rules.NEW_TITLE.code}:{title.title.code}:{zone.title.code}",
            programme=row.first.title.programme.code,
            parties=tuple(dict.fromkeys([*concerned, *workers.get(zone.pk, ())])),
        )


def _begun(titles: set[int]) -> dict[int, date]:
    """First day of each title: of its first version, or of its submission before that."""
    rows = TitleVersion.objects.filter(title__in=titles).order_by().values("title")
    first = Min(Least(Coalesce(F("applied_on"), F("valid_from")), F("valid_from")))
    return dict(rows.annotate(first=first).values_list("title", "first"))


def _workers_within(versions: set[int], today: date) -> dict[int, list[str]]:
    """Codes of organisations that work sites within a version today."""
    rows = Siting.objects.filter(
        Q(place__occupancies__until__isnull=True) | Q(place__occupancies__until__gt=today),
        version__in=versions,
        kind=Siting.Kind.INSIDE,
        place__occupancies__role__in=_WORKERS,
    ).order_by("place__occupancies__party__code")
    found: dict[int, list[str]] = {}
    for version, code in rows.values_list("version", "place__occupancies__party__code"):
        found.setdefault(version, []).append(code)
    return found


def _over_sites(sitings: QuerySet[Siting]) -> Iterator[NewFinding]:
    """Titles applied for over the point of a site that somebody works already."""
    rows = list(
        sitings.filter(
            kind=Siting.Kind.INSIDE,
            version__applied_on__isnull=False,
            place__kind=Place.Kind.SITE,
        ).exclude(version__title__kind__in=(Title.Kind.ZEA, Title.Kind.AP))
    )
    today = timezone.localdate()
    occupancies = Occupancy.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today),
        place__in=[row.place_id for row in rows],
        role__in=_WORKERS,
    ).select_related("party")
    workers: dict[int, list[Occupancy]] = {}
    for occupancy in occupancies.order_by("since", "pk"):
        workers.setdefault(occupancy.place_id, []).append(occupancy)
    for row in rows:
        applied_on = row.version.applied_on
        there = [
            one
            for one in workers.get(row.place_id, [])
            if applied_on is not None
            and one.since <= applied_on
            and one.party_id != row.version.holder_id
        ]
        if applied_on is None or not there:
            continue
        title = row.version.title
        yield NewFinding(
            rule=rules.NEW_TITLE,
            subject=title.code,
            label=str(title),
            message=rules.OVER_SITE_TEXT,
            params={
                "title": str(title),
                "holder": called(row.version.holder),
                "since": figures.day(applied_on),
                "place": row.place.name,
                "party": called(there[0].party),
                "worked_since": figures.day(there[0].since),
            },
            key=f"{rules.NEW_TITLE.code}:{title.code}:{row.place.code}",
            programme=row.place.programme.code,
            province=row.place.province,
            parties=tuple(dict.fromkeys(one.party.code for one in there)),
        )


def _on_anothers_ground(siting: Siting) -> NewFinding:
    title, holder, party = siting.version.title, siting.version.holder, siting.party
    return NewFinding(
        rule=rules.ANOTHERS_GROUND,
        subject=siting.place.code,
        label=siting.place.name,
        message=rules.ANOTHERS_GROUND_TEXT,
        params={
            "party": called(party),
            "place": siting.place.name,
            "since": figures.day(siting.since),
            "title": str(title),
            "holder": called(holder),
        },
        key=":".join(
            (
                rules.ANOTHERS_GROUND.code,
                siting.place.code,
                title.code,
                party.code if party else "",
            )
        ),
        programme=siting.place.programme.code,
        province=siting.place.province,
        parties=tuple(one.code for one in (party, holder) if one is not None),
    )


def _is_recent(finding: NewFinding) -> bool:
    since = finding.params["since"]
    day = date.fromisoformat(str(since["day"])) if isinstance(since, dict) else date.min
    return day > timezone.localdate() - RECENT
