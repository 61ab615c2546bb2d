"""Reference prices, what was paid, and what was held back and on what ground."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, document_code
from asili.core.models import Analyte, Programme
from asili.core.privacy import Mark, Privacy
from asili.domain.registry.models import Party
from asili.domain.trade.rules.catalogue import WORDS


class ReferencePrice(models.Model):
    """Price of one unit of metal on a day, as a named source printed it; money in minor units.

    ``published_by`` and ``verified_by`` are codes of persons (or accounts); they differ.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    analyte = models.ForeignKey(Analyte, models.PROTECT, related_name="+", verbose_name=_("metal"))
    on = models.DateField(_("on"))
    amount_minor = models.BigIntegerField(_("price, minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    per = models.CharField(_("for"), max_length=12, default="t metal")
    source = models.CharField(_("source"), max_length=300)
    published_by = models.CharField(_("published by"), max_length=64)
    verified_by = models.CharField(_("verified by"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("reference price")
        verbose_name_plural = _("reference prices")
        ordering = ["-on", "analyte"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "analyte", "on"], name="trade_price_once_a_day"
            ),
            models.CheckConstraint(
                name="trade_price_is_positive", condition=models.Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="trade_price_has_a_currency", condition=~models.Q(currency="")
            ),
            models.CheckConstraint(
                name="trade_price_names_a_source", condition=~models.Q(source="")
            ),
            models.CheckConstraint(
                name="trade_price_verified_by_another",
                condition=~models.Q(verified_by=models.F("published_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte_id} {self.on}: {self.amount_minor} {self.currency}"

    @property
    def verified(self) -> bool:
        """True where a second person compared the price with its source."""
        return bool(self.verified_by)


class PayableBand(models.Model):
    """Share of the contained metal that is paid from a grade on (percent of dry ore)."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    analyte = models.ForeignKey(Analyte, models.PROTECT, related_name="+", verbose_name=_("metal"))
    grade_from = models.DecimalField(_("from grade, %"), max_digits=8, decimal_places=4)
    share = models.DecimalField(_("payable share"), max_digits=6, decimal_places=5)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("payable share by grade")
        verbose_name_plural = _("payable shares by grade")
        ordering = ["analyte", "valid_from", "grade_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "analyte", "valid_from", "grade_from"],
                name="trade_band_begins_once",
            ),
            models.CheckConstraint(
                name="trade_band_is_a_share_of_a_grade",
                condition=models.Q(share__gte=0, share__lte=1)
                & models.Q(grade_from__gte=0, grade_from__lte=100),
            ),
            models.CheckConstraint(
                name="trade_band_names_a_source", condition=~models.Q(source="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte_id} ≥ {self.grade_from} %: {self.share}"


class Settlement(models.Model):
    """What a buyer paid a seller in one purchase, as the receipt says.

    ``event_code`` is the public identifier (UUID) of the purchase in custody. ``lot_code`` is the
    lot that was paid for, "" where one price was paid for all lots of the purchase. ``basis`` says
    what ``unit_minor`` is the price of (`rules.bargain`), "" where not recorded. ``receipt`` is the
    number on the paper, "" where none is recorded.

    ``missing`` (what it waits for, words of `rules.bargain.missing`) and the reference value are
    derived: `services.review_settlements` writes them again whenever a record changes them.
    """

    MEANS = {
        "cash": _("cash"),
        "mobile_money": _("mobile money"),
        "bank": _("bank transfer"),
    }

    code = CodeField(_("number"), default=document_code)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    event_code = models.CharField(_("purchase"), max_length=36)
    lot_code = models.CharField(_("lot"), max_length=16, blank=True, db_index=True)
    buyer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("buyer"))
    seller = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("seller"))
    settled_at = models.DateTimeField(_("paid"))
    basis = models.CharField(_("price for"), max_length=12, blank=True)
    unit_minor = models.BigIntegerField(_("unit price, minor units"), null=True)
    gross_minor = models.BigIntegerField(_("price before deductions, minor units"))
    net_minor = models.BigIntegerField(_("paid, minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    paid_by = models.CharField(_("means of payment"), max_length=20)
    receipt = models.CharField(_("number of the receipt"), max_length=60, blank=True)
    weigher = models.CharField(_("weighed by"), max_length=120, blank=True)
    missing = models.CharField(_("not recorded yet"), max_length=80, blank=True)
    reference_minor = models.BigIntegerField(_("reference value, minor units"), null=True)
    reference_currency = models.CharField(_("its currency"), max_length=3, blank=True)

    privacy = {
        "weigher": Mark(
            Privacy.CONFIDENTIAL, "To say who weighed what was sold.", "As long as the payment."
        ),
    }

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["-settled_at", "-pk"]
        indexes = [models.Index(fields=["buyer", "settled_at"], name="trade_settlement_of_buyer")]
        constraints = [
            models.UniqueConstraint(
                fields=["event_code", "lot_code"], name="trade_lot_settled_once_a_purchase"
            ),
            models.CheckConstraint(
                name="trade_settlement_gross_not_negative",
                condition=models.Q(gross_minor__gte=0),
            ),
            models.CheckConstraint(
                name="trade_settlement_has_a_currency",
                condition=~models.Q(currency=""),
            ),
            models.CheckConstraint(
                name="trade_settlement_between_two", condition=~models.Q(buyer=models.F("seller"))
            ),
            models.CheckConstraint(
                name="trade_unit_price_names_its_basis",
                condition=models.Q(unit_minor__isnull=True) | ~models.Q(basis=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def missing_words(self) -> str:
        """What it waits for, in the reader's language; "" where nothing is missing."""
        return ", ".join(gettext(WORDS.get(word, word)) for word in self.missing.split())

    @property
    def means(self) -> str:
        """How it was paid, in the reader's language where the means is known."""
        return str(self.MEANS.get(self.paid_by, self.paid_by))


class Deduction(models.Model):
    """One line held back from a price, with its legal basis as recorded or marked informal."""

    KINDS = {
        "cooperative_fee": _("fee of the cooperative"),
        "service_fee": _("fee of the public service"),
        "centre_fee": _("fee of the trading centre"),
        "tax": _("tax"),
        "transport": _("transport"),
        "advance": _("repayment of an advance"),
        "moisture": _("penalty for moisture"),
        "impurity": _("penalty for impurities"),
        "road_contribution": _("contribution on the road"),
    }

    settlement = models.ForeignKey(
        Settlement, models.PROTECT, related_name="deductions", verbose_name=_("settlement")
    )
    kind = models.CharField(_("what for"), max_length=40)
    amount_minor = models.BigIntegerField(_("amount, minor units"))
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    informal = models.BooleanField(_("informal"))

    class Meta:
        verbose_name = _("deduction")
        verbose_name_plural = _("deductions")
        ordering = ["settlement", "pk"]
        constraints = [
            models.CheckConstraint(
                name="trade_deduction_not_negative", condition=models.Q(amount_minor__gte=0)
            ),
            models.CheckConstraint(
                name="trade_informal_has_no_legal_basis",
                condition=models.Q(informal=False) | models.Q(legal_basis=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount_minor}"

    @property
    def kind_name(self) -> str:
        """What it was held back for, in the reader's language where the kind is known."""
        return str(self.KINDS.get(self.kind, self.kind))
