"""Which columns of a file give which fields: guessed from headers, remembered once confirmed."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from asili.core.access import Refusal
from asili.core.imports.cells.notation import bare
from asili.core.imports.shapes import SHAPE
from asili.core.imports.targets import Field, Kind, Target

RULE: Final = "imports.4"
_CLOSE: Final = 0.86
"""Share of letters in common from which two headers are taken for one, misspelt."""
_SHORTEST: Final = 5
_DBASE: Final = 10
"""Characters to which a Shapefile cuts its headers."""
_UNIT: Final = re.compile(r"[(\[].*?[)\]]")
_PARTS: Final[Mapping[Kind, tuple[frozenset[str], ...]]] = {
    Kind.NAME: (
        frozenset({"nom", "noms", "family name", "last name", "surname", "jina la ukoo"}),
        frozenset({"postnom", "post nom", "postnoms", "middle name"}),
        frozenset({"prenom", "prenoms", "given name", "first name", "jina"}),
    ),
    Kind.DATE: (
        frozenset({"jour", "day", "siku"}),
        frozenset({"mois", "month", "mwezi"}),
        frozenset({"annee", "year", "mwaka"}),
    ),
}
"""Headers of columns that make one field together, in the order in which they are joined."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by header, or a constant, for each field."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Columns":
        """From JSON: a header may stand for a list of one."""
        columns = {
            name: (given,) if isinstance(given, str) else tuple(given)
            for name, given in stored.get("columns", {}).items()
        }
        return cls(columns, dict(stored.get("constants", {})))

    def as_json(self) -> dict[str, Any]:
        """For a JSON column or file."""
        return {
            "columns": {name: list(given) for name, given in self.columns.items()},
            "constants": dict(self.constants),
        }

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields that the file gives."""
        return frozenset(self.columns) | frozenset(self.constants)


def signature(headers: Iterable[str]) -> str:
    """SHA-256 of the bare headers in alphabetical order: what a mapping is remembered by."""
    return sha256("\n".join(sorted(map(bare, headers))).encode()).hexdigest()


def words_of(target: Target) -> Set[str]:
    """Every bare header by which a target knows its fields, and the parts of joined ones."""
    known = {word for one in target.fields for word in _words(one)}
    return known.union(*(part for parts in _PARTS.values() for part in parts))


def guess(target: Target, headers: Sequence[str]) -> Columns:
    """Columns for as many fields as headers tell; each column once, the surest first."""
    scored = sorted(
        (
            (score, -at, one.name, header)
            for one in target.fields
            for at, header in enumerate(headers)
            if (score := _likeness(header, _words(one))) > 0
        ),
        reverse=True,
    )
    columns: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for _score, _at, name, header in scored:
        if name not in columns and header not in taken:
            columns[name] = (header,)
            taken.add(header)
    for one in target.fields:
        if parts := _joined(one, headers, columns):
            columns[one.name] = parts
    if SHAPE in headers and target.geometry and target.geometry not in columns:
        columns[target.geometry] = (SHAPE,)
    return Columns(columns)


def require_sound(target: Target, mapping: Columns, headers: Sequence[str]) -> None:
    """Raise Refusal where a mapping names what there is not, or leaves a required field out."""
    names = {one.name: one for one in target.fields}
    if strange := sorted(mapping.fields - set(names)):
        raise Refusal(RULE, _("There is no field “%(name)s”.") % {"name": strange[0]})
    used = [header for given in mapping.columns.values() for header in given]
    if missing := sorted(set(used) - set(headers)):
        raise Refusal(
            RULE,
            _("The file has no column “%(name)s”.") % {"name": missing[0]},
            remedy=_("Choose the columns anew for this file."),
        )
    shaped = set(target.position or ()) if SHAPE in headers else set()
    lacking = [
        str(one.label)
        for one in target.fields
        if one.required and one.name not in mapping.fields | shaped
    ]
    if lacking:
        raise Refusal(
            RULE,
            _("No column is chosen for: %(fields)s.") % {"fields": ", ".join(lacking)},
            remedy=_("Choose a column, or write a value that holds for every row."),
        )


def _words(one: Field) -> frozenset[str]:
    labels = {one.name.replace("_", " "), *one.synonyms}
    for language, _name in settings.LANGUAGES:
        with override(language):
            labels.add(str(one.label))
    return frozenset(bare(label) for label in labels)


def _likeness(header: str, words: Set[str]) -> float:
    """How surely a header is one of the words: 1 the same, less for cut and misspelt ones, 0."""
    whole, short = bare(header), bare(_UNIT.sub("", header))
    if whole in words or short in words:
        return 1.0
    together = whole.replace(" ", "")
    if len(header) == _DBASE and any(w.replace(" ", "").startswith(together) for w in words):
        return 0.95
    if len(short) < _SHORTEST:
        return 0.0
    best = max(
        (
            SequenceMatcher(None, short, word).ratio()
            for word in words
            if len(word) >= _SHORTEST and abs(len(word) - len(short)) <= 3
        ),
        default=0.0,
    )
    return best * 0.9 if best >= _CLOSE else 0.0


def _joined(
    one: Field, headers: Sequence[str], columns: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Columns that make the field together; () unless there are two or more of them."""
    taken = {h for name, given in columns.items() if name != one.name for h in given}
    free = [header for header in headers if header not in taken]
    found = [
        header
        for words in _PARTS.get(one.kind, ())
        for header in free
        if bare(_UNIT.sub("", header)) in words
    ]
    needed = 3 if one.kind is Kind.DATE else 2
    return tuple(found) if len(found) >= needed else ()
