"""One box for any number or name."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from asili.interfaces.web.reads.finder import Found, find
from asili.interfaces.web.requests import Request


def search(request: Request) -> HttpResponse:
    """An exact number goes straight to its page; anything else is looked for."""
    words = request.GET.get("q", "").strip()[:64]
    found = find(request.actor, words) if words else Found()
    if found.address:
        return redirect(found.address)
    return render(request, "web/search.html", {"query": words, "found": found})
