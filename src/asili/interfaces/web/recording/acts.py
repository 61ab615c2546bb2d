"""The acts that can be recorded at a desk, and what each of them asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.access import Words
from asili.domain.places.models import Place
from asili.interfaces.web.recording import boxes
from asili.interfaces.web.recording.boxes import Box
from asili.network.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did, in the words of the form.

    Attributes:
        asks: the fields and boxes beside party, time, paper and note, in their order.
        with_whom: label of the other party.
        only_at: the kind of place where alone it is done; empty where it is done anywhere.
    """

    title: Words
    what: Words
    icon: str
    asks: tuple[str | Box, ...]
    with_whom: Words = ""
    only_at: str = ""

    @property
    def boxes(self) -> list[Box]:
        """The boxes of lots, in the order in which the event names them."""
        return [ask for ask in self.asks if isinstance(ask, Box)]


ACTS: Final[Mapping[EventKind, Act]] = {
    EventKind.TRANSFER_OUT: Act(
        _("Send"),
        _("Bags or lots leave for another party."),
        "shipment",
        ("counterparty", "place", "to_place", "mode", boxes.SEEN),
        with_whom=_("Sent to"),
    ),
    EventKind.TRANSFER_IN: Act(
        _("Receive"),
        _("What was sent arrives and is weighed again."),
        "inbox",
        ("place", boxes.SEEN),
    ),
    EventKind.AGGREGATE: Act(
        _("Pack"),
        _("Bags or lots go whole into an outer lot and move with it."),
        "bag",
        ("place", boxes.OUTER, boxes.INSIDE),
    ),
    EventKind.DISAGGREGATE: Act(
        _("Unpack"),
        _("An outer lot is opened; everything that was in it is listed."),
        "lot",
        ("place", boxes.OPENED, boxes.INSIDE),
    ),
    EventKind.SHIP: Act(
        _("Make up a shipment"),
        _("Lots are loaded as one shipment for export."),
        "shipment",
        ("place", boxes.TAKEN, boxes.SHIPMENT),
    ),
    EventKind.EXPORT: Act(
        _("Export"),
        _("A lot or a shipment crosses the border and changes no more."),
        "place",
        ("place", boxes.SEEN),
        only_at=Place.Kind.BORDER,
    ),
    EventKind.PURCHASE: Act(
        _("Buy"),
        _("Bags or lots are bought from their owner."),
        "price",
        ("counterparty", "place", boxes.SEEN, "measures"),
        with_whom=_("Bought from"),
    ),
    EventKind.STOCK_TAKE: Act(
        _("Take stock"),
        _("What is there is weighed; differences are booked."),
        "scale",
        ("place", boxes.SEEN),
    ),
    EventKind.ASSAY: Act(
        _("Assay"),
        _("A sample of bags or lots is measured."),
        "lot",
        ("place", boxes.SEEN, "measures"),
    ),
    EventKind.COMMISSION: Act(
        _("Fill and tag bags"),
        _("Bags filled at a pit, each with its tag and its mass."),
        "bag",
        ("place", boxes.FILLED, "measures"),
    ),
    EventKind.BLEND: Act(
        _("Blend"),
        _("Bags or lots are poured together into one lot or onto a pile."),
        "trace",
        ("place", boxes.TAKEN, boxes.BLENDED, "becomes", "keeps"),
    ),
    EventKind.SPLIT: Act(
        _("Split"),
        _("One lot is divided into several, each weighed."),
        "trace",
        ("place", boxes.TAKEN_FROM_ONE, boxes.SHARES, "keeps"),
    ),
    EventKind.PROCESS: Act(
        _("Process"),
        _("Ore is treated; products and tailings are weighed, the rest is loss."),
        "scale",
        ("place", boxes.TAKEN, boxes.PRODUCTS, boxes.TAILINGS, "keeps"),
    ),
    EventKind.ALLOCATE: Act(
        _("Give out tags"),
        _("A roll of tags is allocated to a mine site and a cooperative before it is used."),
        "card",
        ("counterparty", "place", boxes.FIRST, boxes.LAST),
        with_whom=_("Cooperative that gets them"),
        only_at=Place.Kind.SITE,
    ),
    EventKind.SEIZE: Act(
        _("Seize"),
        _("The public service takes bags or lots into its custody."),
        "attention",
        ("place", boxes.SEEN),
    ),
    EventKind.VOID: Act(
        _("Void a record"),
        _("A record that is wrong counts for nothing from now on."),
        "attention",
        ("target",),
    ),
}

GROUPS: Final[Sequence[tuple[Words, tuple[EventKind, ...]]]] = (
    (
        _("Move and pack"),
        (
            EventKind.TRANSFER_OUT,
            EventKind.TRANSFER_IN,
            EventKind.AGGREGATE,
            EventKind.DISAGGREGATE,
            EventKind.SHIP,
            EventKind.EXPORT,
        ),
    ),
    (_("Trade"), (EventKind.PURCHASE,)),
    (_("Weigh and assay"), (EventKind.STOCK_TAKE, EventKind.ASSAY)),
    (
        _("Make"),
        (EventKind.COMMISSION, EventKind.BLEND, EventKind.SPLIT, EventKind.PROCESS),
    ),
    (_("Public service"), (EventKind.ALLOCATE, EventKind.SEIZE)),
    (_("Put right"), (EventKind.VOID,)),
)
"""The acts as they are offered: a title and the acts under it."""
