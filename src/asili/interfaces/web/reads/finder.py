"""One box for any number or name: what was meant, as far as the visitor may know it."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.core.identifiers import BadCode, parse
from asili.domain.custody.models import Lot
from asili.domain.custody.policies import visible_events, visible_lots
from asili.domain.places.models import Place, Title
from asili.domain.places.policies import visible_places, visible_titles
from asili.domain.registry.models import Party
from asili.domain.registry.policies import visible_parties
from asili.interfaces.web.addresses import address_of, is_uuid

SHOWN: Final = 10
"""Hits of one kind; the list behind the link has them all."""
SHORTEST: Final = 2
_STATEMENT: Final = re.compile(r"[Ss]-?([0-9]{3})")
"""How the statements of the report of 2007 are numbered."""
_LIKE_A_CODE: Final = re.compile(r"[A-Za-z][\s\-]*[0-9A-Za-z](?:[\s\-]*[0-9A-Za-z]){7,11}")


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: its number, its name, and what it is."""

    code: str
    name: str
    kind: Words


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind, and the name of the list that has more of them."""

    title: Words
    hits: tuple[Hit, ...]
    more: bool
    view: str


@dataclass(frozen=True, slots=True)
class Found:
    """``address`` where one record was meant exactly; else what the words occur in.

    ``remark`` says what is wrong with a misread number, ``suggestion`` is the one number that
    differs from it in a single symbol, for a person to confirm.
    """

    address: str = ""
    remark: str = ""
    suggestion: str = ""
    groups: tuple[Group, ...] = ()


def find(actor: Actor, words: str) -> Found:
    """Look for a number first, then for names and parts of numbers."""
    if statement := _STATEMENT.fullmatch(words):
        return Found(address=reverse("portal:report-statement", args=[f"S-{statement[1]}"]))
    if is_uuid(words):
        known = visible_events(actor).filter(uuid=words).exists()
        return Found(address=address_of(words.lower()) if known else "")
    if not _LIKE_A_CODE.fullmatch(words.strip()):
        return Found(groups=_groups(actor, words))
    try:
        return Found(address=address_of(parse(words)))
    except BadCode as error:
        if not any(symbol.isdigit() for symbol in words):  # a name, and no number
            return Found(groups=_groups(actor, words))
        return Found("", error.message, error.suggestion, _groups(actor, words))


def _groups(actor: Actor, words: str) -> tuple[Group, ...]:
    if len(words) < SHORTEST:
        return ()
    named = Q(name__icontains=words) | Q(code__icontains=words)
    numbered = named | Q(number__icontains=words)
    lots = Lot.objects.none() if actor.is_anonymous else visible_lots(actor)
    found = (
        _group(_("Places"), "web:places", visible_places(actor).filter(named), _place),
        _group(_("Titles and zones"), "web:titles", visible_titles(actor).filter(numbered), _title),
        _group(
            _("Parties"),
            "web:parties",
            visible_parties(actor).filter(named).select_related("organisation"),
            _party,
        ),
        _group(_("Bags, lots and shipments"), "web:lots", lots.filter(code__icontains=words), _lot),
    )
    return tuple(group for group in found if group.hits)


def _group(title: Words, view: str, rows: QuerySet[Any], read: Any) -> Group:
    hits = [read(row) for row in rows[: SHOWN + 1]]
    return Group(title, tuple(hits[:SHOWN]), len(hits) > SHOWN, view)


def _place(place: Place) -> Hit:
    return Hit(place.code, place.name, place.get_kind_display())


def _title(title: Title) -> Hit:
    return Hit(title.code, f"{title} · {title.name}", title.get_kind_display())


def _party(party: Party) -> Hit:
    organisation = getattr(party, "organisation", None)
    kind = organisation.get_kind_display() if organisation else party.get_kind_display()
    return Hit(party.code, party.name, kind)


def _lot(lot: Lot) -> Hit:
    return Hit(lot.code, lot.code, lot.get_kind_display())
