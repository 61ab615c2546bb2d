"""Members and boards of cooperatives from a mines division's list."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, Permission, Role, deny, permit
from asili.core.imports.problems import Problem
from asili.core.imports.targets import (
    Context,
    Deed,
    Field,
    Kept,
    Kind,
    Outcome,
    Row,
    Target,
    Verdict,
)
from asili.core.models import Programme
from asili.core.words import fold
from asili.domain.credentials.files.papers import holders_of
from asili.domain.credentials.files.people import CARD
from asili.domain.registry.models import Membership, Organisation, Party, Person
from asili.domain.registry.names import name_key
from asili.domain.registry.policies import REGISTRARS
from asili.domain.registry.roles import ROLES
from asili.domain.registry.services import NewMembership, add_members, end_membership

_NOBODY: Final = gettext_noop("Nobody in the register is meant by this row.")
_NOBODY_REMEDY: Final = gettext_noop("Register the person first, or give the number of the card.")
_SEVERAL: Final = gettext_noop("Several people of the register have this name.")
_SEVERAL_REMEDY: Final = gettext_noop("Give the number of the card, or of the person.")
_UNKNOWN: Final = gettext_noop("“%(text)s” is no organisation of the register.")
_UNKNOWN_REMEDY: Final = gettext_noop("Register it first, or write its name as it is there.")
_ENDED: Final = gettext_noop("This membership has been changed since.")
_SLICE: Final = 500
_DAY: Final = timedelta(days=1)
_WORDS: Final = {
    "president": ("présidente", "PCA", "chair"),
    "vice-president": ("vice-présidente", "vice président"),
    "secretary": ("secrétaire général", "secrétaire générale", "SG"),
    "treasurer": ("trésorière", "caissier", "caissière", "comptable"),
    "member": ("membre effectif", "adhérent", "associé", "coopérateur"),
    "digger": ("creuseur", "creuseuse", "exploitant artisanal", "négociant creuseur"),
}


class Members(Target):
    """A person in an organisation, in a role, from day to day."""

    name: ClassVar[str] = "registry.members"
    label = _("Members and boards")
    fields = (
        Field("number", _("Number of the card"), longest=60,
              synonyms=("n° carte", "numéro de carte", "carte", "card number")),
        Field("person", _("Person, by name or number"), Kind.NAME, longest=160,
              synonyms=("nom complet", "noms", "nom", "membre", "nom et prénom", "member")),
        Field("organisation", _("Organisation, by name or number"), required=True, longest=160,
              synonyms=("coopérative", "nom de la coopérative", "cooperative")),
        Field("role", _("Role"), Kind.CHOICE, synonyms=("fonction", "rôle", "qualité", "poste"),
              choices={role: (word, *_WORDS[role]) for role, word in ROLES.items()}),
        Field("since", _("Member since"), Kind.DATE, required=True,
              synonyms=("depuis", "date d'adhésion", "date adhésion", "élu le")),
        Field("until", _("Until, not including"), Kind.DATE,
              synonyms=("jusqu'au", "fin", "date de sortie")),
    )  # fmt: skip

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Registrars and cooperatives; each row asks again for its own organisation."""
        if actor.has(*REGISTRARS, Role.COOPERATIVE, programme=programme.code):
            return permit()
        return deny(
            _("Members are entered by the organisation, a field agent or an authority."),
            rule="registry.6",
        )

    def key(self, row: Row) -> str:
        """Who, where, as what, since when."""
        who = row.get("number") or name_key(row.get("person", ""))
        where = fold(row.values["organisation"])
        return f"{who} | {where} | {row.get('role', 'digger')} | {row.values['since']}"

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """Find the person and the organisation, and whether the membership is there."""
        holders = holders_of(context.programme, CARD, (row.get("number", "") for row in rows))
        people = _people(context.programme, {row.get("person", "") for row in rows})
        organisations = _organisations(context.programme)
        plans: dict[int, NewMembership | Problem] = {}
        for row in rows:
            holder = holders.get(row.get("number", ""))
            codes = [holder.code] if holder else people.get(name_key(row.get("person", "")), [])
            codes = codes or people.get(row.get("person", ""), [])
            plans[row.number] = _plan(row, codes, organisations)
        held = _held([plan for plan in plans.values() if isinstance(plan, NewMembership)])
        return [_verdict(row, plans[row.number], held) for row in rows]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Add the members."""
        rows = add_members(actor=context.actor, memberships=[verdict.plan for verdict in verdicts])
        return [
            Outcome(verdict.row.number, Deed.CREATE, row.person.party.code, after={"id": row.pk})
            for verdict, row in zip(verdicts, rows, strict=True)
        ]

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """End each membership on the day after it began: that it was recorded is not denied."""
        kept = []
        for outcome in outcomes:
            row = Membership.objects.filter(pk=_identifier(outcome), until__isnull=True).first()
            if row is None:
                kept.append(Kept(outcome.row, Problem("registry.11", _ENDED)))
                continue
            end_membership(actor=context.actor, membership=row, until=row.since + _DAY)
        return kept


def _identifier(outcome: Outcome) -> int:
    found = outcome.after.get("id") if isinstance(outcome.after, dict) else None
    return found if isinstance(found, int) else 0


def _plan(row: Row, codes: list[str], organisations: dict[str, str]) -> NewMembership | Problem:
    said = row.values["organisation"]
    organisation = organisations.get(fold(said))
    if organisation is None:
        return Problem(
            "registry.11", _UNKNOWN, {"text": said}, _UNKNOWN_REMEDY, column="organisation"
        )
    if not codes:
        return Problem("registry.11", _NOBODY, remedy=_NOBODY_REMEDY, column="person")
    if len(codes) > 1:
        return Problem("registry.11", _SEVERAL, remedy=_SEVERAL_REMEDY, column="person")
    role, since = row.get("role", "digger"), row.values["since"]
    return NewMembership(codes[0], organisation, role, since, row.get("until"))


def _verdict(row: Row, plan: NewMembership | Problem, held: set[tuple[object, ...]]) -> Verdict:
    if isinstance(plan, Problem):
        return Verdict(row, Deed.REFUSE, problems=(plan,))
    there = (plan.person, plan.organisation, plan.role, plan.since) in held
    return Verdict(row, Deed.LEAVE if there else Deed.CREATE, plan.person, plan=plan)


def _people(programme: Programme, said: set[str]) -> dict[str, list[str]]:
    """Codes of the people by the key of a name, and by their own code."""
    found: dict[str, list[str]] = {}
    keys = sorted({name_key(name) for name in said} - {""})
    for start in range(0, len(keys), _SLICE):
        rows = Person.objects.filter(
            name_key__in=keys[start : start + _SLICE], party__programme=programme
        )
        for key, code in rows.values_list("name_key", "party__code"):
            found.setdefault(key, []).append(code)
    codes = sorted(name for name in said if name.startswith("P-"))
    for start in range(0, len(codes), _SLICE):
        parties = Party.objects.filter(
            code__in=codes[start : start + _SLICE], programme=programme, kind=Party.Kind.PERSON
        )
        found |= {code: [code] for code in parties.values_list("code", flat=True)}
    return found


def _organisations(programme: Programme) -> dict[str, str]:
    rows = Organisation.objects.filter(party__programme=programme)
    found: dict[str, str] = {}
    for name, code in rows.values_list("party__name", "party__code"):
        found |= {fold(name): code, fold(code): code}
    return found


def _held(plans: Sequence[NewMembership]) -> set[tuple[object, ...]]:
    people = sorted({plan.person for plan in plans})
    held: set[tuple[object, ...]] = set()
    for start in range(0, len(people), _SLICE):
        rows = Membership.objects.filter(person__party__code__in=people[start : start + _SLICE])
        held |= set(
            rows.values_list("person__party__code", "organisation__party__code", "role", "since")
        )
    return held


MEMBERS: Final = Members()
