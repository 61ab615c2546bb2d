"""Template tags that every face shares: quantities, codes, instants, icons, sorted headers."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from asili.core.invented import said
from asili.core.languages import Content, pick
from asili.core.lists import Listing
from asili.core.quantities import KILOGRAMS, Estimate, Units, format_number

register = template.Library()
register.filter(said)


@register.simple_tag(takes_context=True)
def mass(context: Context, grams: int | None, decimals: int | None = None) -> str:
    """Grams in the page's unit of mass, with the unit; "not recorded" for None."""
    if grams is None:
        return _("not recorded")
    units = units_in(context)
    return f"{units.amount(grams, decimals)}\u00a0{units.mass}"


@register.simple_tag(takes_context=True)
def mass_figure(context: Context, grams: int | None, decimals: int = 1) -> str:
    """Grams in the page's unit of mass, without the unit, which the header has."""
    return _("not recorded") if grams is None else units_in(context).amount(grams, decimals)


@register.simple_tag(takes_context=True)
def estimate(context: Context, value: Estimate | None, analyte: str = "") -> str:
    """A value with its uncertainty in the page's units; "not recorded" for None."""
    return _("not recorded") if value is None else str(units_in(context).of(value, analyte))


@register.simple_tag(takes_context=True)
def estimate_figure(context: Context, value: Estimate | None, decimals: int) -> str:
    """A value in the page's units with so many decimals, without the unit."""
    if value is None:
        return _("not recorded")
    return format_number(units_in(context).of(value).value, decimals)


def units_in(context: Context) -> Units:
    """What masses and grades are read in on a page; kilograms and percent where it says nothing."""
    found = context.get("units")
    return KILOGRAMS if found is None else found


@register.simple_tag
def percent(share: float | Decimal | None, decimals: int = 1) -> str:
    """A share from 0 to 1 in percent; "not recorded" for None."""
    if share is None:
        return _("not recorded")
    return f"{format_number(Decimal(str(share)) * 100, decimals)}\u00a0%"


@register.simple_tag
def code(value: str) -> SafeString:
    """A public identifier in the type that keeps its symbols apart, never translated."""
    return format_html('<span class="code" translate="no">{}</span>', value)


@register.simple_tag
def when(instant: datetime | None) -> SafeString | str:
    """An instant in local time, readable by people and machines; "not recorded" for None."""
    if instant is None:
        return _("not recorded")
    local = localtime(instant)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "DATETIME_FORMAT")
    )


@register.filter
def emphasised(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Pieces of a text, those marked that are said to be what was looked for."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", said) if hit else said,) for said, hit in pieces)
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite: hidden from readers of the screen unless it has a label."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        address,
    )


@register.simple_tag
def content(texts: dict[str, str]) -> Content:
    """A text kept in several languages, in the reader's or marked with its own."""
    return pick(texts)


@register.simple_tag
def sort_link(listing: Listing, name: str, title: str) -> SafeString:  # type: ignore[type-arg]  # of any model
    """A header cell whose link sorts the list by ``name``."""
    return format_html(
        '<th scope="col" aria-sort="{}"><a href="{}">{}</a></th>',
        listing.direction(name),
        listing.sorted_by(name),
        title,
    )
