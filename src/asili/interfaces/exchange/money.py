"""Reference prices, payable shares and payments of a folder, as acts of trade."""

from collections.abc import Iterable, Sequence

from asili.core.access import Actor
from asili.core.models import Programme
from asili.domain.custody.models import Event
from asili.domain.trade.models import PayableBand, ReferencePrice, Settlement
from asili.domain.trade.services import (
    NewBand,
    NewDeduction,
    NewPrice,
    NewSettlement,
    publish_bands,
    publish_prices,
    record_settlements,
)
from asili.interfaces.exchange import rows
from asili.interfaces.exchange.sections import Rows, Section
from asili.network.folder import SettlementRecord


def _prices(actor: Actor, programme: Programme, batch: Rows) -> None:
    prices = [
        NewPrice(
            analyte=rows.text(row, "analyte"),
            on=rows.day(row, "on"),
            amount_minor=rows.whole_number(row, "amount_minor"),
            currency=rows.text(row, "currency"),
            per=rows.text(row, "per"),
            source=rows.text(row, "source"),
        )
        for row in batch
    ]
    publish_prices(actor=actor, programme=programme, prices=prices)


def _bands(actor: Actor, programme: Programme, batch: Rows) -> None:
    bands = [
        NewBand(
            analyte=rows.text(row, "analyte"),
            grade_from=rows.decimal(row, "grade_from"),
            share=rows.decimal(row, "share"),
            valid_from=rows.day(row, "valid_from"),
            source=rows.text(row, "source"),
        )
        for row in batch
    ]
    publish_bands(actor=actor, programme=programme, bands=bands)


SECTIONS = (
    Section(
        "prices",
        ReferencePrice,
        {"analyte": "analyte__code", "on": "on"},
        _prices,
        within="programme",
    ),
    Section(
        "payables",
        PayableBand,
        {"analyte": "analyte__code", "grade_from": "grade_from", "valid_from": "valid_from"},
        _bands,
        within="programme",
    ),
)


def load_settlements(
    *, actor: Actor, programme: Programme, records: Sequence[SettlementRecord]
) -> set[int]:
    """Record the payments that are not there yet; return the rows of those that were."""
    events = [rows.text(record.settlement, "event") for record in records]
    known = set(
        Settlement.objects.filter(event_code__in=events).values_list("event_code", "lot_code")
    )
    new = [record for record in records if _paid(record) not in known]
    if new:
        settlements = _settlements(new)
        record_settlements(actor=actor, programme=programme, settlements=settlements)
    return {record.row for record in records} - {record.row for record in new}


def _paid(record: SettlementRecord) -> tuple[str, str]:
    return rows.text(record.settlement, "event"), rows.text(record.settlement, "lot")


def _settlements(records: Iterable[SettlementRecord]) -> list[NewSettlement]:
    """A payment that names no time was made with the purchase."""
    bought = dict(
        Event.objects.filter(
            uuid__in={rows.uuid(record.settlement, "event") for record in records}
        ).values_list("uuid", "happened_at")
    )
    return [
        NewSettlement(
            event_code=rows.text(row, "event"),
            lot_code=rows.text(row, "lot"),
            buyer=rows.text(row, "buyer"),
            seller=rows.text(row, "seller"),
            settled_at=rows.instant_or_none(row, "settled_at") or bought[rows.uuid(row, "event")],
            gross_minor=rows.whole_number(row, "gross_minor"),
            net_minor=rows.whole_number(row, "net_minor"),
            currency=rows.text(row, "currency"),
            paid_by=rows.text(row, "paid_by"),
            receipt=rows.text(row, "receipt"),
            basis=rows.text(row, "basis"),
            unit_minor=rows.whole(row, "unit_minor"),
            weigher=rows.text(row, "weigher"),
            code=rows.text(row, "code"),
            deductions=tuple(
                NewDeduction(
                    kind=rows.text(line, "kind"),
                    amount_minor=rows.whole_number(line, "amount_minor"),
                    legal_basis=rows.text(line, "legal_basis"),
                    informal=line["informal"] is True,
                )
                for line in record.deductions
            ),
        )
        for record in records
        for row in (record.settlement,)
    ]
