"""Holders as a file names them, found among the organisations of a programme."""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext_noop

from asili.core.identifiers import BadCode, parse
from asili.core.imports.problems import Problem
from asili.core.models import Programme
from asili.core.words import fold
from asili.domain.registry.models import Party

CANDIDATES: Final = 3
_CLOSE: Final = 0.72
_SHARE: Final = re.compile(r"\s*\(?\s*\d+(?:[.,]\d+)?\s*%\s*\)?\s*$")
_FORMS: Final = re.compile(
    r"\b(s\.?\s?a\.?\s?r\.?\s?l|s\.?\s?p\.?\s?r\.?\s?l|s\.?\s?a\.?\s?s|s\.?\s?a|ltd|limited|scrl|sarlu)\b\.?"
)
"""Legal forms, which lists write or leave out as they please."""

_UNKNOWN: Final = gettext_noop("No organisation is registered as “%(name)s”.")
_ALIKE: Final = gettext_noop("No organisation is registered as “%(name)s”; alike: %(alike)s.")
_REMEDY: Final = gettext_noop(
    "Register the organisation first, or write its number or its name as registered."
)
_SEVERAL: Final = gettext_noop("Several organisations are registered as “%(name)s”: %(codes)s.")
_SEVERAL_REMEDY: Final = gettext_noop("Write the number of the one that is meant.")


class Holders:
    """Finds organisations by number or name, many names with one question to the database."""

    def __init__(self, programme: Programme, said: Iterable[str]) -> None:
        self._by_name: dict[str, list[Party]] = defaultdict(list)
        self._by_code: dict[str, Party] = {}
        if not any(said):
            return
        rows = Party.objects.filter(programme=programme, kind=Party.Kind.ORGANISATION)
        for party in rows.only("pk", "code", "name").order_by("code"):
            self._by_name[_bare(party.name)].append(party)
            self._by_code[party.code] = party

    def of(self, said: str) -> tuple[tuple[int, str] | None, list[Problem]]:
        """Primary key and code of the organisation meant; None for a blank, or with the problem."""
        if not said.strip():
            return None, []
        if (party := self._by_code.get(_code(said))) is not None:
            return (party.pk, party.code), []
        found = self._by_name.get(_bare(said), [])
        if len(found) == 1:
            return (found[0].pk, found[0].code), []
        if found:
            shown = {"name": said[:80], "codes": ", ".join(party.code for party in found[:9])}
            return None, [Problem("places.26", _SEVERAL, shown, _SEVERAL_REMEDY, "holder")]
        return None, [self._unknown(said)]

    def _unknown(self, said: str) -> Problem:
        alike = [
            f"{party.name} ({party.code})"
            for name in get_close_matches(_bare(said), self._by_name, CANDIDATES, _CLOSE)
            for party in self._by_name[name]
        ]
        if not alike:
            return Problem("places.26", _UNKNOWN, {"name": said[:80]}, _REMEDY, "holder")
        shown = {"name": said[:80], "alike": ", ".join(alike[:CANDIDATES])}
        return Problem("places.26", _ALIKE, shown, _REMEDY, "holder")


def _bare(name: str) -> str:
    """A name without shares, legal forms, accents, capitals and punctuation."""
    plain = _FORMS.sub(" ", fold(_SHARE.sub("", name)))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split()) or fold(name)


def _code(said: str) -> str:
    try:
        return parse(said, "P")
    except BadCode:
        return ""
