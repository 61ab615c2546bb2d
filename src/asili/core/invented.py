"""Sentences that the simulation writes into invented records, so that they can be translated.

The simulation knows neither Django nor languages: it writes English, as a clerk would. What stands
here is said in the reader's language; what a person typed is said as it was typed.
"""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, Promise]] = {
    "simulated": _("simulated"),
    "simulated order": _("simulated order"),
    "simulated, follows no market": _("simulated, follows no market"),
    "statutes of the cooperative (simulated)": _("statutes of the cooperative (simulated)"),
    "provincial order (simulated)": _("provincial order (simulated)"),
    "issued": _("issued"),
    "By the detour: the road is cut.": _("By the detour: the road is cut."),
    "Copied from paper.": _("Copied from paper."),
    "The decimal was shifted.": _("The decimal was shifted."),
}
_WITH_NUMBERS: Final = (
    (
        re.compile(r"Teams: (?P<teams>\d+); diggers: (?P<diggers>\d+)"),
        gettext_noop("Teams: %(teams)s; diggers: %(diggers)s"),
    ),
    (
        re.compile(r"Batch (?P<batch>\d+): crude cobalt hydroxide, copper product"),
        gettext_noop("Batch %(batch)s: crude cobalt hydroxide, copper product"),
    ),
)


def said(text: str) -> str | Promise:
    """A text in the reader's language where the simulation wrote it; as it is otherwise."""
    for pattern, sentence in _WITH_NUMBERS:
        if match := pattern.fullmatch(text):
            return gettext(sentence) % match.groupdict()
    return SENTENCES.get(text, text)


def is_known(text: str) -> bool:
    """True where the simulation wrote the text, so that it has translations."""
    return text in SENTENCES or any(pattern.fullmatch(text) for pattern, _said in _WITH_NUMBERS)
