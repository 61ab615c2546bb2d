"""Register people and organisations, one or many in one act."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Refusal, require
from asili.core.models import Programme
from asili.domain.geography.models import AdminUnit
from asili.domain.registry import policies
from asili.domain.registry.models import Organisation, Party, Person, party_code

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is recorded of a person; ``code`` is "" where a new one is wanted."""

    name: str
    code: str = ""
    sex: str = ""
    birth_year: int | None = None
    estimated: bool = False
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What is recorded of an organisation; ``code`` is "" where a new one is wanted."""

    name: str
    kind: str
    code: str = ""
    constituency: str = ""
    province: str = ""
    founded: date | None = None


def register_person(*, actor: Actor, programme: Programme, person: NewPerson) -> Person:
    """Register one person; as `register_people`."""
    return register_people(actor=actor, programme=programme, people=[person])[0]


def register_people(
    *, actor: Actor, programme: Programme, people: Sequence[NewPerson]
) -> list[Person]:
    """Register people of a programme and return them in the order given."""
    require(policies.can_register_person(actor, programme.code))
    with transaction.atomic():
        parties = _create_parties(
            programme, Party.Kind.PERSON, [(person.code, person.name) for person in people]
        )
        rows = [
            Person(
                party=party,
                sex=person.sex,
                birth_year=person.birth_year,
                estimated=person.estimated,
                phone=person.phone,
                salt=secrets.token_bytes(_SALT_BYTES),
            )
            for party, person in zip(parties, people, strict=True)
        ]
        Person.objects.bulk_create(rows)
        journal.append(
            act="registry.person.registered",
            actor=actor,
            subjects=[party.code for party in parties],
            digests=[_person_digest(row) for row in rows],
        )
    return rows


def register_organisation(
    *, actor: Actor, programme: Programme, organisation: NewOrganisation
) -> Organisation:
    """Register one organisation; as `register_organisations`."""
    return register_organisations(actor=actor, programme=programme, organisations=[organisation])[0]


def register_organisations(
    *, actor: Actor, programme: Programme, organisations: Sequence[NewOrganisation]
) -> list[Organisation]:
    """Register organisations of a programme and return them in the order given.

    Raises Refusal (registry.4) where a province is not known to geography.
    """
    provinces = {organisation.province for organisation in organisations}
    for province in sorted(provinces):
        require(policies.can_register_organisation(actor, programme.code, province))
    _require_known(provinces - {""})
    with transaction.atomic():
        parties = _create_parties(
            programme,
            Party.Kind.ORGANISATION,
            [(given.code, given.name) for given in organisations],
        )
        rows = [
            Organisation(
                party=party,
                kind=given.kind,
                constituency=given.constituency,
                province=given.province,
                founded=given.founded,
            )
            for party, given in zip(parties, organisations, strict=True)
        ]
        Organisation.objects.bulk_create(rows)
        journal.append(
            act="registry.organisation.registered",
            actor=actor,
            subjects=[party.code for party in parties],
            digests=[_organisation_digest(row) for row in rows],
        )
    return rows


def _create_parties(
    programme: Programme, kind: Party.Kind, named: Iterable[tuple[str, str]]
) -> list[Party]:
    rows = [
        Party(
            code=code or party_code(),
            kind=kind,
            name=name,
            programme=programme,
            simulated=programme.simulated,
        )
        for code, name in named
    ]
    return Party.objects.bulk_create(rows)


def _require_known(provinces: set[str]) -> None:
    known = AdminUnit.objects.filter(kind=AdminUnit.Kind.PROVINCE, code__in=provinces)
    if unknown := sorted(provinces - set(known.values_list("code", flat=True))):
        raise Refusal(
            "registry.4",
            _("No province is known by the code %(codes)s.") % {"codes": ", ".join(unknown)},
            remedy=_("Use a code of ISO 3166-2 such as CD-LU, and load the facts of geography."),
        )


def _person_digest(row: Person) -> bytes:
    return journal.digest(
        "registry_person",
        [row.party.code, row.party.name, row.sex, row.birth_year, row.estimated, row.phone],
        salt=bytes(row.salt),
    )


def _organisation_digest(row: Organisation) -> bytes:
    return journal.digest(
        "registry_organisation",
        [row.party.code, row.party.name, row.kind, row.constituency, row.province, row.founded],
    )
