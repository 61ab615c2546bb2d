"""The money of a purchase as people type it; what it hands on is the bargain as a plain value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asili.core.money import parse_minor
from asili.core.quantities import BadQuantity
from asili.domain.trade.explain import basis_words
from asili.domain.trade.models import Deduction, Settlement
from asili.domain.trade.rules.bargain import DRY, WET, WHOLE
from asili.domain.trade.services import Bargain, NewDeduction

CURRENCIES: Final = (
    ("USD", gettext_lazy("US dollars (USD)")),
    ("CDF", gettext_lazy("Congolese francs (CDF)")),
)
_EMPTY_ROWS: Final = 2
"""Rows for deductions that stand empty below those that are filled in."""


@dataclass(frozen=True, slots=True)
class DeductionRow:
    """The fields of one deduction."""

    kind: forms.BoundField
    amount: forms.BoundField
    basis: forms.BoundField
    informal: forms.BoundField


class PriceForm(forms.Form):
    """What was agreed, held back and paid; all of it may stay empty.

    ``analytes`` are the metals that a price may be for. The form has as many rows for deductions as
    were sent, and always some that are empty.
    """

    price = forms.CharField(
        label=gettext_lazy("Price"),
        help_text=gettext_lazy("As it was agreed, such as 1 234,50. Empty: no price is recorded."),
        max_length=40,
        required=False,
    )
    basis = forms.ChoiceField(label=gettext_lazy("What the price is for"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=CURRENCIES)
    paid = forms.CharField(
        label=gettext_lazy("Paid to the seller"),
        help_text=gettext_lazy("Empty: the price less what was held back."),
        max_length=40,
        required=False,
    )
    paid_by = forms.ChoiceField(
        label=gettext_lazy("Means of payment"), choices=list(Settlement.MEANS.items())
    )
    receipt = forms.CharField(
        label=gettext_lazy("Number of the receipt"),
        help_text=gettext_lazy("Empty: the payment gets a number."),
        max_length=60,
        required=False,
    )
    weigher = forms.CharField(label=gettext_lazy("Weighed by"), max_length=120, required=False)

    def __init__(self, analytes: Sequence[str], data: Any) -> None:
        super().__init__(self._whole(data), auto_id="record-%s")
        choices = [(basis, basis_words(basis)) for basis in (WHOLE, WET, DRY, *analytes)]
        self.fields["basis"].choices = choices  # type: ignore[attr-defined]
        self._rows = self._filled() + _EMPTY_ROWS
        for n in range(self._rows):
            self._add_row(n)

    def _whole(self, data: Any) -> Any:
        """What was typed; a form that was sent without money has its choices all the same."""
        if not data or "price" in data:
            return data or None
        whole = data.copy()
        for name, value in (("basis", WHOLE), ("currency", "USD"), ("paid_by", "cash")):
            whole.setdefault(name, value)
        return whole

    def _filled(self) -> int:
        """Rows up to the last in which something was typed."""
        rows = filled = 0
        while f"kind_{rows}" in self.data:
            rows += 1
            names = ("kind", "amount", "ground", "informal")
            if any(self.data.get(f"{name}_{rows - 1}", "").strip() for name in names):
                filled = rows
        return filled

    def _add_row(self, n: int) -> None:
        which = {"number": n + 1}
        self.fields[f"kind_{n}"] = forms.CharField(
            label=_("Deduction %(number)s: what for") % which,
            max_length=40,
            required=False,
            widget=forms.TextInput({"list": "deductions", "autocomplete": "off"}),
        )
        self.fields[f"amount_{n}"] = forms.CharField(
            label=_("Amount of deduction %(number)s") % which, max_length=40, required=False
        )
        self.fields[f"ground_{n}"] = forms.CharField(
            label=_("Legal basis of deduction %(number)s") % which, max_length=200, required=False
        )
        self.fields[f"informal_{n}"] = forms.BooleanField(
            label=_("Deduction %(number)s is informal: no legal basis") % which, required=False
        )

    @property
    def plain(self) -> list[forms.BoundField]:
        """Fields that stand alone."""
        return [self[name] for name in self.base_fields]

    @property
    def rows(self) -> list[DeductionRow]:
        """The rows for deductions."""
        return [
            DeductionRow(
                self[f"kind_{n}"], self[f"amount_{n}"], self[f"ground_{n}"], self[f"informal_{n}"]
            )
            for n in range(self._rows)
        ]

    @property
    def kinds(self) -> list[str]:
        """Deductions that have a name; another is kept in the words in which it is typed."""
        return [str(name) for name in Deduction.KINDS.values()]

    def clean(self) -> dict[str, Any]:
        """Amounts in minor units; nothing beside the price without a price."""
        cleaned = super().clean() or {}
        for name in ("price", "paid", *(f"amount_{n}" for n in range(self._rows))):
            cleaned[name] = self._minor(name, cleaned)
        for n in range(self._rows):
            self._check_row(n, cleaned)
        names = ("paid", "receipt", "weigher", *(f"kind_{n}" for n in range(self._rows)))
        given = any(cleaned.get(name) not in (None, "") for name in names)
        if cleaned["price"] is None and given and "price" not in self.errors:
            self.add_error("price", _("What was paid stands beside a price: please give it."))
        return cleaned

    def _minor(self, name: str, cleaned: dict[str, Any]) -> int | None:
        words, currency = cleaned.get(name), cleaned.get("currency")
        if not words or not currency:
            return None
        try:
            return parse_minor(words.removesuffix(currency), currency)
        except BadQuantity as error:
            self.add_error(name, str(error))
            return None

    def _check_row(self, n: int, cleaned: dict[str, Any]) -> None:
        kind, amount = cleaned.get(f"kind_{n}"), cleaned.get(f"amount_{n}")
        ground, informal = cleaned.get(f"ground_{n}"), cleaned.get(f"informal_{n}")
        if not kind and (amount is not None or ground or informal):
            self.add_error(f"kind_{n}", _("Please say what this was held back for."))
        if kind and amount is None and f"amount_{n}" not in self.errors:
            self.add_error(f"amount_{n}", _("Please give the amount that was held back."))
        if ground and informal:
            self.add_error(
                f"informal_{n}", _("A deduction has a legal basis or is informal, not both.")
            )

    def bargain(self) -> Bargain | None:
        """The bargain as it was typed; None where no price was."""
        typed = self.cleaned_data
        if typed["price"] is None:
            return None
        return Bargain(
            unit_minor=typed["price"],
            basis=typed["basis"],
            currency=typed["currency"],
            paid_by=typed["paid_by"],
            deductions=tuple(self._deductions()),
            paid_minor=typed["paid"],
            receipt=typed["receipt"],
            weigher=typed["weigher"],
        )

    def _deductions(self) -> Iterator[NewDeduction]:
        typed = self.cleaned_data
        codes = {str(name).casefold(): code for code, name in Deduction.KINDS.items()}
        for n in range(self._rows):
            if kind := typed[f"kind_{n}"]:
                yield NewDeduction(
                    kind=codes.get(kind.casefold(), kind),
                    amount_minor=typed[f"amount_{n}"],
                    legal_basis=typed[f"ground_{n}"],
                    informal=typed[f"informal_{n}"],
                )
