"""The page behind a tag: for a phone in the hand of whoever has the bag before them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from asili.core.identifiers import BadCode, parse
from asili.domain.custody.models import Lot
from asili.interfaces.field.reads.bag import read_bag
from asili.interfaces.field.reads.drawing import qr_of
from asili.network.vocabulary import LotKind


def bag(request: HttpRequest, code: str) -> HttpResponse:
    """Weight, grade, reference value and verdict for all; what was paid for those concerned."""
    try:
        known = parse(code, "B")
    except BadCode as error:
        return _not_found(request, code, str(error), error.suggestion)
    if known != code:
        return redirect("field:bag", known)
    lots = Lot.objects.filter(kind=LotKind.BAG).select_related("programme")
    lot = lots.filter(code=known).first()
    if lot is None:
        return _not_found(request, code)
    found = read_bag(request.actor, lot, timezone.localdate())  # type: ignore[attr-defined]
    context = {
        "bag": found,
        "simulated": lot.programme.simulated,
        "qr": qr_of(request.build_absolute_uri(request.path)),
    }
    return render(request, "field/bag.html", context)


def _not_found(
    request: HttpRequest, code: str, remark: str = "", suggestion: str = ""
) -> HttpResponse:
    context = {"code": code, "remark": remark, "suggestion": suggestion}
    return render(request, "field/unknown.html", context, status=404)
