"""A request as the pages of this folder get it: with the actor whose rights they ask for."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from asili.core.access import ANONYMOUS, Actor
from asili.core.models import Account
from asili.domain.registry.queries import actor_for


class Request(HttpRequest):
    """A request that has passed `ActorMiddleware`."""

    actor: Actor


class ActorMiddleware:
    """Gives every request its ``actor``; the database is asked when a page first needs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with its actor."""
        cast("Request", request).actor = cast("Actor", SimpleLazyObject(lambda: actor_of(request)))
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The account that is signed in, as a value; ANONYMOUS where none is."""
    user = request.user
    return actor_for(user) if isinstance(user, Account) else ANONYMOUS
