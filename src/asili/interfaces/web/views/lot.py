"""One lot or bag: what it is, what waits, what happened to it, where from and where to."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from asili.core.exports import FORMATS
from asili.core.lists import PER_PAGE, Listing, listing
from asili.core.programmes import units_of
from asili.domain.custody.models import Lot
from asili.domain.custody.policies import can_see_bags, visible_lots, with_known_holders
from asili.domain.custody.queries.history import history
from asili.domain.custody.queries.trace import trace_back, trace_forward
from asili.domain.custody.queries.upstream import upstream
from asili.interfaces.web.forms import ReasonForm
from asili.interfaces.web.reads import origin, story
from asili.interfaces.web.reads.onward import passed_on
from asili.interfaces.web.reads.payments import payments_of_lot
from asili.interfaces.web.requests import Request
from asili.interfaces.web.views.lots import status_badge

STEPS = 20
"""Records on one page of a history."""


@login_required
def lot(request: Request, code: str) -> HttpResponse:
    """What a lot holds, the records that wait and those in time, and the sites it came from."""
    found, names, context = known(request, code)
    steps = history(found, request.actor, names=names)
    told = story.told(steps, found, request.actor)
    context |= {
        "conflicts": story.conflicts(steps, found, request.actor),
        "listing": paged(told, request, STEPS),
        "form": ReasonForm(),
        "payments": payments_of_lot(request.actor, found, steps),
        "acquainted": story.acquainted(steps, request.actor),
    }
    traced = upstream(found)
    if traced is not None:
        by = origin.group_of(request.GET.get("by", ""), names=names)
        context |= origin.table(traced, trace_back(traced, by), by, names=names)
        context["holds"] = story.metals_of(traced.account)
        context["origin_files"] = [
            (fmt.upper(), f"{reverse('web:shipment-origins', args=[code, fmt])}?by={by}")
            for fmt in FORMATS
        ]
    return render(request, "web/lot.html", context)


@login_required
def inside(request: Request, code: str) -> HttpResponse:
    """The lots that are inside this one now."""
    found, _names, context = known(request, code)
    rows = visible_lots(request.actor).filter(container=found).order_by("code")
    return render(request, "web/lot_inside.html", context | {"listing": listing(rows, request.GET)})


@login_required
def onward(request: Request, code: str) -> HttpResponse:
    """The lots that its material went into, for those who may see bags."""
    found, names, context = known(request, code)
    trace = trace_forward(found) if names else None
    if trace is not None:
        context |= {
            "trace": trace,
            "journal_position": trace.position,
            "listing": paged(passed_on(trace), request),
        }
    return render(request, "web/lot_onward.html", context)


def known(request: Request, code: str) -> tuple[Lot, bool, dict[str, Any]]:
    """The lot, where the visitor may know it (404 else), and whether they may know every name."""
    rows = with_known_holders(request.actor, visible_lots(request.actor)).select_related(
        "programme__commodity", "holder", "owner", "place", "to_party", "container"
    )
    found = get_object_or_404(rows, code=code)
    bags = can_see_bags(request.actor, found, timezone.now())
    context = {
        "lot": found,
        "badge": status_badge(found),
        "bags": bags,
        "simulated": found.programme.simulated,
        "units": SimpleLazyObject(lambda: units_of(found.programme)),
    }
    return found, bool(bags), context


def paged(rows: list[Any], request: Request, per_page: int = PER_PAGE) -> Listing[Any]:
    """One page of rows that are at hand."""
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))
    return Listing(page, request.GET, "", ())
