"""Titles and zones as a target of imports: one row, one title as the cadastre lists it that day.

`asili.domain.places.listed` judges the rows.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, Permission
from asili.core.imports.problems import Problem
from asili.core.imports.targets import (
    Box,
    Context,
    Deed,
    Field,
    Json,
    Kept,
    Kind,
    Outcome,
    Row,
    Target,
    Verdict,
)
from asili.core.models import Programme
from asili.domain.places import listed, policies
from asili.domain.places.holders import Holders
from asili.domain.places.ipis import DRC
from asili.domain.places.models import Title, TitleVersion
from asili.domain.places.services.titles import (
    NewTitle,
    NewVersion,
    amend_title,
    grant_titles,
    take_back_version,
)

_CHANGED_SINCE: Final = gettext_noop("The title has been amended since and is left as it is.")
_CHANGED_REMEDY: Final = gettext_noop("Look at the title, and correct it there.")


def _choices(words: Mapping[str, str], labels: Any) -> dict[str, tuple[Any, ...]]:
    return {value: (value, label, *words.get(value, "").split("; ")) for value, label in labels}


_KINDS: Final = _choices(
    {
        "PR": "permis de recherche; permis de recherches; exploration; recherche",
        "PE": "permis d'exploitation; exploitation",
        "PER": "permis d'exploitation des rejets; rejets",
        "PEPM": "permis d'exploitation de petite mine; petite mine",
        "AECP": "autorisation d'exploitation de carrière permanente; carrière permanente",
        "ZEA": "zone d'exploitation artisanale; zone artisanale; zone; zexa",
        "AP": "aire protégée; parc national; parc; réserve; domaine de chasse",
        "other": "autre",
    },
    Title.Kind.choices,
)
_STATUSES: Final = _choices(
    {
        "planned": "prévu; prévue; planifié; planifiée; projet; proposé; proposée",
        "applied": "demande; demandé; demandée; en demande; sollicité; sollicitée; "
        "en instruction; en cours d'instruction; en traitement; application",
        "active": "actif; active; en vigueur; octroyé; octroyée; valide; accordé; granted; valid",
        "suspended": "suspendu; suspendue; force majeure",
        "instituted": "institué; instituée; créé; créée",
        "viabilised": "viabilisé; viabilisée",
        "assigned": "attribué; attribuée; affecté; affectée",
        "producing": "en production; en exploitation; exploité; exploitée",
        "exhausted": "épuisé; épuisée",
        "closed": "fermé; fermée",
        "ended": "expiré; expirée; échu; échue; déchu; déchue; annulé; annulée; retiré; retirée; "
        "renoncé; renoncée; expired; cancelled; withdrawn",
    },
    TitleVersion.Status.choices,
)


class Titles(Target):
    """Titles and zones of a cadastre, one a row."""

    name: ClassVar = "places.titles"
    label = _("Mining titles and artisanal zones")
    about = _(
        "One row for each title, told by kind and number. A row that differs from what is recorded "
        "opens a new version from the day of the change; the old one stays."
    )
    geometry = "outline"
    fields = (
        Field("number", _("Number"), required=True, longest=40, synonyms=(
            "numéro", "numéro du titre", "n° titre", "no titre", "num titre", "numéro du permis",
            "n° permis", "num_permis", "code", "code titre", "code_zea", "permit", "licence",
            "license", "titre", "permis")),
        Field("kind", _("Kind"), Kind.CHOICE, choices=_KINDS, synonyms=(
            "type", "type de titre", "type titre", "nature", "nature du titre", "catégorie",
            "type de permis", "license type")),
        Field("name", _("Name"), longest=120, synonyms=(
            "nom", "nom du titre", "dénomination", "nom de la zone", "nom_zea", "zone")),
        Field("holder", _("Holder"), longest=300, synonyms=(
            "titulaire", "détenteur", "société", "entreprise", "requérant", "demandeur", "owner",
            "parties", "coopérative", "nom du titulaire")),
        Field("status", _("Status"), Kind.CHOICE, required=True, choices=_STATUSES, synonyms=(
            "statut", "état", "situation", "statut du titre", "stade")),
        Field("substances", _("Substances"), longest=200, synonyms=(
            "substance", "substances minérales", "minerais", "ressource", "resource", "minéraux")),
        Field("squares", _("Cadastral squares"), Kind.INTEGER, low=1, high=100_000, synonyms=(
            "carrés", "nombre de carrés", "nb carrés", "nbre carrés", "carrés miniers",
            "nombre de carrés miniers", "superficie en carrés", "squares")),
        Field("area", _("Legal area, ha"), Kind.DECIMAL, low=Decimal("0.001"), synonyms=(
            "superficie", "superficie (ha)", "superficie ha", "surface", "surface ha", "area ha",
            "area_ha", "hectares")),
        Field("applied_on", _("Applied for on"), Kind.DATE, synonyms=(
            "date de demande", "date demande", "date de la demande", "date de dépôt",
            "demandé le", "déposé le", "date application")),
        Field("granted_on", _("Granted on"), Kind.DATE, synonyms=(
            "date d'octroi", "date octroi", "octroyé le", "date_do", "date d'institution",
            "institué le", "date de création", "date de l'arrêté", "date début", "valide du",
            "granted", "date granted")),
        Field("expires_on", _("Last day"), Kind.DATE, synonyms=(
            "date d'expiration", "date expiration", "expire le", "échéance", "date d'échéance",
            "date_de1", "date fin", "valide au", "expires", "date expires"),
            about=_("The last day on which it holds.")),
        Field("changed_on", _("Change in force from"), Kind.DATE, synonyms=(
            "date de modification", "date d'effet", "modifié le", "date mise à jour",
            "date de mise à jour", "date de cession"),
            about=_("From when a row holds that differs from what is recorded.")),
        Field("source", _("Source"), longest=300, synonyms=(
            "arrêté", "acte", "référence", "n° arrêté", "numéro d'arrêté")),
        Field("outline", _("Outline"), Kind.GEOMETRY, synonyms=(
            "géométrie", "geometry", "geom", "wkt", "contour", "polygone", "the_geom", "shape")),
        Field("corners", _("Corners"), longest=20_000, synonyms=(
            "sommets", "liste des sommets", "coordonnées", "coordonnées des sommets", "bornes",
            "coordinates"),
            about=_("Longitude and latitude of each corner in turn, corners apart by ; or |.")),
    )  # fmt: skip

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Whoever records what the cadastre decided."""
        return policies.can_grant_title(actor, programme.code)

    def area(self, programme: Programme) -> Box:
        """The country."""
        return DRC

    def key(self, row: Row) -> str:
        """Kind and number."""
        kind, number = listed.named(row)
        return f"{kind} {number.casefold()}"

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """Titles that are new, differ from their last version, or are as recorded."""
        holders = Holders(context.programme, [row.get("holder", "") for row in rows])
        known = listed.recorded(context.programme, rows)
        return [
            listed.judged(row, known.get(listed.named(row)), holders, context, DRC) for row in rows
        ]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Grant and amend."""
        new = [verdict for verdict in verdicts if verdict.deed is Deed.CREATE]
        titles = grant_titles(
            actor=context.actor,
            programme=context.programme,
            titles=[
                NewTitle(one.plan.number, one.plan.kind, one.plan.name, (one.plan.version,))
                for one in new
            ],
        )
        outcomes = [
            Outcome(one.row.number, one.deed, title.code, None, _begins(one.plan.version))
            for one, title in zip(new, titles, strict=True)
        ]
        for verdict in verdicts:
            if verdict.deed is Deed.CHANGE:
                plan: listed.Plan = verdict.plan
                assert plan.title is not None  # noqa: S101  a change is of a title
                amend_title(actor=context.actor, title=plan.title, version=plan.version)
                before: Json = {"until": plan.until.isoformat() if plan.until else None}
                outcomes.append(
                    Outcome(
                        verdict.row.number,
                        verdict.deed,
                        plan.title.code,
                        before,
                        _begins(plan.version),
                    )
                )
        return outcomes

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """Take the versions back that are still the last of their titles."""
        titles = Title.objects.select_related("programme").in_bulk(
            [one.code for one in outcomes], field_name="code"
        )
        kept = []
        for one in outcomes:
            title, after, before = titles.get(one.code), one.after, one.before
            begins = date.fromisoformat(str(after["from"])) if isinstance(after, dict) else date.min
            until = before.get("until") if isinstance(before, dict) else None
            if title is None or not take_back_version(
                actor=context.actor,
                title=title,
                valid_from=begins,
                until=date.fromisoformat(str(until)) if until else None,
            ):
                problem = Problem("imports.6", _CHANGED_SINCE, {}, _CHANGED_REMEDY)
                kept.append(Kept(one.row, problem))
        return kept


TITLES: Final = Titles()


def _begins(version: NewVersion) -> dict[str, Any]:
    return {"from": version.valid_from.isoformat()}
