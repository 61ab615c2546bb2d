"""Fields that read what people type: a number or a name, a decimal comma, many tags in one box."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from asili.core.identifiers import BadCode, parse
from asili.core.quantities import BadQuantity, parse_number
from asili.interfaces.web.recording.boxes import IN_GRAMS, Box
from asili.interfaces.web.recording.tags import read_tags

_FEW = 4


class NamedField(forms.CharField):
    """One record of ``rows`` by its number or its whole name.

    ``kind`` is the letter of its numbers, ``suggestions`` the id of the list of names on the page.
    """

    def __init__(self, rows: "QuerySet[Any]", kind: str, suggestions: str, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": suggestions, "autocomplete": "off"})
        super().__init__(max_length=160, widget=widget, **options)
        self.rows = rows
        self.kind = kind

    def clean(self, value: Any) -> Any:
        """The record; a misread number gets a suggestion, an ambiguous name its numbers."""
        words = super().clean(value)
        if not words:
            return None
        found = list(self.rows.filter(Q(name__iexact=words) | Q(code=self._code(words)))[:_FEW])
        if len(found) == 1:
            return found[0]
        if found:
            codes = ", ".join(record.code for record in found)
            raise ValidationError(
                _("Several have this name. Type the number of one: %(codes)s.") % {"codes": codes}
            )
        try:
            parse(words, self.kind)
        except BadCode as error:
            if error.suggestion:
                raise ValidationError(error.message) from error
        raise ValidationError(
            _("“%(words)s” is not known here. Type its number, or its name as it is registered.")
            % {"words": words}
        )

    def _code(self, words: str) -> str:
        try:
            return parse(words, self.kind)
        except BadCode:
            return ""


class TagsField(forms.CharField):
    """A box of lots: codes with grams."""

    def __init__(self, box: Box, unit: str) -> None:
        attrs = {"spellcheck": "false", "autocomplete": "off", "class": "code"}
        said = box.explanation if unit == "kg" or box.bare else IN_GRAMS
        words: dict[str, Any] = {"label": box.label, "help_text": said}
        self.unit = unit
        super().__init__(
            required=box.required,
            widget=forms.TextInput(attrs) if box.single else forms.Textarea({"rows": 6, **attrs}),
            **words,
        )
        self.box = box

    def clean(self, value: Any) -> Any:
        """Pairs of code and grams, None where nothing was weighed."""
        typed = super().clean(value)
        found = read_tags(typed, self.box.letters, weighed=self.box.weighed, unit=self.unit)
        if self.box.single and len(found) > 1:
            raise ValidationError(_("Type one number here, not several."))
        if self.box.bare and any(grams is not None for _code, grams in found):
            raise ValidationError(_("Nothing is weighed here: type the number alone."))
        return found


class PercentField(forms.CharField):
    """A percentage with a comma or a point, from 0 to 100; None for a blank.

    ``unit`` is what it is typed in: "%", or "g/t", of which ten thousand are a percent.
    """

    def __init__(self, unit: str = "%", **options: Any) -> None:
        super().__init__(**options)
        self.unit = unit

    def clean(self, value: Any) -> Any:
        """The exact percentage."""
        words = super().clean(value)
        if not words:
            return None
        try:
            number = parse_number(words.removesuffix(self.unit))
        except BadQuantity as error:
            raise ValidationError(str(error)) from error
        if self.unit == "g/t":
            number = number.scaleb(-4)
        if not 0 <= number <= Decimal(100):
            raise ValidationError(_("A percentage lies between 0 and 100."))
        return number
