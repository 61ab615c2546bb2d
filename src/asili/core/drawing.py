"""The code that a camera reads, drawn as part of the page: no file to load, none to print."""

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def qr_of(address: str) -> SafeString:
    """QR code (ISO/IEC 18004, level M) of an address as an SVG that takes the ink of its page."""
    drawing = segno.make_qr(address, error="m").svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, title=_("Address of this page")
    )
    return mark_safe(drawing)  # noqa: S308  segno escapes the title and draws the address
