"""Marks on personal fields: class, purpose and retention, from which exports are built.

A model declares ``privacy = {"field": Mark(...)}``. A system check refuses a mark on a field that
does not exist and a field with a personal name that carries no mark.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db.models import Model


class Privacy(StrEnum):
    """Who may read a personal field."""

    PUBLIC = "public"
    """Anyone: it is part of what a public office or certificate prints."""
    RESTRICTED = "restricted"
    """Signed-in roles that need it for their work."""
    CONFIDENTIAL = "confidential"
    """The person, those who act for them, and named offices."""
    CASE = "case"
    """Those assigned to the case; every reading is logged."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one personal field; purpose and retention are plain English sentences."""

    privacy: Privacy
    purpose: str
    retention: str


ACTED = Mark(Privacy.RESTRICTED, "To say who acted.", "As long as the record.")
"""The mark of a column that holds the code of an account or of the person behind it."""

PERSONAL_NAMES = frozenset(
    {
        "address", "birth_date", "birth_year", "email", "family_name", "given_name",
        "national_id", "password", "person", "person_name", "phone", "photo", "sex", "username",
    }
)  # fmt: skip
"""A field of one of these names is personal and needs a mark."""


def marks_of(model: type[Model]) -> Mapping[str, Mark]:
    """The marks that a model declares, by field name."""
    marks: Mapping[str, Mark] = getattr(model, "privacy", {})
    return marks


def fields_up_to(model: type[Model], *allowed: Privacy) -> list[str]:
    """Names of the concrete fields that carry no mark or one of the allowed classes."""
    marks = marks_of(model)
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in marks or marks[field.name].privacy in allowed
    ]


def check_marks(
    app_configs: Iterable[AppConfig] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """System check: core.E021 for a mark without a field, core.E022 for a field without a mark."""
    found: list[checks.CheckMessage] = []
    for model in apps.get_models():
        if not model.__module__.startswith("asili."):
            continue
        names = {field.name for field in model._meta.concrete_fields}
        marks = marks_of(model)
        found += [
            checks.Error(f"There is no field “{name}” to mark.", obj=model, id="core.E021")
            for name in sorted(set(marks) - names)
        ]
        found += [
            checks.Error(
                f"The personal field “{name}” has no privacy mark.", obj=model, id="core.E022"
            )
            for name in sorted((names & PERSONAL_NAMES) - set(marks))
        ]
    return found
