"""Bargains in words: what a price is for, and how far it lies from a reference value."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asili.core.access import Words
from asili.core.money import format_money
from asili.core.quantities import format_number
from asili.domain.trade.rules.bargain import DRY, WET, WHOLE, share_of

_BASES: Final[Mapping[str, Words]] = {
    WHOLE: gettext_lazy("for all that is bought"),
    WET: gettext_lazy("for a kilogram, as weighed"),
    DRY: gettext_lazy("for a kilogram of dry ore"),
}

_UNITS: Final[Mapping[str, Words]] = {
    "t metal": gettext_lazy("tonne of metal"),
    "kg metal": gettext_lazy("kilogram of metal"),
    "lb metal": gettext_lazy("pound of metal"),
    "oz t metal": gettext_lazy("troy ounce of metal"),
    "g metal": gettext_lazy("gram of metal"),
}


def unit_words(per: str) -> str:
    """What a reference price is for, in the reader's language."""
    return str(_UNITS.get(per, per))


def basis_words(basis: str) -> str:
    """What a price is for, in the reader's language."""
    if basis in _BASES:
        return str(_BASES[basis])
    return _("for a kilogram of %(metal)s contained") % {"metal": basis}


def compared(gross: int, currency: str, worth: int | None, worth_currency: str) -> str:
    """How far a price before deductions lies from the reference value; "" where that is unknown."""
    if not worth:
        return ""
    if currency != worth_currency:
        return _(
            "The reference value is in %(other)s and no rate of exchange is recorded, so it is not "
            "compared with the price."
        ) % {"other": worth_currency}
    off = share_of(gross - worth, worth) * 100
    words = {
        "share": f"{format_number(abs(off), 1)}\u00a0%",
        "gross": format_money(gross, currency),
    }
    below = _("The price before deductions, %(gross)s, is %(share)s below the reference.")
    above = _("The price before deductions, %(gross)s, is %(share)s above the reference.")
    return (below if off < 0 else above) % words
