"""The page behind a tag, and the receipt of a payment: for a phone, and for paper."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core.drawing import qr_of
from asili.core.identifiers import BadCode, parse
from asili.core.programmes import units_of
from asili.domain.credentials.models import Credential
from asili.domain.custody.models import Lot
from asili.domain.trade.policies import can_record_settlement, visible_settlements
from asili.domain.trade.services import number_receipt
from asili.interfaces.field.reads.bag import read_bag
from asili.interfaces.field.reads.card import read_card
from asili.interfaces.field.reads.receipt import read_receipt
from asili.network.vocabulary import LotKind


class NumberForm(forms.Form):
    """The number that stands on the paper, or none, so that one is given."""

    number = forms.CharField(
        label=_("Number of the receipt"),
        help_text=_("Leave it empty where the seller has no paper: the payment gets a number."),
        max_length=60,
        required=False,
    )


def bag(request: HttpRequest, code: str) -> HttpResponse:
    """Weight, grade, reference value and verdict for all; what was paid for those concerned."""
    try:
        known = parse(code, "B")
    except BadCode as error:
        return _not_found(request, code, str(error), error.suggestion)
    if known != code:
        return redirect("field:bag", known)
    lots = Lot.objects.filter(kind=LotKind.BAG).select_related("programme__commodity")
    lot = lots.filter(code=known).first()
    if lot is None:
        return _not_found(request, code)
    found = read_bag(request.actor, lot, timezone.localdate())  # type: ignore[attr-defined]
    context = {
        "bag": found,
        "simulated": lot.programme.simulated,
        "units": units_of(lot.programme),
        "qr": qr_of(request.build_absolute_uri(request.path)),
    }
    return render(request, "field/bag.html", context)


@login_required
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """A receipt, for the two sides and who oversees them; a POST writes the number it lacks."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = visible_settlements(actor).select_related("programme__commodity", "buyer", "seller")
    found = get_object_or_404(rows, code=code)
    sides = (found.buyer.code, found.seller.code)
    may = not found.receipt and can_record_settlement(actor, found.programme.code, sides)
    form = NumberForm(request.POST or None) if may else None
    if form and request.method == "POST" and form.is_valid():
        number_receipt(actor=actor, settlement=found, number=form.cleaned_data["number"])
        return redirect("field:receipt", code)
    context = {
        "paper": read_receipt(found),
        "form": form,
        "roll": request.GET.get("paper") == "roll",
        "simulated": found.programme.simulated,
        "units": units_of(found.programme),
        "qr": qr_of(request.build_absolute_uri(request.path)),
    }
    return render(request, "field/receipt.html", context)


class DayForm(forms.Form):
    """The day on which a card is asked about."""

    on = forms.DateField(
        label=_("Valid on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def card(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a card is valid on a day: for anybody who holds it in their hand."""
    rows = Credential.objects.select_related("holder__programme", "issuer", "place", "title")
    found = get_object_or_404(rows, code=code)
    form = DayForm(request.GET)
    on = form.cleaned_data["on"] if form.is_valid() else None
    context = {
        "card": read_card(found, on),
        "form": form,
        "simulated": found.holder.programme.simulated,
    }
    return render(request, "field/card.html", context)


def _not_found(
    request: HttpRequest, code: str, remark: str = "", suggestion: str = ""
) -> HttpResponse:
    context = {"code": code, "remark": remark, "suggestion": suggestion}
    return render(request, "field/unknown.html", context, status=404)
