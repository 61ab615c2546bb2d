"""Two short lists of the report: the annexes announced, and the funding proposal for Kolwezi."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex that the report announces, and whether it came with it."""

    number: int
    title: Promise
    supplied: bool


ANNEXES = (
    Annex(1, _("Agenda"), supplied=False),
    Annex(2, _("Participant evaluations"), supplied=True),
    Annex(3, _("Action plan"), supplied=False),
    Annex(4, _("National ASM framework"), supplied=False),
    Annex(5, _("Presentations"), supplied=False),
    Annex(6, _("Participants' business cards"), supplied=False),
)


@dataclass(frozen=True, slots=True)
class Share:
    """A group of contributors and its share of the proposed fund, in percent."""

    group: Promise
    percent: int

    @property
    def first_year(self) -> Decimal:
        """Its part of the first year's target in millions of US dollars: computed, not pledged."""
        return FIRST_YEAR_TARGET * self.percent / 100


FIRST_YEAR_TARGET = Decimal("7.4")  # millions of US dollars
SHARES = (
    Share(_("Multilateral and bilateral donors"), 45),
    Share(_("Private companies"), 45),
    Share(_("Government"), 10),
)
