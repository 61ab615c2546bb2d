"""What a caller reports: events as plain values, in public codes, before anything is judged."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from asili.network.vocabulary import CustodyModel, EventKind, LineRole, LotKind, Mode


@dataclass(frozen=True, slots=True)
class LineFact:
    """What an event did with one lot.

    Attributes:
        role: what was done.
        lot: public code of the lot, or of a tag for bags and allocations.
        wet_g: weighed wet mass in grams; None where nothing was weighed.
        lot_kind: what is created, for the roles make, tail and parent.
        custody_model: how the lot keeps what it is made of; None where nothing was said.
        lat_e7, lon_e7: where, in 1e-7 degree (WGS 84); None where not recorded.
    """

    role: LineRole
    lot: str
    wet_g: int | None = None
    lot_kind: LotKind | None = None
    lat_e7: int | None = None
    lon_e7: int | None = None
    custody_model: CustodyModel | None = None


@dataclass(frozen=True, slots=True)
class MeasurementFact:
    """One measured quantity of a sample.

    Attributes:
        quantity: "moisture" (percent of wet mass) or an analyte's code (percent of dry mass).
        value, u: the value and its standard uncertainty, in percentage points.
        lot: public code of the sampled lot; empty where the sample stands for every line.
    """

    quantity: str
    value: Decimal
    u: Decimal
    method: str
    laboratory: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class EventFact:
    """One custody event as its observer reports it (GS1 EPCIS 2.0 names in brackets).

    Attributes:
        uuid: identifies the event between systems; a second report of it changes nothing.
        happened_at: when it happened [eventTime]; law and rules judge by it.
        recorded_at: what the device's clock or the paper said; untrusted; None if not recorded.
        party: who acts, by public code; the receiver of a transfer in, the buyer of a purchase.
        counterparty: the addressee of a transfer out, the seller of a purchase; empty elsewhere.
        place, to_place: where, and where to, by public code.
        mode: how a transfer travels.
        document: number of the paper that travels with the ore.
        note: free text, such as the team of a commissioning event.
        target: the event that a void or an acceptance is about.
    """

    uuid: UUID
    kind: EventKind
    happened_at: datetime
    party: str
    place: str
    recorded_at: datetime | None = None
    counterparty: str = ""
    to_place: str = ""
    mode: Mode = Mode.NONE
    device: str = ""
    document: str = ""
    note: str = ""
    target: UUID | None = None
    lines: tuple[LineFact, ...] = ()
    measurements: tuple[MeasurementFact, ...] = ()
