"""The report of 2007 and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asili.domain.insight.report.sections import BY_SLUG


def report(request: HttpRequest) -> HttpResponse:
    """The whole report, statement by statement."""
    return render(request, "portal/report.html")


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """One heading of the report as printed."""
    return render(request, "portal/section.html", {"section": BY_SLUG[slug]})
