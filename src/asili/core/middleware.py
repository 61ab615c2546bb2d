"""Answers a refusal with a page that explains it, and what is not visible with 404."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from asili.core.access import NotVisible, Refusal


class RefusalMiddleware:
    """Turns NotVisible into 404 and Refusal into 403 or 409, as a page or as JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; only exceptions matter here."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for the two exceptions of `asili.core.access`; leave every other alone."""
        if isinstance(exception, NotVisible):
            return page_not_found(request, Http404())
        if isinstance(exception, Refusal):
            return refusal_response(request, exception)
        return None


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal in words: rule, message, legal basis, remedy; JSON where that is preferred."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        body = {
            "rule": refusal.rule,
            "message": str(refusal.message),
            "legal_basis": refusal.legal_basis,
            "remedy": str(refusal.remedy),
        }
        return JsonResponse(body, status=refusal.status)
    return render(request, "core/refusal.html", {"refusal": refusal}, status=refusal.status)
