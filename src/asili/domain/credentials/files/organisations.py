"""Cooperatives and firms with their approvals from a mines division's list."""

from collections.abc import Sequence
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, Permission
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
from asili.domain.credentials.files.papers import holders_of, notes_on_paper, paper_of
from asili.domain.credentials.models import Credential
from asili.domain.credentials.services import issue_credentials
from asili.domain.geography.models import AdminUnit
from asili.domain.registry.models import Organisation
from asili.domain.registry.policies import can_register_organisation
from asili.domain.registry.services import NewOrganisation, register_organisations

APPROVAL: Final = Credential.Kind.COOPERATIVE_APPROVAL
_PROVINCE: Final = gettext_noop("“%(text)s” is not the name or code of a province.")
_PROVINCE_REMEDY: Final = gettext_noop("Write the name, such as Lualaba, or the code, CD-LU.")
_STAYS: Final = gettext_noop("An organisation that is registered stays in the register.")
_STAYS_REMEDY: Final = gettext_noop("Ask the authority of the programme where it is not one.")


class Organisations(Target):
    """Organisations by name and province; a cooperative may bring its approval."""

    name: ClassVar[str] = "registry.organisations"
    label = _("Cooperatives and firms")
    fields = (
        Field("name", _("Name of the organisation"), required=True, longest=160,
              synonyms=("nom de la coopérative", "coopérative", "dénomination", "raison sociale",
                        "nom", "name", "cooperative")),
        Field("kind", _("Kind of organisation"), Kind.CHOICE,
              synonyms=("type", "genre", "nature", "catégorie"),
              choices={str(kind.value): (kind.label,) for kind in Organisation.Kind}),
        Field("province", _("Province"), synonyms=("province",), longest=80),
        Field("founded", _("Founded on"), Kind.DATE,
              synonyms=("date de création", "créée le", "date création", "fondée le")),
        Field("number", _("Number of the approval"), longest=60,
              synonyms=("n° agrément", "numéro d'agrément", "agrément", "arrêté", "n° arrêté")),
        Field("issued", _("Approved on"), Kind.DATE,
              synonyms=("date d'agrément", "date agrément", "agréée le", "date de l'arrêté")),
        Field("expires", _("Approved to and including"), Kind.DATE,
              synonyms=("expiration agrément", "valable jusqu'au", "date d'expiration")),
    )  # fmt: skip

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Whoever may register organisations."""
        return can_register_organisation(actor, programme.code)

    def key(self, row: Row) -> str:
        """Name and province."""
        return f"{fold(row.values['name'])} | {fold(row.get('province', ''))}"

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """Find what is there by approval, else by name."""
        provinces = _provinces()
        holders = holders_of(context.programme, APPROVAL, (row.get("number", "") for row in rows))
        there = {
            fold(name): code
            for name, code in Organisation.objects.filter(
                party__programme=context.programme
            ).values_list("party__name", "party__code")
        }
        verdicts = []
        for row in rows:
            problems = notes_on_paper(row)
            said = row.get("province", "")
            if said and fold(said) not in provinces:
                problems.append(
                    Problem("registry.4", _PROVINCE, {"text": said}, _PROVINCE_REMEDY, "province")
                )
            holder = holders.get(row.get("number", ""))
            code = holder.code if holder else there.get(fold(row.values["name"]), "")
            deed = Deed.LEAVE if code else Deed.CREATE
            if any(problem.stops for problem in problems):
                deed = Deed.REFUSE
            verdicts.append(
                Verdict(row, deed, code, tuple(problems), provinces.get(fold(said), ""))
            )
        return verdicts

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Register them and record their approvals."""
        rows = register_organisations(
            actor=context.actor,
            programme=context.programme,
            organisations=[
                NewOrganisation(
                    name=verdict.row.values["name"],
                    kind=verdict.row.get("kind", Organisation.Kind.COOPERATIVE),
                    constituency=Organisation.Constituency.ASM
                    if verdict.row.get("kind", Organisation.Kind.COOPERATIVE)
                    == Organisation.Kind.COOPERATIVE
                    else "",
                    province=verdict.plan,
                    founded=verdict.row.get("founded"),
                )
                for verdict in verdicts
            ],
        )
        codes = [row.party.code for row in rows]
        papers = [
            paper
            for verdict, code in zip(verdicts, codes, strict=True)
            if (paper := paper_of(verdict.row, APPROVAL, code)) is not None
        ]
        if papers:
            issue_credentials(actor=context.actor, credentials=papers)
        return [
            Outcome(verdict.row.number, Deed.CREATE, code)
            for verdict, code in zip(verdicts, codes, strict=True)
        ]

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """Organisations stay: their names are public, and others may have acted with them."""
        problem = Problem("registry.11", _STAYS, remedy=_STAYS_REMEDY)
        return [Kept(outcome.row, problem) for outcome in outcomes]


def _provinces() -> dict[str, str]:
    """Folded name and folded code to the code of each province, of today before those of old."""
    rows = AdminUnit.objects.filter(kind=AdminUnit.Kind.PROVINCE).order_by("valid_to")
    found: dict[str, str] = {}
    for code, name in rows.values_list("code", "name"):
        found.setdefault(fold(name), code)
        found.setdefault(fold(code), code)
    return found


ORGANISATIONS: Final = Organisations()
