"""The acts that can be recorded at a desk, and what each of them asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.access import Words
from asili.network.vocabulary import EventKind, LineRole, LotKind


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did, in the words of the form.

    Attributes:
        asks: the fields beside party, time, paper and note, in their order.
        with_whom: label of the other party.
        role, makes: what the event does with each lot of the box, and what it makes of it.
    """

    title: Words
    what: Words
    icon: str
    asks: tuple[str, ...]
    with_whom: Words = ""
    role: LineRole = LineRole.SEE
    makes: LotKind | None = None


ACTS: Final[Mapping[EventKind, Act]] = {
    EventKind.COMMISSION: Act(
        _("Fill and tag bags"),
        _("Bags filled at a pit, each with its tag and its mass."),
        "bag",
        ("place", "lots", "measures"),
        role=LineRole.MAKE,
        makes=LotKind.BAG,
    ),
    EventKind.TRANSFER_OUT: Act(
        _("Send"),
        _("Bags or lots leave for another party."),
        "shipment",
        ("counterparty", "place", "to_place", "mode", "lots"),
        with_whom=_("Sent to"),
    ),
    EventKind.TRANSFER_IN: Act(
        _("Receive"),
        _("What was sent arrives and is weighed again."),
        "inbox",
        ("place", "lots"),
    ),
    EventKind.PURCHASE: Act(
        _("Buy"),
        _("Bags or lots are bought from their owner."),
        "price",
        ("counterparty", "place", "lots"),
        with_whom=_("Bought from"),
    ),
    EventKind.ASSAY: Act(
        _("Assay"),
        _("A sample of bags or lots is measured."),
        "lot",
        ("place", "lots", "measures"),
    ),
    EventKind.STOCK_TAKE: Act(
        _("Take stock"),
        _("What is there is weighed; differences are booked."),
        "scale",
        ("place", "lots"),
    ),
    EventKind.VOID: Act(
        _("Void a record"),
        _("A record that is wrong counts for nothing from now on."),
        "attention",
        ("target",),
    ),
}
