"""Where the rows of an act can be read again, so that its root can be recomputed."""

from collections.abc import Callable, Iterable
from typing import TypeAlias
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from asili.core.models.journal import Tombstone

Source: TypeAlias = Callable[[UUID], Iterable[bytes]]


def sources() -> dict[str, Source]:
    """The callables of ``settings.ASILI_JOURNAL_SOURCES``, by the beginning of the acts they hold.

    The setting maps the beginning of an act's name to the dotted path of a function that returns
    the digests of the sealed rows which that act wrote: ``{"custody.events.": "….journal_rows"}``.
    An act that no beginning fits wrote rows that may change since, and is not recomputed.
    """
    return {
        beginning: import_string(path) for beginning, path in settings.ASILI_JOURNAL_SOURCES.items()
    }


def rows_of(act: str, act_id: UUID, known: dict[str, Source]) -> list[bytes] | None:
    """Digests of the rows of an act, tombstones included; None where no source holds it."""
    for beginning, source in known.items():
        if act.startswith(beginning):
            buried = Tombstone.objects.filter(act_id=act_id).values_list("digest", flat=True)
            return sorted([*source(act_id), *(bytes(digest) for digest in buried)])
    return None
