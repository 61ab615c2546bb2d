"""Values of the law: what holds, by which instrument, and how far that was checked."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from asili.core.words import named
from asili.domain.law.models import Instrument, LegalValue
from asili.domain.law.policies import can_verify_value
from asili.domain.law.queries import in_force
from asili.domain.law.services import propose_verification
from asili.interfaces.web import cells
from asili.interfaces.web.forms import VerificationForm
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: each value names its instrument; unverified values warn, never stop.")


class LawFilters(Filters):
    """Narrow the values down by words, day and whether they are verified."""

    q = forms.CharField(label=_("Value or instrument"), required=False, max_length=64)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("any state")), ("verified", _("verified")), ("not", _("not verified"))],
    )
    on = forms.DateField(
        label=_("In force on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What was in force on the day, as far as the filters let it through."""
        rows = in_force(self.asked("on"))
        if state := self.asked("state"):
            unverified = Q(verified_by="")
            rows = rows.filter(unverified if state == "not" else ~unverified)
        if words := self.asked("q"):
            rows = rows.filter(named(words, "key", "unit", "instrument__title", "article"))
        return rows


def verification(value: LegalValue) -> object:
    """Who verified a value and when, or that nobody did."""
    if not value.is_verified:
        if value.instrument.kind == Instrument.Kind.DEFAULT:
            return cells.badge("none", _("no law"))
        return cells.badge("attention", _("not verified"))
    said = _("verified by two persons on %(day)s (%(office)s)") % {
        "day": date_format(value.verified_on, "DATE_FORMAT") if value.verified_on else "",
        "office": value.verified_by,
    }
    return cells.badge("ok", said)


def _number(row: LegalValue) -> str:
    return f"{row.value.normalize():f}"


LAW: Final[Table[LegalValue]] = Table(
    "law",
    "web/law.html",
    (
        Column(
            "key",
            _("Value"),
            lambda row: row.key,
            show=lambda row: cells.link(reverse("web:legal-value", args=[row.key]), row.key),
            sort="key",
        ),
        Column("value", _("Reads"), _number, is_number=True),
        Column("unit", _("Unit"), lambda row: row.unit),
        Column(
            "since",
            _("Valid from"),
            lambda row: row.valid_from,
            show=lambda row: cells.day(row.valid_from),
            sort="valid_from",
        ),
        Column("where", _("Where"), lambda row: row.jurisdiction, sort="jurisdiction"),
        Column("basis", _("Legal basis"), lambda row: row.legal_basis, sort="instrument__title"),
        Column("state", _("State"), lambda row: row.verified_by, show=verification),
        Column("source", _("Source"), lambda row: row.source, only_in_files=True),
    ),
    LawFilters,
    (SOURCE,),
)


def law(request: Request) -> HttpResponseBase:
    """Every value that holds on a day."""
    return answer(request, LAW, in_force())


def legal_value(request: Request, key: str) -> HttpResponse:
    """One value through time, and the way to have it verified."""
    rows = LegalValue.objects.filter(key=key).select_related("instrument")
    values = list(rows.order_by("jurisdiction", "-valid_from"))
    if not values:
        raise Http404
    open_to_me = bool(can_verify_value(request.actor))
    waiting = [value for value in values if not value.is_verified] if open_to_me else []
    form = VerificationForm(waiting) if waiting else None
    context = {"key": key, "rows": [(row, verification(row)) for row in values], "form": form}
    return render(request, "web/legal_value.html", context)


@login_required
@require_POST
def propose(request: Request, key: str) -> HttpResponse:
    """Propose to mark one of the values as verified."""
    values = LegalValue.objects.filter(key=key)
    form = VerificationForm(values, request.POST)
    if not form.is_valid():
        messages.error(request, _("Please write who compared the value, and with which text."))
        return redirect("web:legal-value", key)
    propose_verification(
        actor=request.actor,
        value=get_object_or_404(values, pk=form.cleaned_data["value"]),
        office=form.cleaned_data["office"],
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("The proposal waits for a second person."))
    return redirect("web:approvals")
