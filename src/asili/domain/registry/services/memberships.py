"""Say who belongs to which organisation, from when and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.findings import NewFinding, open_findings
from asili.domain.law.queries import value_at
from asili.domain.registry import policies, rules
from asili.domain.registry.models import Membership, Organisation, Person

_SLICE = 500


@dataclass(frozen=True, slots=True)
class NewMembership:
    """A person (code) in an organisation (code) in a role as recorded."""

    person: str
    organisation: str
    role: str
    since: date
    until: date | None = None


def add_member(*, actor: Actor, membership: NewMembership) -> Membership:
    """Add one member; as `add_members`."""
    return add_members(actor=actor, memberships=[membership])[0]


def add_members(*, actor: Actor, memberships: Sequence[NewMembership]) -> list[Membership]:
    """Add members and return their memberships in the order given.

    Raises Refusal where somebody who is not surely an adult would join a mining cooperative
    (registry.1), where a period ends before it begins or somebody belongs already in that role
    (registry.3), NotVisible for a code that is not known. A year of birth that is not recorded
    opens a finding (registry.2).
    """
    people = _people({given.person for given in memberships})
    organisations = _organisations({given.organisation for given in memberships})
    for organisation in organisations.values():
        require(policies.can_change_membership(actor, organisation))
    for given in memberships:
        _judge(people[given.person], organisations[given.organisation], given)
    with transaction.atomic():
        _require_new(memberships)
        rows = [
            Membership(
                person=people[given.person],
                organisation=organisations[given.organisation],
                role=given.role,
                since=given.since,
                until=given.until,
            )
            for given in memberships
        ]
        Membership.objects.bulk_create(rows)
        open_findings(_age_finding(row) for row in rows if _age_is_missing(row))
        journal.append(
            act="registry.member.added",
            actor=actor,
            subjects=[*organisations, *people],
            digests=[_digest(row) for row in rows],
        )
    return rows


def end_membership(*, actor: Actor, membership: Membership, until: date) -> Membership:
    """Close a membership; ``until`` is the first day on which the person no longer belongs."""
    require(policies.can_change_membership(actor, membership.organisation))
    with transaction.atomic():
        row = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("person__party", "organisation__party")
            .get(pk=membership.pk)
        )
        if row.until is not None:
            raise Refusal("registry.3", _("This membership has ended already."))
        _require_order(row.since, until)
        row.until = until
        row.save(update_fields=["until"])
        journal.append(
            act="registry.member.ended",
            actor=actor,
            subjects=[row.organisation.party.code, row.person.party.code],
            digests=[_digest(row)],
        )
    return row


def _judge(person: Person, organisation: Organisation, given: NewMembership) -> None:
    _require_order(given.since, given.until)
    if organisation.kind != Organisation.Kind.COOPERATIVE:
        return
    minimum = value_at("miner.minimum_age", given.since)
    age = rules.age_on(
        person.birth_year, given.since, int(minimum.value) if minimum else rules.MINIMUM_AGE
    )
    if age is rules.Age.NOT_SHOWN:
        basis = f"{minimum.legal_basis}; {rules.AGE_BASIS}" if minimum else rules.AGE_BASIS
        raise Refusal(
            "registry.1",
            _("Somebody who is not shown to be an adult is not registered with a cooperative."),
            legal_basis=basis,
            remedy=_("Inform child protection; where the year of birth is wrong, correct it."),
        )


def _require_new(memberships: Sequence[NewMembership]) -> None:
    """Nobody belongs twice in one role without an end."""
    opening = [given for given in memberships if given.until is None]
    wanted = {(given.person, given.organisation, given.role) for given in opening}
    held: set[tuple[str, str, str]] = set()
    people = sorted({given.person for given in opening})
    for start in range(0, len(people), _SLICE):
        rows = Membership.objects.filter(
            person__party__code__in=people[start : start + _SLICE], until__isnull=True
        )
        held |= set(rows.values_list("person__party__code", "organisation__party__code", "role"))
    if wanted & held or len(wanted) < len(opening):
        raise Refusal(
            "registry.3",
            _("This person belongs to this organisation in this role already."),
            remedy=_("End the membership first, or leave it as it is."),
        )


def _require_order(since: date, until: date | None) -> None:
    if not rules.in_order(since, until):
        raise Refusal("registry.3", _("A period ends after the day on which it begins."))


def _age_is_missing(row: Membership) -> bool:
    return row.organisation.kind == Organisation.Kind.COOPERATIVE and row.person.birth_year is None


def _age_finding(row: Membership) -> NewFinding:
    organisation, person = row.organisation, row.person
    return NewFinding(
        rule=rules.AGE_NOT_RECORDED,
        subject=person.party.code,
        label=organisation.party.name,
        message=rules.AGE_NOT_RECORDED_TEXT,
        params={"organisation": organisation.party.name},
        key=f"{rules.AGE_NOT_RECORDED.code}:{person.party.code}",
        programme=organisation.party.programme.code,
        province=organisation.province,
        parties=(organisation.party.code,),
    )


def _people(codes: set[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    wanted = sorted(codes)
    for start in range(0, len(wanted), _SLICE):
        rows = Person.objects.filter(party__code__in=wanted[start : start + _SLICE])
        found |= {row.party.code: row for row in rows.select_related("party__programme")}
    if missing := codes - found.keys():
        raise NotVisible(min(missing))
    return found


def _organisations(codes: set[str]) -> dict[str, Organisation]:
    rows = Organisation.objects.filter(party__code__in=codes).select_related("party__programme")
    found = {row.party.code: row for row in rows}
    if missing := codes - found.keys():
        raise NotVisible(min(missing))
    return found


def _digest(row: Membership) -> bytes:
    return journal.digest(
        "registry_membership",
        [row.person.party.code, row.organisation.party.code, row.role, row.since, row.until],
        salt=bytes(row.person.salt),
    )
