"""Parties as a list, and one party: who it is, its papers at an instant, what it holds."""

from datetime import datetime, time
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.core.findings import visible_findings
from asili.core.quantities import Units
from asili.domain.custody.policies import visible_lots, with_known_holders
from asili.domain.places.models import Occupancy, TitleVersion
from asili.domain.places.queries import versions_on
from asili.domain.registry.models import Membership, Organisation, Party
from asili.domain.registry.policies import (
    can_read_confidential,
    visible_parties,
)
from asili.domain.registry.queries import merged_into, stands_for
from asili.domain.registry.search import sought, standing
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.reads.papers import papers_of
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: the registry of the programme. People are listed to those who may know.")
PERSON: Final = "person"
SHOWN: Final = 20
"""Rows of a part of the page; the list behind its link has them all."""


class PartyFilters(Filters):
    """Narrow parties down by name and by what they are."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("all kinds")), *Organisation.Kind.choices, (PERSON, _("person"))],
    )

    member_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        if organisation := self.asked("member_of"):
            rows = rows.filter(
                pk__in=Membership.objects.filter(organisation__party__code=organisation).values(
                    "person"
                )
            )
        kind = self.asked("kind")
        if kind == PERSON:
            rows = rows.filter(kind=Party.Kind.PERSON)
        elif kind:
            rows = rows.filter(organisation__kind=kind)
        if words := self.asked("q"):
            rows = rows.filter(sought(words))
        return rows


class InstantForm(forms.Form):
    """The day at whose end papers are judged."""

    on = forms.DateField(
        label=_("Papers on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def instant(self) -> datetime:
        """The end of the day asked for; now where none is."""
        on = self.cleaned_data.get("on") if self.is_valid() else None
        return timezone.make_aware(datetime.combine(on, time.max)) if on else timezone.now()


def kind_of(party: Party) -> Words:
    """What a party is: the kind of the organisation, or a person."""
    organisation = getattr(party, "organisation", None)
    return organisation.get_kind_display() if organisation else party.get_kind_display()


def _speaks_for(party: Party) -> str:
    organisation = getattr(party, "organisation", None)
    return str(organisation.get_constituency_display()) if organisation else ""


def _province(party: Party) -> str:
    organisation = getattr(party, "organisation", None)
    return organisation.province if organisation else ""


PARTIES: Final[Table[Party]] = Table(
    "parties",
    "web/parties.html",
    (
        Column(
            "name",
            _("Name"),
            lambda party: party.name,
            show=lambda party: cells.named(party.code, party.name),
            sort="name",
        ),
        Column("kind", _("Kind"), kind_of, sort="organisation__kind"),
        Column("constituency", _("Speaks for"), _speaks_for, sort="organisation__constituency"),
        Column("province", _("Province"), _province, sort="organisation__province"),
        Column(
            "code",
            _("Number"),
            lambda party: party.code,
            show=lambda party: cells.number(party.code),
            sort="code",
        ),
    ),
    PartyFilters,
    (SOURCE,),
)


def parties(request: Request) -> HttpResponseBase:
    """Organisations for everybody; people for those who may know of them."""
    rows = standing(visible_parties(request.actor)).select_related("organisation")
    return answer(request, PARTIES, rows.order_by("name", "code"))


def party(request: Request, code: str) -> HttpResponse:
    """One party, as far as the visitor may know it."""
    known = visible_parties(request.actor).select_related(
        "organisation", "person", "programme__commodity"
    )
    found = get_object_or_404(known, code=code)
    if kept := stands_for(found):
        return redirect("web:party", kept.code)
    form = InstantForm(request.GET)
    at = form.instant()
    together = [found.pk, *merged_into(found)]
    held = list(held_by(request.actor, found)[: SHOWN + 1])
    memberships = list(memberships_of(request.actor, found)[: SHOWN + 1])
    context = {
        "party": found,
        "kind": kind_of(found),
        "organisation": getattr(found, "organisation", None),
        "person": getattr(found, "person", None),
        "confidential": found.kind == Party.Kind.PERSON
        and can_read_confidential(request.actor, found),
        "merged": len(together) > 1,
        "form": form,
        "at": at,
        "memberships": memberships[:SHOWN],
        "more_members": len(memberships) > SHOWN,
        "papers": papers_of(request.actor, together, at),
        "titles": versions_of(found),
        "occupancies": Occupancy.objects.filter(party=found).select_related("place"),
        "lots": held[:SHOWN],
        "more_lots": len(held) > SHOWN,
        "simulated": found.programme.simulated,
        "units": Units(found.programme.commodity.mass_unit),
        "findings": visible_findings(request.actor).filter(parties__party=found.code)[:SHOWN],
        "more": urlencode({"party": found.code, "state": "any"}),
    }
    return render(request, "web/party.html", context)


def held_by(actor: Actor, party: Party) -> QuerySet[Any]:
    """Lots that a party holds now, as far as the actor may know it."""
    lots: QuerySet[Any] = with_known_holders(actor, visible_lots(actor))
    return lots.filter(holder=party, holder_known=True).order_by("-last_at")


def memberships_of(actor: Actor, party: Party) -> QuerySet[Membership]:
    """Memberships of a person, or in an organisation, of people whom the actor may know."""
    rows = Membership.objects.filter(person__party__in=visible_parties(actor))
    people = [party.pk, *merged_into(party)]
    rows = rows.filter(Q(person__in=people) | Q(organisation__party=party))
    return rows.select_related("person__party", "organisation__party").order_by("-since", "pk")


def versions_of(party: Party) -> QuerySet[TitleVersion]:
    """Titles and zones that an organisation holds today."""
    if party.kind != Party.Kind.ORGANISATION:
        return TitleVersion.objects.none()
    return versions_on().filter(holder=party).defer("geometry")
