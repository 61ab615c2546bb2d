"""What stands before anything moves: a section for each table of a folder, as acts of domains."""

from collections import defaultdict

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon

from asili.core.access import Actor
from asili.core.models import Programme
from asili.domain.credentials.models import Credential, CredentialState
from asili.domain.credentials.services import (
    NewCredential,
    NewState,
    change_state,
    issue_credentials,
)
from asili.domain.places.models import Occupancy, Place, Title, TitleVersion
from asili.domain.places.services import (
    NewOccupancy,
    NewPlace,
    NewTitle,
    NewVersion,
    amend_title,
    grant_titles,
    record_occupancies,
    register_places,
)
from asili.domain.registry.models import Membership, Party
from asili.domain.registry.services import (
    NewMembership,
    NewOrganisation,
    NewPerson,
    add_members,
    register_organisations,
    register_people,
)
from asili.interfaces.exchange import rows
from asili.interfaces.exchange.sections import Rows, Section
from asili.network.tabular import Row


def _codes(batch: Rows) -> list[str]:
    return [rows.text(row, "code") for row in batch]


def _is_person(row: Row) -> bool:
    return row["kind"] == Party.Kind.PERSON


def _is_organisation(row: Row) -> bool:
    return not _is_person(row)


def _organisations(actor: Actor, programme: Programme, batch: Rows) -> None:
    organisations = [
        NewOrganisation(
            code=rows.text(row, "code"),
            name=rows.text(row, "name"),
            kind=rows.text(row, "organisation_kind"),
            constituency=rows.text(row, "constituency"),
            province=rows.text(row, "province"),
            founded=rows.day_or_none(row, "founded"),
        )
        for row in batch
    ]
    register_organisations(actor=actor, programme=programme, organisations=organisations)


def _people(actor: Actor, programme: Programme, batch: Rows) -> None:
    people = [
        NewPerson(
            code=rows.text(row, "code"),
            name=rows.text(row, "name"),
            sex=rows.text(row, "sex"),
            birth_year=rows.whole(row, "birth_year"),
            estimated=row["birth_year_estimated"] is True and row["birth_year"] is not None,
        )
        for row in batch
    ]
    register_people(actor=actor, programme=programme, people=people)


def _memberships(actor: Actor, _programme: Programme, batch: Rows) -> None:
    memberships = [
        NewMembership(
            person=rows.text(row, "person"),
            organisation=rows.text(row, "organisation"),
            role=rows.text(row, "role"),
            since=rows.day(row, "since"),
            until=rows.day_or_none(row, "until"),
        )
        for row in batch
    ]
    add_members(actor=actor, memberships=memberships)


def _places(actor: Actor, programme: Programme, batch: Rows) -> None:
    places = [
        NewPlace(
            code=rows.text(row, "code"),
            kind=rows.text(row, "kind"),
            name=rows.text(row, "name"),
            province=rows.text(row, "province"),
            town=rows.text(row, "town"),
            parent=rows.text(row, "parent"),
            lon_e7=rows.whole_number(row, "lon_e7"),
            lat_e7=rows.whole_number(row, "lat_e7"),
            minerals=rows.words(row, "minerals"),
        )
        for row in batch
    ]
    register_places(actor=actor, programme=programme, places=places)


def _occupancies(actor: Actor, _programme: Programme, batch: Rows) -> None:
    occupancies = [
        NewOccupancy(
            place=rows.text(row, "place"),
            party=rows.text(row, "party"),
            role=rows.text(row, "role"),
            since=rows.day(row, "since"),
            until=rows.day_or_none(row, "until"),
        )
        for row in batch
    ]
    record_occupancies(actor=actor, occupancies=occupancies)


def _titles(actor: Actor, programme: Programme, batch: Rows) -> None:
    """Grant titles that are new with all their versions, amend those that are there."""
    known = {title.code: title for title in Title.objects.filter(code__in=_codes(batch))}
    new: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(batch, key=lambda row: rows.day(row, "valid_from")):
        code = rows.text(row, "code")
        if code in known:
            amend_title(actor=actor, title=known[code], version=_version(row))
        else:
            new[code].append(row)
    titles = [
        NewTitle(
            code=code,
            number=rows.text(versions[-1], "number"),
            kind=rows.text(versions[-1], "kind"),
            name=rows.text(versions[-1], "name"),
            versions=tuple(_version(row) for row in versions),
        )
        for code, versions in new.items()
    ]
    if titles:
        grant_titles(actor=actor, programme=programme, titles=titles)


def _version(row: Row) -> NewVersion:
    outline = GEOSGeometry(rows.text(row, "geometry"), srid=4326)
    if not isinstance(outline, Polygon | MultiPolygon):
        raise TypeError("geometry is no area")
    return NewVersion(
        geometry=outline,
        valid_from=rows.day(row, "valid_from"),
        valid_to=rows.day_or_none(row, "valid_to"),
        source=rows.text(row, "source"),
        holder=rows.text(row, "holder"),
        status=rows.text(row, "status"),
        substances=rows.words(row, "substances"),
        squares=rows.whole(row, "squares"),
        legal_area_ha=rows.number(row, "legal_area_ha"),
    )


def _credentials(actor: Actor, _programme: Programme, batch: Rows) -> None:
    """Issue credentials that are new with their history, add states to those that are there."""
    found = Credential.objects.filter(code__in=_codes(batch)).select_related("holder__programme")
    known = {credential.code: credential for credential in found}
    new: dict[str, list[Row]] = defaultdict(list)
    for row in batch:
        code = rows.text(row, "code")
        if code in known:
            change_state(actor=actor, credential=known[code], state=_state(row))
        else:
            new[code].append(row)
    credentials = [
        NewCredential(
            code=code,
            number=rows.text(history[0], "number"),
            kind=rows.text(history[0], "kind"),
            holder=rows.text(history[0], "holder"),
            issuer=rows.text(history[0], "issuer"),
            place=rows.text(history[0], "place"),
            title=rows.text(history[0], "title"),
            states=tuple(_state(row) for row in history),
        )
        for code, history in new.items()
    ]
    if credentials:
        issue_credentials(actor=actor, credentials=credentials)


def _state(row: Row) -> NewState:
    return NewState(
        state=rows.text(row, "state"),
        effective_at=rows.instant(row, "effective_at"),
        until=rows.instant_or_none(row, "until"),
        reason=rows.text(row, "reason"),
        instrument=rows.text(row, "instrument"),
    )


_CODE = {"code": "code"}

SECTIONS = (
    Section("parties", Party, _CODE, _organisations, _is_organisation),
    Section("parties", Party, _CODE, _people, _is_person),
    Section(
        "memberships",
        Membership,
        {
            "person": "person__party__code",
            "organisation": "organisation__party__code",
            "role": "role",
            "since": "since",
        },
        _memberships,
    ),
    Section("places", Place, _CODE, _places),
    Section(
        "occupancies",
        Occupancy,
        {"place": "place__code", "party": "party__code", "role": "role", "since": "since"},
        _occupancies,
    ),
    Section("titles", TitleVersion, {"code": "title__code", "valid_from": "valid_from"}, _titles),
    Section(
        "credentials",
        CredentialState,
        {"code": "credential__code", "effective_at": "effective_at", "state": "state"},
        _credentials,
    ),
)
