"""Diggers' cards as a list, and the cards of a list on paper, ten to a sheet or one to a card."""

from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.access import Role, deny, require
from asili.core.drawing import qr_of
from asili.domain.credentials.models import Credential
from asili.domain.credentials.policies import visible_credentials
from asili.domain.registry.models import Membership, Party
from asili.domain.registry.search import sought
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.reads.papers import papers_of
from asili.interfaces.web.requests import Request

SHEETS: Final = 100
"""Cards of one page of paper views: ten sheets; the next ones are a link away."""
PAPERS: Final = ("a4", "card")


class CardFilters(Filters):
    """Narrow the cards down by holder, number and cooperative."""

    q = forms.CharField(label=_("Name of the holder"), required=False, max_length=64)
    number = forms.CharField(label=_("Number of the card"), required=False, max_length=60)
    member_of = forms.CharField(label=_("Number of the cooperative"), required=False, max_length=16)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        if words := self.asked("q"):
            holders = Party.objects.filter(sought(words))
            rows = rows.filter(holder__in=holders.values("pk"))
        if number := self.asked("number"):
            rows = rows.filter(number__istartswith=number)
        if organisation := self.asked("member_of"):
            members = Membership.objects.filter(organisation__party__code=organisation)
            rows = rows.filter(holder__in=members.values("person"))
        return rows


CARDS: Final[Table[Credential]] = Table(
    "cards",
    "web/cards.html",
    (
        Column(
            "number",
            _("Number of the card"),
            lambda card: card.number,
            show=lambda card: cells.link(reverse("field:card", args=[card.code]), card.number),
            sort="number",
        ),
        Column(
            "holder",
            _("Holder"),
            lambda card: card.holder.name,
            show=lambda card: cells.named(card.holder.code, card.holder.name),
            sort="holder__name",
        ),
        Column("issuer", _("Issued by"), lambda card: card.issuer.name if card.issuer else None),
        Column(
            "code", _("Number"), lambda card: card.code, show=lambda card: cells.mono(card.code)
        ),
    ),
    CardFilters,
    (_("Source: the register of cards. People are listed to those who may know."),),
)


def _cards(request: Request) -> QuerySet[Credential]:
    rows = visible_credentials(request.actor).filter(kind=Credential.Kind.DIGGER_CARD)
    return rows.select_related("holder", "issuer", "place", "title").order_by("number", "code")


@login_required
def cards(request: Request) -> HttpResponseBase:
    """Diggers' cards that the visitor may see."""
    return answer(request, CARDS, _cards(request))


@login_required
def print_cards(request: Request) -> HttpResponse:
    """The cards of the list as it is narrowed down, to be printed by their authority."""
    actor = request.actor
    if not actor.has(Role.AUTHORITY):
        require(
            deny(_("Cards are printed by the authority that issues them."), rule="credentials.5")
        )
    own = {grant.programme for grant in actor.grants if grant.role is Role.AUTHORITY}
    rows = CardFilters(request).narrow(_cards(request)).filter(holder__programme__code__in=own)
    page = Paginator(rows, SHEETS).get_page(request.GET.get("page"))
    found = list(page.object_list)
    papers = papers_of(actor, {card.holder_id for card in found}, timezone.now())
    known = {paper.credential.pk: paper for paper in papers}
    paper = request.GET.get("paper")
    context = {
        "cards": [
            (
                known[card.pk],
                qr_of(request.build_absolute_uri(reverse("field:card", args=[card.code]))),
            )
            for card in found
            if card.pk in known
        ],
        "page": page,
        "paper": paper if paper in PAPERS else PAPERS[0],
        "simulated": any(card.holder.simulated for card in found),
    }
    return render(request, "web/cards_print.html", context)
