"""The words of the custody network, shared by its files, its simulation and the custody app.

Values are what files and tables hold; they never change once published. The acts follow the
critical tracking events of GS1 EPCIS 2.0 and the operations of the ICGLR data sharing protocol
(MDC.02), extended by what mineral processing needs: takes, makes and tailings with their masses.
"""

from enum import StrEnum
from typing import Final

MOISTURE: Final = "moisture"
"""The measured quantity that is no analyte: water in percent by mass of the wet material."""


class EventKind(StrEnum):
    """What happened; one event of each kind has the lines named in `LINE_ROLES`."""

    ALLOCATE = "allocate"
    COMMISSION = "commission"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    AGGREGATE = "aggregate"
    DISAGGREGATE = "disaggregate"
    ASSAY = "assay"
    PURCHASE = "purchase"
    BLEND = "blend"
    PROCESS = "process"
    SPLIT = "split"
    STOCK_TAKE = "stock_take"
    SEIZE = "seize"
    SHIP = "ship"
    EXPORT = "export"
    VOID = "void"
    ACCEPT = "accept"


class LineRole(StrEnum):
    """What an event does with one lot."""

    MAKE = "make"
    """Creates the lot or adds to it."""
    TAIL = "tail"
    """Creates the lot as tailings of a process or adds to them."""
    TAKE = "take"
    """Takes material out of the lot."""
    SEE = "see"
    """Weighs, moves, sells, assays, seizes or exports the lot as it is."""
    PARENT = "parent"
    CHILD = "child"
    FIRST = "first"
    """First tag number of an allocated range."""
    LAST = "last"
    """Last tag number of an allocated range."""


class LotKind(StrEnum):
    """What a lot is."""

    BAG = "bag"
    LOT = "lot"
    PILE = "pile"
    PRODUCT = "product"
    TAILINGS = "tailings"
    SHIPMENT = "shipment"


class CustodyModel(StrEnum):
    """How a lot keeps what is put into it (ISO 22095:2020).

    A bag in an outer lot needs no word: it is packed and unpacked as it is, its identity preserved.
    """

    MIXED = "mixed"
    """Everything in it has one composition; the default."""
    SEGREGATED = "segregated"
    """What each record puts in stays apart and leaves in that order, first in, first out."""


class Mode(StrEnum):
    """How a lot travels on one leg."""

    NONE = "none"
    FOOT = "foot"
    BICYCLE = "bicycle"
    MOTORCYCLE = "motorcycle"
    TRUCK = "truck"
    RAIL = "rail"
    SHIP = "ship"


class Method(StrEnum):
    """How a quantity was measured."""

    XRF_FIELD = "xrf_field"
    XRF_PULP = "xrf_pulp"
    LAB_ICP = "lab_icp"
    LAB_AAS = "lab_aas"
    OVEN = "oven"
    DECLARED = "declared"


LINE_ROLES: Final[dict[EventKind, frozenset[LineRole]]] = {
    EventKind.ALLOCATE: frozenset({LineRole.FIRST, LineRole.LAST}),
    EventKind.COMMISSION: frozenset({LineRole.MAKE}),
    EventKind.TRANSFER_OUT: frozenset({LineRole.SEE}),
    EventKind.TRANSFER_IN: frozenset({LineRole.SEE}),
    EventKind.AGGREGATE: frozenset({LineRole.PARENT, LineRole.CHILD}),
    EventKind.DISAGGREGATE: frozenset({LineRole.PARENT, LineRole.CHILD}),
    EventKind.ASSAY: frozenset({LineRole.SEE}),
    EventKind.PURCHASE: frozenset({LineRole.SEE}),
    EventKind.BLEND: frozenset({LineRole.TAKE, LineRole.MAKE}),
    EventKind.PROCESS: frozenset({LineRole.TAKE, LineRole.MAKE, LineRole.TAIL}),
    EventKind.SPLIT: frozenset({LineRole.TAKE, LineRole.MAKE}),
    EventKind.STOCK_TAKE: frozenset({LineRole.SEE}),
    EventKind.SEIZE: frozenset({LineRole.SEE}),
    EventKind.SHIP: frozenset({LineRole.TAKE, LineRole.MAKE}),
    EventKind.EXPORT: frozenset({LineRole.SEE}),
    EventKind.VOID: frozenset(),
    EventKind.ACCEPT: frozenset(),
}
"""The roles that the lines of an event may have."""
