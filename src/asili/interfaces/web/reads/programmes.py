"""Which programme a list shows: one at a time, so that nothing invented stands beside real rows."""

from collections.abc import Mapping

from django import forms
from django.db.models import QuerySet

from asili.core.access import Actor
from asili.core.models import Programme


def programmes_shown(actor: Actor, rows: QuerySet[Programme]) -> dict[str, Programme]:
    """Programmes by code: those in which the actor has a role first, simulated ones last."""
    ordered = sorted(
        rows, key=lambda one: (not actor.has(programme=one.code), one.simulated, one.code)
    )
    return {one.code: one for one in ordered}


def offer(field: forms.Field, programmes: Mapping[str, Programme]) -> None:
    """Let a filter choose among programmes; out of sight where there is no choice."""
    field.choices = [  # type: ignore[attr-defined]  # a choice field
        (code, one.name) for code, one in programmes.items()
    ]
    if len(programmes) < 2:
        field.widget = forms.HiddenInput()


def chosen(asked: str, programmes: Mapping[str, Programme]) -> Programme | None:
    """The programme that is asked for, else the first; None where there is none."""
    return programmes.get(asked) or next(iter(programmes.values()), None)
