"""Record what one of one's own parties did: typed, judged before one's eyes, then saved."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Refusal, require
from asili.domain.custody.facts import EventFact
from asili.domain.custody.policies import can_record_events
from asili.domain.custody.services import preview_events, record_events
from asili.domain.registry.models import Party
from asili.domain.trade.services import Bargain, preview_purchase, record_purchase
from asili.domain.trade.services.purchases import BASIS_RULE
from asili.interfaces.web.reads.habits import habits_of
from asili.interfaces.web.reads.prices import reference_prices, terms
from asili.interfaces.web.recording.acts import ACTS, GROUPS
from asili.interfaces.web.recording.form import RecordForm, seal_of
from asili.interfaces.web.recording.price import PriceForm
from asili.interfaces.web.requests import Request
from asili.network.vocabulary import EventKind


@login_required
def record(request: Request) -> HttpResponse:
    """Choose what was done."""
    parties = own_parties(request.actor)
    groups = [
        (title, [(str(kind), ACTS[kind]) for kind in kinds if _may(request.actor, kind, parties)])
        for title, kinds in GROUPS
    ]
    return render(request, "web/record.html", {"groups": groups, "parties": parties})


@login_required
def record_act(request: Request, act: str) -> HttpResponse:
    """Type it; a POST shows how it would be judged, a second one of the same saves it."""
    if act not in ACTS:
        raise Http404
    kind = EventKind(act)
    own = own_parties(request.actor)
    parties = _may(request.actor, kind, own)
    if not parties:
        require(can_record_events(request.actor, [(kind, own[0])]))
    names = ("target", *(box.name for box in ACTS[kind].boxes))
    known = {name: request.GET.get(name) for name in names}
    form = RecordForm(kind, request.actor, parties, request.POST or None, **known)
    price = PriceForm(form.analytes, request.POST) if kind is EventKind.PURCHASE else None
    habits = habits_of(parties, form.act.only_at)
    context = {"form": form, "act": form.act, "habits": habits, "price": price}
    if price:
        context["references"] = reference_prices(parties[0].programme, localdate(), form.analytes)
    if request.method == "POST" and form.is_valid() & (price is None or price.is_valid()):
        fact = form.fact()
        bargain = price.bargain() if price else None
        seal = seal_of(fact, bargain)
        if form.cleaned_data["seen"] == seal:
            return _bought(request, fact, bargain) if bargain else _saved(request, fact)
        try:
            context |= _judged(request.actor, fact, bargain)
            context |= {"seal": seal, "changed": bool(form.cleaned_data["seen"])}
        except Refusal as refusal:
            if price is None or refusal.rule != BASIS_RULE:
                raise
            price.add_error("basis", f"{refusal.message} {refusal.remedy}")
    return render(request, "web/record_act.html", context)


def _judged(actor: Actor, fact: EventFact, bargain: Bargain | None) -> dict[str, object]:
    """How it would be judged and, where it has a price, what it would come to."""
    if bargain is None:
        return {"preview": preview_events(actor=actor, events=[fact])}
    found = preview_purchase(actor=actor, event=fact, bargain=bargain)
    return {"preview": found.custody, "terms": terms(found, localdate(fact.happened_at))}


def own_parties(actor: Actor) -> list[Party]:
    """The parties that the actor acts for; refused where there is none."""
    rows = Party.objects.filter(code__in=actor.parties).select_related("programme")
    found = list(rows.order_by("kind", "name"))
    if not found:
        raise Refusal(
            "custody.18",
            _("Your account acts for no organisation, so there is nothing that you could record."),
            remedy=_("Ask the authority of your programme to appoint you."),
            status=403,
        )
    return found


def _may(actor: Actor, kind: EventKind, parties: Sequence[Party]) -> list[Party]:
    """Those for which the actor may record such an act."""
    return [party for party in parties if can_record_events(actor, [(kind, party)])]


def _saved(request: Request, fact: EventFact) -> HttpResponse:
    report = record_events(actor=request.actor, events=[fact])
    if report.repeated:
        messages.info(request, _("This form was recorded before; nothing was added."))
    elif report.waiting:
        messages.warning(request, _("It is recorded. A part of it waits; the reasons are below."))
    else:
        messages.success(request, _("It is recorded."))
    return redirect("web:event", fact.uuid)


def _bought(request: Request, fact: EventFact, bargain: Bargain) -> HttpResponse:
    done = record_purchase(actor=request.actor, event=fact, bargain=bargain)
    if done.report.repeated:
        messages.info(request, _("This form was recorded before; nothing was added."))
    return redirect("field:receipt", done.settlement.code)
