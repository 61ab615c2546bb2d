"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asili.domain.insight.report.sections import WORKING_GROUPS


def home(request: HttpRequest) -> HttpResponse:
    """What Asili is, and the doors into it."""
    return render(request, "portal/home.html", {"groups": WORKING_GROUPS})
