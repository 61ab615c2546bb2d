"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.statements import by_id
from asili.interfaces.portal.doors import doors_of

CONSTRAINTS = "S-004"


def home(request: HttpRequest) -> HttpResponse:
    """What Asili is, where to start, and a door for each working group of the report."""
    whole = coverage()
    groups = [
        {"part": part, "doors": doors_of(part.section.slug)}
        for part in whole.parts
        if part.section.is_working_group
    ]
    return render(
        request,
        "portal/home.html",
        {
            "groups": groups,
            "constraints": by_id()[CONSTRAINTS],
            "counts": whole.counts,
            "total": len(whole.statements),
        },
    )
