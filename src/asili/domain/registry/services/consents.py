"""Record what people agree to, count those who are not registered, and forget who withdraws."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Refusal, require
from asili.core.models import Programme
from asili.domain.registry import policies, rules
from asili.domain.registry.models import Consent, HeadCount, NameKey, Party, Person

State = Consent.State
COUNTED = {
    rules.NOT_AN_ADULT: HeadCount.Reason.NOT_ADULT,
    rules.NO_CONSENT: HeadCount.Reason.NO_CONSENT,
}
"""Rules that turn somebody away, and the count that is kept instead of a record."""


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What a person said, when, how, and to which version of the text."""

    state: str
    on: date
    way: str = Consent.Way.SPOKEN
    text_version: str = ""


def require_registrable(
    birth_date: date | None, birth_year: int | None, consent: NewConsent | None, on: date
) -> None:
    """Raise Refusal where somebody is not registered, in words that hurt nobody."""
    if rules.age_shown(birth_date, birth_year, on) is rules.Age.NOT_SHOWN:
        raise Refusal(
            rules.NOT_AN_ADULT,
            _(rules.NOT_AN_ADULT_TEXT),
            legal_basis=rules.AGE_BASIS,
            remedy=_(rules.NOT_AN_ADULT_REMEDY),
        )
    if consent is not None and consent.state != State.GIVEN:
        raise Refusal(rules.NO_CONSENT, _(rules.NO_CONSENT_TEXT), remedy=_(rules.NO_CONSENT_REMEDY))


def count_head(*, actor: Actor, programme: Programme, reason: str) -> HeadCount:
    """Count one person who is not registered, of whom nothing else is kept."""
    require(policies.can_register_person(actor, programme.code))
    with transaction.atomic():
        row, _created = HeadCount.objects.get_or_create(
            programme=programme, on=timezone.localdate(), reason=reason
        )
        HeadCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db()
        journal.append(
            act="registry.head.counted",
            actor=actor,
            subjects=[programme.code],
            digests=[journal.digest("registry_headcount", [row.on, row.reason, row.count])],
        )
    return row


def record_consent(*, actor: Actor, person: Person, consent: NewConsent) -> Consent:
    """Add what a person said; refused or withdrawn, it erases who they are (registry.8).

    The party stays under its number, with its memberships, papers and acts, so that counts and
    balances of others hold.
    """
    require(policies.can_record_consent(actor, person.party))
    if consent.on > timezone.localdate():
        raise Refusal("registry.8", _("Consent is recorded when it has been said."))
    with transaction.atomic():
        digests = write_consents(actor, [(person, consent)])
        if consent.state != State.GIVEN:
            _forget(person)
        journal.append(
            act=f"registry.consent.{consent.state}",
            actor=actor,
            subjects=[person.party.code],
            digests=digests,
        )
    return Consent.objects.filter(person=person).latest("pk")


def write_consents(actor: Actor, said: Iterable[tuple[Person, NewConsent | None]]) -> list[bytes]:
    """Rows and digests of what people said; a part of the acts that record it."""
    now = timezone.now()
    rows = [
        Consent(
            person=person,
            state=consent.state,
            on=consent.on,
            way=consent.way,
            text_version=consent.text_version,
            recorded_by=actor.account or "",
            recorded_at=now,
        )
        for person, consent in said
        if consent is not None
    ]
    Consent.objects.bulk_create(rows)
    return [_digest(row) for row in rows]


def _forget(person: Person) -> None:
    """Erase who a person is; sex and home stay, to be counted."""
    party = person.party
    NameKey.objects.filter(party=party).delete()
    Party.objects.filter(pk=party.pk).update(name=party.code)
    Person.objects.filter(pk=person.pk).update(
        family_name="",
        post_name="",
        given_names="",
        name_key="",
        birth_date=None,
        birth_year=None,
        estimated=False,
        estimated_on=None,
        phone="",
        village="",
        salt=b"",
    )
    person.refresh_from_db()


def _digest(row: Consent) -> bytes:
    return journal.digest(
        "registry_consent",
        [row.person.party.code, row.state, row.on, row.way, row.text_version, row.recorded_at],
        salt=bytes(row.person.salt),
    )
