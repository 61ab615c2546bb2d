"""A shipment: what it holds, which sites it came from and how sure that is, and its bags."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from asili.core.access import require
from asili.core.exports import FORMATS, export
from asili.core.programmes import units_of
from asili.domain.custody import services
from asili.domain.custody.models import Lot
from asili.domain.custody.policies import can_disclose, can_see_bags, visible_lots
from asili.domain.custody.queries import tabular
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import trace_back
from asili.domain.custody.queries.upstream import upstream
from asili.interfaces.web.forms import DisclosureForm
from asili.interfaces.web.reads import origin
from asili.interfaces.web.reads.bags import heaviest
from asili.interfaces.web.requests import Request


def known_lot(request: Request, code: str) -> Lot:
    """The lot, where the visitor may know it; 404 else."""
    rows = visible_lots(request.actor).select_related(
        "programme__commodity", "holder", "owner", "place", "to_party", "container"
    )
    return get_object_or_404(rows, code=code)


@login_required
def shipment(request: Request, code: str) -> HttpResponse:
    """Kilograms of each metal by site, the ways they travelled, and the bags behind them."""
    lot = known_lot(request, code)
    bags = can_see_bags(request.actor, lot, timezone.now())
    context = {"lot": lot, "bags": bags, "simulated": lot.programme.simulated}
    context["units"] = SimpleLazyObject(lambda: units_of(lot.programme))
    if can_disclose(request.actor, lot):
        context["disclosure"] = DisclosureForm()
    found = upstream(lot)
    if found is not None:
        by = origin.group_of(request.GET.get("by", ""), names=bool(bags))
        context |= origin.context(found, by, names=bool(bags))
        context["origin_files"] = _files("web:shipment-origins", code, f"?by={by}")
        context["bag_files"] = _files("web:shipment-bags", code)
        context["heaviest"] = heaviest(found) if bags else []
    return render(request, "web/shipment.html", context)


@login_required
def bags(request: Request, code: str, fmt: str) -> HttpResponseBase:
    """The bags behind a shipment, one row each, for those who may see them."""
    lot = known_lot(request, code)
    require(can_see_bags(request.actor, lot, timezone.now()))
    found = upstream(lot)
    if found is None or fmt not in FORMATS:
        raise Http404
    trace = trace_back(found, GroupBy.BAG)
    notes = tabular.notes(trace, simulated=lot.programme.simulated)
    return export(tabular.rows(trace), tabular.columns(trace), fmt, f"{code}-bags", notes)


@login_required
def origins(request: Request, code: str, fmt: str) -> HttpResponseBase:
    """The table of the page as a file, by the same group."""
    lot = known_lot(request, code)
    found = upstream(lot)
    if found is None or fmt not in FORMATS:
        raise Http404
    names = bool(can_see_bags(request.actor, lot, timezone.now()))
    trace = trace_back(found, origin.group_of(request.GET.get("by", ""), names=names))
    notes = tabular.notes(trace, simulated=lot.programme.simulated)
    return export(tabular.rows(trace), tabular.columns(trace), fmt, f"{code}-{trace.by}", notes)


@login_required
@require_POST
def disclose(request: Request, code: str) -> HttpResponse:
    """Let another party see the bags and names behind a shipment, until a date."""
    lot = known_lot(request, code)
    form = DisclosureForm(request.POST)
    if form.is_valid():
        services.grant_disclosure(actor=request.actor, lot=lot, **form.cleaned_data)
        messages.success(request, _("The bags behind this lot are disclosed until that day."))
    else:
        messages.error(request, _("Please give the number of a party and a day to come."))
    return redirect("web:shipment", code)


def _files(view: str, code: str, query: str = "") -> list[tuple[str, str]]:
    return [(fmt.upper(), reverse(view, args=[code, fmt]) + query) for fmt in FORMATS]
