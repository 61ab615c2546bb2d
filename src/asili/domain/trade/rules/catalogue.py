"""The numbered rules of payments: what each says, and how a reader puts it right.

The numbers of what a rule compares with are dated rows of `law`, defaults of Asili and no law.
Source: the workshop's domain reference, rules R08 and R09 (moisture, metals and receipt; price).
"""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import Rule, Severity
from asili.domain.trade.rules.bargain import RECEIPT
from asili.network.vocabulary import MOISTURE

SUMS: Final = Rule(
    code="trade.3",
    title=_("A receipt does not add up."),
    remedy=_("Compare the receipt with both parties and record what is missing."),
    severity=Severity.WARNING,
)
INFORMAL: Final = Rule(
    code="trade.4",
    title=_("Money was held back without a legal basis."),
    remedy=_("Ask who took it and on what ground."),
    severity=Severity.INFO,
)
INCOMPLETE: Final = Rule(
    code="trade.5",
    title=_("A purchase waits to be settled."),
    remedy=_(
        "Record what is missing: an assay of the lots, or the number of the receipt on its page."
    ),
    severity=Severity.WARNING,
)
PRICE: Final = Rule(
    code="trade.9",
    title=_("Prices paid are far from reference values."),
    remedy=_(
        "Ask the buyer and the sellers for their papers, and compare moisture, grades and payable "
        "shares; a second sample may go to a laboratory."
    ),
    severity=Severity.WARNING,
)

TEXTS: Final = {
    SUMS.code: gettext_noop(
        "%(buyer)s bought from %(seller)s: %(gross)s less %(held_back)s is not the %(net)s that "
        "was paid; %(difference)s are to be explained."
    ),
    INFORMAL.code: gettext_noop(
        "%(buyer)s bought from %(seller)s: %(informal)s of %(gross)s were held back without a "
        "legal basis."
    ),
    INCOMPLETE.code: gettext_noop(
        "%(buyer)s bought from %(seller)s; not recorded yet: %(missing)s. Until then the purchase "
        "is not settled."
    ),
    PRICE.code: gettext_noop(
        "In the %(days)s days to %(on)s, %(buyer)s paid %(paid)s in %(count)s purchases whose "
        "reference value is %(worth)s: %(share)s of it. The difference is to be explained."
    ),
}
"""Sentence of each rule, untranslated; figures are written at display."""

PAYMENT_RULES: Final = (SUMS, INFORMAL, INCOMPLETE)
"""The rules that one payment is judged by; `PRICE` judges those of a buyer together."""

WORDS: Final = {
    MOISTURE: gettext_noop("moisture"),
    RECEIPT: gettext_noop("number of the receipt"),
}
"""Words of the source language for what a payment waits for; analytes stay codes."""
