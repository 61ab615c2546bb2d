"""Content in several languages, kept as ``{"fr": "…", "en": "…"}``, with an honest fallback.

A text that is missing in the reader's language is shown in another and marked as such: it is never
silently passed off as a translation. Words of the interface are gettext's business, not this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

FALLBACK: Final = ("fr", "en", "sw")
"""The order in which another language is tried."""

UNKNOWN: Final = "und"
"""The key of a text whose language nobody recorded."""


@dataclass(frozen=True, slots=True)
class Content:
    """A text, the language it is in, and whether that is not the one asked for."""

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> SafeString:
        """The text, with its language stated where it differs from the page's."""
        if not self.is_fallback or not self.text:
            return format_html("{}", self.text)
        return format_html(
            '<span lang="{}">{}</span> <small class="text-language">{}</small>',
            self.language,
            self.text,
            self.language,
        )


def pick(texts: Mapping[str, str], language: str | None = None) -> Content:
    """The text for a reader of ``language`` (default: the active one); empty where there is none.

    Tries the language, then French, English and Swahili, then any other; blank texts do not count.
    """
    wanted = (language or get_language() or FALLBACK[0]).split("-")[0]
    for tried in (wanted, *FALLBACK, *sorted(texts)):
        if texts.get(tried, "").strip():
            return Content(texts[tried], tried, tried != wanted)
    return Content("", wanted, is_fallback=False)
