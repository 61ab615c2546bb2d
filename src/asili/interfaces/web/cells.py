"""How one value looks inside a table: links, badges, masses, instants."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from asili.core.access import Words
from asili.core.templatetags.asili import when
from asili.interfaces.web.addresses import address_of, is_uuid


def blank() -> SafeString:
    """What stands where nothing is recorded."""
    return format_html('<span class="quiet">{}</span>', _("not recorded"))


def text(value: object) -> str | SafeString:
    """A value as it is; "not recorded" for none."""
    return blank() if value in (None, "") else str(value)


def link(address: str, label: object) -> SafeString:
    """A label that leads to a page; only the label where there is none."""
    if not address:
        return format_html("{}", label)
    return format_html('<a href="{}">{}</a>', address, label)


def number(code: str) -> SafeString:
    """A public identifier that leads to its page."""
    shown = format_html('<span class="code" translate="no">{}</span>', code)
    return link(address_of(code), shown)


def named(code: str, name: object) -> SafeString:
    """The name of a record that leads to its page."""
    return link(address_of(code), name)


def badge(kind: str, word: object) -> SafeString:
    """A status: shape, colour and word."""
    return format_html('<span class="status status--{}">{}</span>', kind, word)


def figure(value: Decimal | int | None, decimals: int = 0) -> str | SafeString:
    """A number in the reader's language."""
    if value is None:
        return blank()
    return number_format(value, decimal_pos=decimals, force_grouping=True)


def day(value: date | None) -> str | SafeString:
    """A day, readable by people and machines."""
    if value is None:
        return blank()
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "DATE_FORMAT")
    )


def instant(value: datetime | None) -> str | SafeString:
    """An instant in local time."""
    return blank() if value is None else when(value)


def choice(words: dict[str, Words], value: str) -> Words:
    """The word for a stored value; the value itself where it is not known."""
    return words.get(value, value)


def quiet(words: object) -> SafeString:
    """Words that stand in for a value."""
    return format_html('<span class="quiet">{}</span>', words)


def about(subject: str) -> SafeString:
    """What a finding or an entry is about: its number, or a word for an event."""
    return link(address_of(subject), _("event")) if is_uuid(subject) else number(subject)


def several(codes: Sequence[str], shown: int = 3) -> SafeString:
    """The first of several numbers, and how many more there are."""
    listed = format_html_join(" ", "{}", ((about(code),) for code in codes[:shown]))
    more = len(codes) - shown
    if more <= 0:
        return listed
    text = ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}
    return format_html('{} <span class="quiet">{}</span>', listed, text)


def mono(value: str) -> SafeString:
    """A name of the machine's."""
    return format_html('<span class="code" translate="no">{}</span>', value)


def entry(position: int) -> SafeString:
    """A position of the journal that leads to its entry."""
    return link(reverse("web:journal-entry", args=[position]), figure(position))
