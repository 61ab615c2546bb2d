"""The report of 2007 and what became of it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from asili.core.exports import Format, export
from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.evaluation import CHOICES, FORMS, RATINGS
from asili.domain.insight.report.facts import ANNEXES, FIRST_YEAR_TARGET, SHARES
from asili.domain.insight.report.numbers import numbered
from asili.domain.insight.report.records import FIELDS, record
from asili.domain.insight.report.sections import BY_SLUG
from asili.domain.insight.report.sheets import sheet_of
from asili.domain.insight.report.statements import by_id, statements
from asili.domain.insight.report.vocabulary import (
    GROUPS,
    MODULES,
    STATE_MEANINGS,
    STATES,
)
from asili.interfaces.portal.addresses import address_of
from asili.interfaces.portal.doors import doors_of
from asili.interfaces.portal.results import results

CONDITIONS = ("section", "state", "module", "group", "words")


def _conditions(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET.get(name, "").strip() for name in CONDITIONS}
    return {name: value for name, value in given.items() if value}


def report(request: HttpRequest) -> HttpResponse:
    """The whole report, statement by statement, or those that meet the conditions.

    The number of a statement or section leads to its page.
    """
    conditions = _conditions(request)
    if meant := numbered(conditions.get("words", "")):
        return redirect(address_of(meant))
    context = {
        "whole": coverage(),
        "chosen": coverage(**conditions),
        "results": results(conditions),
        "conditions": conditions,
        "asked": urlencode(conditions),
        "annexes": ANNEXES,
        "states": STATES,
        "meanings": STATE_MEANINGS,
        "modules": MODULES,
        "groups": GROUPS,
    }
    return render(request, "portal/report.html", context)


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """One heading of the report: its table as printed, and what became of each line."""
    context = {
        "section": BY_SLUG[slug],
        "part": coverage(section=slug).parts[0],
        "section_doors": doors_of(slug),
        "sheet": sheet_of(slug),
        "annexes": ANNEXES,
        "shares": SHARES,
        "target": FIRST_YEAR_TARGET,
        "choices": CHOICES,
        "ratings": RATINGS,
        "forms": FORMS,
    }
    return render(request, "portal/section.html", context)


def statement(request: HttpRequest, number: str) -> HttpResponse:
    """One statement of the report and everything that is known about it."""
    found = by_id().get(number)
    if found is None:
        raise Http404
    order = statements()
    place = order.index(found)
    context = {
        "statement": found,
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
    }
    return render(request, "portal/statement.html", context)


def report_export(request: HttpRequest, form: Format) -> HttpResponseBase:
    """The statements that meet the conditions, as a file."""
    language = get_language() or "en"
    chosen = coverage(**_conditions(request))
    rows = (record(statement, language) for statement in chosen.statements)
    note = gettext("Workshop report of November 2007, in the words of Asili (Apache License 2.0).")
    return export(rows, FIELDS, form, "asili-report-coverage", notes=(note,))
