"""The boxes of a form: which lots are typed where, and what the event does with each of them."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.access import Words
from asili.core.identifiers import new_code
from asili.interfaces.web.recording.tags import LOTS
from asili.network.vocabulary import LineRole, LotKind

_NEW: Final = re.compile(r"(?<![\w-])(new|nouveau|nouvelle|mpya|jipya)(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Box:
    """Lots that are typed together.

    Attributes:
        role, makes: what the event does with each lot, and what it makes of it.
        letters: kinds of numbers that belong here (keys of `asili.core.identifiers.KINDS`).
        fresh: letter of the number that the word "new" asks for; empty where none is given out.
        weighed: whether each needs its mass. bare: whether none has one.
        single: whether there is exactly one.
    """

    name: str
    label: Words
    explanation: Words
    role: LineRole
    makes: LotKind | None = None
    letters: str = LOTS
    fresh: str = ""
    weighed: bool = False
    bare: bool = False
    single: bool = False
    required: bool = True


def name_new(text: str, letter: str) -> str:
    """The text with a new random number in the place of each word for "new"."""
    return _NEW.sub(lambda _found: new_code(letter), text)


WHOLE: Final = _(
    "One number a line, its mass in kilograms after it where it was weighed: "
    "B-37T7T9JDM3 52.4. A range: first number, two points, last number."
)
IN_GRAMS: Final = _(
    "One number a line, or “new” where one is to be given; its mass in grams after it where it was "
    "weighed: 52. Kilograms are understood where kg stands behind the mass."
)
_PART: Final = _(
    "One number a line. Kilograms after it where a part is taken, nothing where all of it is: "
    "B-37T7T9JDM3 52.4."
)
_NEW_WEIGHED: Final = _(
    "A line each, with its kilograms. “new” asks for a number of its own: new 250.5."
)
_NEW_ONE: Final = _(
    "One number, or “new”. Kilograms after it where it was weighed; "
    "otherwise it weighs what went in."
)

SEEN: Final = Box("lots", _("Bags and lots"), WHOLE, LineRole.SEE)
FILLED: Final = Box("lots", _("Bags and lots"), WHOLE, LineRole.MAKE, LotKind.BAG)
TAKEN: Final = Box("takes", _("Taken from"), _PART, LineRole.TAKE)
TAKEN_FROM_ONE: Final = Box("takes", _("Taken from"), _PART, LineRole.TAKE, single=True)
BLENDED: Final = Box(
    "makes", _("Put into"), _NEW_ONE, LineRole.MAKE, LotKind.LOT, "L", "L", single=True
)
SHARES: Final = Box(
    "makes", _("Lots made"), _NEW_WEIGHED, LineRole.MAKE, LotKind.LOT, "L", "L", weighed=True
)
PRODUCTS: Final = Box(
    "makes", _("Products"), _NEW_WEIGHED, LineRole.MAKE, LotKind.PRODUCT, "L", "L", weighed=True
)
TAILINGS: Final = Box(
    "tails",
    _("Tailings"),
    _NEW_WEIGHED,
    LineRole.TAIL,
    LotKind.TAILINGS,
    "L",
    "L",
    weighed=True,
    required=False,
)
SHIPMENT: Final = Box(
    "makes", _("Shipment"), _NEW_ONE, LineRole.MAKE, LotKind.SHIPMENT, "S", "S", single=True
)
OUTER: Final = Box(
    "outer", _("Outer lot"), _NEW_ONE, LineRole.PARENT, LotKind.LOT, "L", "L", single=True
)
OPENED: Final = Box(
    "outer",
    _("Outer lot"),
    _("The number of the lot that is opened."),
    LineRole.PARENT,
    letters="L",
    bare=True,
    single=True,
)
INSIDE: Final = Box("inside", _("What is in it"), WHOLE, LineRole.CHILD)
FIRST: Final = Box(
    "first",
    _("First tag"),
    _("The lowest number of the roll."),
    LineRole.FIRST,
    letters="B",
    bare=True,
    single=True,
)
LAST: Final = Box(
    "last",
    _("Last tag"),
    _("The highest number of the roll; the same where it is one tag."),
    LineRole.LAST,
    letters="B",
    bare=True,
    single=True,
)
