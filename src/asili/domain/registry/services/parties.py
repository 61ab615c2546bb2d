"""Register people and organisations, one or many in one act."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Refusal, require
from asili.core.models import Programme
from asili.domain.geography.models import AdminUnit
from asili.domain.registry import policies
from asili.domain.registry.models import Organisation, Party, Person, party_code
from asili.domain.registry.names import name_key
from asili.domain.registry.services.consents import (
    COUNTED,
    NewConsent,
    count_head,
    require_registrable,
    write_consents,
)
from asili.domain.registry.services.likenesses import note_likenesses
from asili.domain.registry.services.naming import file_names

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is recorded of a person; ``code`` is "" where a new one is wanted.

    ``name`` is how the person is shown; the parts stand as they were said, where they were told
    apart. ``home`` is the code of an administrative unit, "" where it is not known. A date of birth
    gives the year. ``estimated_on`` is the day on which an age was guessed.
    """

    name: str
    code: str = ""
    sex: str = ""
    birth_year: int | None = None
    estimated: bool = False
    phone: str = ""
    family_name: str = ""
    post_name: str = ""
    given_names: str = ""
    birth_date: date | None = None
    estimated_on: date | None = None
    village: str = ""
    home: str = ""
    consent: NewConsent | None = None

    @property
    def year(self) -> int | None:
        """Year of birth, of the date where there is one."""
        return self.birth_date.year if self.birth_date else self.birth_year


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
    """Register one person, as `register_people`, and compare them with those there are.

    Somebody who is not registered is counted, without a name, although the act is refused.
    """
    try:
        with transaction.atomic():
            row = register_people(actor=actor, programme=programme, people=[person])[0]
            note_likenesses([row])
    except Refusal as refusal:
        if reason := COUNTED.get(refusal.rule):
            count_head(actor=actor, programme=programme, reason=reason)
        raise
    return row


def register_people(
    *, actor: Actor, programme: Programme, people: Sequence[NewPerson]
) -> list[Person]:
    """Register people of a programme and return them in the order given.

    Raises Refusal where somebody is not shown to be an adult (registry.7) or did not agree
    (registry.8): nothing of anybody is kept then.
    """
    require(policies.can_register_person(actor, programme.code))
    today = timezone.localdate()
    for person in people:
        require_registrable(person.birth_date, person.year, person.consent, today)
    homes = _units({person.home for person in people})
    with transaction.atomic():
        parties = _create_parties(
            programme, Party.Kind.PERSON, [(person.code, person.name) for person in people]
        )
        rows = [
            Person(
                party=party,
                sex=person.sex,
                family_name=person.family_name,
                post_name=person.post_name,
                given_names=person.given_names,
                name_key=name_key(person.name),
                birth_date=person.birth_date,
                birth_year=person.year,
                estimated=person.estimated and person.birth_date is None,
                estimated_on=person.estimated_on if person.estimated else None,
                phone=person.phone,
                village=person.village,
                home=homes.get(person.home),
                salt=secrets.token_bytes(_SALT_BYTES),
            )
            for party, person in zip(parties, people, strict=True)
        ]
        Person.objects.bulk_create(rows)
        said = write_consents(actor, zip(rows, (person.consent for person in people), strict=True))
        journal.append(
            act="registry.person.registered",
            actor=actor,
            subjects=[party.code for party in parties],
            digests=[*map(_person_digest, rows), *said],
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
    created = Party.objects.bulk_create(rows)
    file_names(created)
    return created


def _units(codes: set[str]) -> dict[str, AdminUnit]:
    units = {unit.code: unit for unit in AdminUnit.objects.filter(code__in=codes - {""})}
    if unknown := codes - units.keys() - {""}:
        raise Refusal(
            "registry.4",
            _("No province, territory or city is known by the code %(codes)s.")
            % {"codes": ", ".join(sorted(unknown))},
            remedy=_("Use a code as geography has it, or leave it blank and write the village."),
        )
    return units


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
        [
            row.party.code,
            row.party.name,
            row.family_name,
            row.post_name,
            row.given_names,
            row.sex,
            row.birth_date,
            row.birth_year,
            row.estimated,
            row.estimated_on,
            row.phone,
            row.village,
            row.home.code if row.home else "",
        ],
        salt=bytes(row.salt),
    )


def _organisation_digest(row: Organisation) -> bytes:
    return journal.digest(
        "registry_organisation",
        [row.party.code, row.party.name, row.kind, row.constituency, row.province, row.founded],
    )
