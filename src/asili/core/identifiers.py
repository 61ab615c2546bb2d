"""Public identifiers: what each kind letter stands for, new codes, and codes read from people.

The arithmetic is in `asili.engine.codes`. Payloads are random, so that a code tells nothing of
how many things there are or when each was made.
"""

import secrets
from functools import partial

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asili.core.access import Words
from asili.engine import codes

KINDS: dict[str, Words] = {
    "B": gettext_lazy("bag"),
    "L": gettext_lazy("lot"),
    "S": gettext_lazy("shipment"),
    "P": gettext_lazy("party"),
    "G": gettext_lazy("place"),
    "T": gettext_lazy("title or zone"),
    "C": gettext_lazy("credential"),
    "E": gettext_lazy("event"),
    "A": gettext_lazy("account"),
    "F": gettext_lazy("finding"),
    "D": gettext_lazy("document"),
    "J": gettext_lazy("job"),
    "I": gettext_lazy("import"),
    "V": gettext_lazy("visit"),
    "X": gettext_lazy("geochemical sample"),
}


class BadCode(ValueError):
    """The text is no identifier of the kind asked for.

    ``message`` is a sentence for the person who typed it; ``suggestion`` the one identifier that
    differs in a single symbol, or "": for a person to confirm, never to be used unseen.
    """

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion


def new_code(kind: str) -> str:
    """A new random identifier of a kind in `KINDS`; raises KeyError for another kind."""
    if kind not in KINDS:
        raise KeyError(kind)
    return codes.encode(kind, secrets.randbelow(codes.LIMIT))


def parse(text: str, kind: str | None = None) -> str:
    """The canonical form of an identifier as typed; raises BadCode with a reason.

    Case, spaces and hyphens do not matter. With ``kind``, an identifier of another kind is bad.
    """
    try:
        found, number = codes.decode(text)
    except codes.CodeError as error:
        raise BadCode(_explanation(text, error.suggestion), error.suggestion or "") from error
    if found not in KINDS or kind not in (None, found):
        raise BadCode(_wrong_kind(text, found, kind))
    return codes.encode(found, number)


def _explanation(text: str, suggestion: str | None) -> str:
    if suggestion:
        return _("“%(text)s” is not a valid number. Did you mean %(suggestion)s?") % {
            "text": text,
            "suggestion": suggestion,
        }
    return _("“%(text)s” is not a valid number. Please read it again from the tag or paper.") % {
        "text": text
    }


def _wrong_kind(text: str, found: str, wanted: str | None) -> str:
    if wanted is None or found not in KINDS:
        return _("“%(text)s” is not a number of this service.") % {"text": text}
    return _("“%(text)s” is the number of another kind of thing (%(found)s, not %(wanted)s).") % {
        "text": text,
        "found": KINDS[found],
        "wanted": KINDS[wanted],
    }


def account_code() -> str:
    """Default of Account.code."""
    return new_code("A")


def finding_code() -> str:
    """Default of Finding.code."""
    return new_code("F")


def document_code() -> str:
    """Default of StoredFile.code."""
    return new_code("D")


def job_code() -> str:
    """Default of Job.code."""
    return new_code("J")


def import_code() -> str:
    """Default of Import.code."""
    return new_code("I")


CodeField = partial(models.CharField, max_length=16, unique=True, editable=False)
"""A column that holds a public identifier; give it ``default=`` one of the functions above."""
