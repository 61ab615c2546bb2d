"""Money: integer minor units with an ISO 4217 currency, read from people and written for them."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from asili.core.quantities import BadQuantity, format_number, parse_number

_WITHOUT_MINOR: Final = frozenset({"BIF", "JPY", "KMF", "RWF", "UGX", "XAF", "XOF"})
MOST_MINOR: Final = 10**15
"""Ten million million units: more than any receipt, and far below what an integer column holds."""


def minor_digits(currency: str) -> int:
    """Decimals of a currency's minor unit (ISO 4217): 2 for USD and CDF, 0 for RWF."""
    return 0 if currency in _WITHOUT_MINOR else 2


def major(minor: int, currency: str) -> Decimal:
    """An amount in units of the currency, exactly."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def parse_minor(text: str, currency: str, language: str | None = None) -> int:
    """Minor units from an amount as typed, such as "1 234,50"; raises BadQuantity.

    Refuses what is negative, what no receipt says and parts of a minor unit: nothing is rounded
    unseen.
    """
    minor = parse_number(text, language).scaleb(minor_digits(currency))
    if minor < 0:
        raise BadQuantity(_("An amount cannot be negative."))
    if minor > MOST_MINOR:
        raise BadQuantity(_("This amount is too large to be one payment."))
    if minor != minor.to_integral_value():
        raise BadQuantity(
            _("Please give an amount in %(currency)s with %(count)s decimals at most.")
            % {"currency": currency, "count": minor_digits(currency)}
        )
    return int(minor)


def format_money(minor: int, currency: str) -> str:
    """An amount with its currency, in the separators of the reader's language."""
    return f"{format_number(major(minor, currency), minor_digits(currency))}\u00a0{currency}"
