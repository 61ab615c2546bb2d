"""One box for any number or name: what was meant, as far as the visitor may know it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Words
from asili.core.identifiers import BadCode, parse
from asili.core.words import named
from asili.domain.custody.models import Lot
from asili.domain.custody.policies import visible_events, visible_lots
from asili.domain.insight.report.numbers import numbered
from asili.domain.insight.report.sections import Section
from asili.domain.places.models import Place, Title
from asili.domain.places.policies import visible_places, visible_titles
from asili.domain.registry.models import Party
from asili.domain.registry.policies import visible_parties
from asili.domain.registry.search import RANKED, nearest_first, sought, standing
from asili.interfaces.web.addresses import address_of, is_uuid
from asili.interfaces.web.reads.texts import Texts, texts_on

SHOWN: Final = 10
"""Hits of one kind; the list behind the link has them all."""
SHORTEST: Final = 2
_LIKE_A_CODE: Final = re.compile(r"[A-Za-z][\s\-]*[0-9A-Za-z](?:[\s\-]*[0-9A-Za-z]){7,11}")


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: its number, its name, and what it is."""

    code: str
    name: str
    kind: Words


@dataclass(frozen=True, slots=True)
class Group:
    """The first hits of one kind, the number of all, and the name of the list that has them."""

    title: Words
    hits: tuple[Hit, ...]
    total: int
    view: str

    @property
    def more(self) -> bool:
        """True where the list has more of them."""
        return self.total > len(self.hits)


@dataclass(frozen=True, slots=True)
class Found:
    """``address`` where one record was meant exactly; else what the words occur in.

    ``remark`` says what is wrong with a misread number, ``suggestion`` is the one number that
    differs from it in a single symbol, for a person to confirm; ``texts`` are what can be read.
    """

    address: str = ""
    remark: str = ""
    suggestion: str = ""
    groups: tuple[Group, ...] = ()
    texts: Texts | None = None


def find(actor: Actor, words: str) -> Found:
    """Look for a number first, then for names, parts of numbers, and words."""
    if part := numbered(words):
        return Found(address=_report_page(part))
    if is_uuid(words):
        known = visible_events(actor).filter(uuid=words).exists()
        return Found(address=address_of(words.lower()) if known else "")
    if not _LIKE_A_CODE.fullmatch(words.strip()):
        return _by_words(actor, words)
    try:
        return Found(address=address_of(parse(words)))
    except BadCode as error:
        if not any(symbol.isdigit() for symbol in words):  # a name, and no number
            return _by_words(actor, words)
        return Found("", error.message, error.suggestion, _groups(actor, words))


def _report_page(part: Any) -> str:
    if isinstance(part, Section):
        return reverse("portal:report-section", args=[part.slug])
    return reverse("portal:report-statement", args=[part.id])


def _by_words(actor: Actor, words: str) -> Found:
    if len(words) < SHORTEST:
        return Found()
    return Found(groups=_groups(actor, words), texts=texts_on(words))


def _groups(actor: Actor, words: str) -> tuple[Group, ...]:
    parties = standing(visible_parties(actor)).filter(sought(words))
    lots = Lot.objects.none() if actor.is_anonymous else visible_lots(actor)
    coded = lots.filter(code__icontains=words)  # there are millions: by number, nothing dearer
    name = named(words, "name", "code")
    number = named(words, "name", "code", "number")
    found = (
        _group(_("Places"), "web:places", visible_places(actor).filter(name), _place),
        _group(_("Titles and zones"), "web:titles", visible_titles(actor).filter(number), _title),
        _nearest(_("Parties"), "web:parties", parties, words),
        _group(_("Bags, lots and shipments"), "web:lots", coded, _lot),
    )
    return tuple(group for group in found if group.hits)


def _group(title: Words, view: str, rows: QuerySet[Any], read: Callable[[Any], Hit]) -> Group:
    """Hits and their number in one query."""
    found = list(rows.annotate(total=Window(Count("pk")))[:SHOWN])
    return Group(title, tuple(map(read, found)), found[0].total if found else 0, view)


def _nearest(title: Words, view: str, rows: QuerySet[Party], words: str) -> Group:
    """The parties whose names are nearest to the words, and the number of all."""
    found = rows.select_related("organisation").annotate(total=Window(Count("pk")))[:RANKED]
    ranked = nearest_first(found, words)
    return Group(title, tuple(map(_party, ranked[:SHOWN])), ranked[0].total if ranked else 0, view)


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
