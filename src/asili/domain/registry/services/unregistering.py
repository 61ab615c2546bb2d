"""Take people out of the register on whom nothing rests: what a file brought by mistake."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError, Q

from asili.core import journal
from asili.core.access import Actor, require
from asili.core.findings import close_findings
from asili.domain.registry import policies, rules
from asili.domain.registry.models import Likeness, Party, Person


def unregister_people(*, actor: Actor, codes: Sequence[str]) -> set[str]:
    """Remove people on whom no other record rests (registry.11); returns the codes that stay.

    Open questions whether they are somebody else close with them. Consents, papers, memberships and
    decisions keep a person in.
    """
    kept: set[str] = set()
    with transaction.atomic():
        people = Person.objects.filter(party__code__in=codes).select_related("party__programme")
        for programme in {person.party.programme.code for person in people}:
            require(policies.can_register_person(actor, programme))
        removed: list[str] = []
        for person in people:
            try:
                with transaction.atomic():
                    _remove(person)
                removed.append(person.party.code)
            except ProtectedError:
                kept.add(person.party.code)
        if removed:
            journal.append(
                act="registry.person.unregistered", actor=actor, subjects=removed, digests=[]
            )
    return kept


def _remove(person: Person) -> None:
    asked = Likeness.objects.filter(Q(one=person) | Q(other=person), verdict=Likeness.Verdict.OPEN)
    close_findings(
        [f"{rules.LIKELY_THE_SAME.code}:{row.one_id}:{row.other_id}" for row in asked],
        "unregistered",
    )
    asked.delete()
    party = Party.objects.get(pk=person.pk)
    Person.objects.get(pk=person.pk).delete()
    party.delete()
