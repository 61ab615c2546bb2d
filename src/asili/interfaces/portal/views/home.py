"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from asili.domain.insight.figures import figures
from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.statements import by_id
from asili.interfaces.portal.doors import CONFLICT, ROADS, doors_of

CONSTRAINTS = "S-004"
"""The statement that names the two constraints."""


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
            "conflict_doors": doors_of(CONFLICT),
            "road_doors": doors_of(ROADS),
            "figures": figures(),
            "counts": whole.counts,
            "total": len(whole.statements),
        },
    )
