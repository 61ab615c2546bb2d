"""A bag for whoever has no tag in hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from asili.domain.insight.examples import example_bag


def bag(request: HttpRequest) -> HttpResponse:
    """On to the page behind the tag of one bag, or the word that none is recorded."""
    code = example_bag()
    return redirect("field:bag", code) if code else render(request, "portal/no_bag.html")
