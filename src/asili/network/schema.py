"""Tables and columns of the open network folder, version 1.

A folder is one ``manifest.json`` and one file for each table, CSV (UTF-8, comma, one header row,
empty cell = not recorded) or Parquet. Masses are whole grams, coordinates whole multiples of
1e-7 degree (WGS 84), money whole minor units of an ISO 4217 currency, instants ISO 8601 with a
zone. Rows of ``lines`` and ``measurements`` stand in the order of ``events``, ``deductions`` in
that of ``settlements``, so that a folder of any size is read as a stream. A recorder's events
stand in their order of arrival, those of an export in the one order of the fold: by the instant,
then by the UUID.

``verdicts``, ``outcomes`` and ``flows`` are derived: what an installation made of the events, at
the journal position of the manifest. They let anybody trace and compare; an import does not read
them but judges the events anew. The files of ``documents`` lie in ``files``, each under its
SHA-256.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from asili.network.vocabulary import CustodyModel, EventKind, LineRole, LotKind, Method, Mode

VERSION: Final = 1
"""Raised whenever a reader of the former version would misread a folder."""

GRAMS: Final = 2**32 - 1
"""Largest mass of one line in grams (an unsigned integer of 32 bits)."""


class Type(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    CODE = "code"
    UUID = "uuid"
    CHOICE = "choice"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type and meaning, and what its cells must satisfy.

    ``kinds`` are the letters that an identifier may begin with, ``references`` is
    ``table.column``, ``minimum`` and ``maximum`` bound an integer or a decimal.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    references: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in file order, its key, and whether a folder must have it.

    A ``derived`` table is computed from the others, and computed again at import.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    derived: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in file order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column called ``name``; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _text(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Type.TEXT, meaning, required)


def _choice(name: str, meaning: str, choices: Iterable[str], *, required: bool = True) -> Column:
    return Column(name, Type.CHOICE, meaning, required, tuple(choices))


def _code(
    name: str, meaning: str, kinds: str, references: str = "", *, required: bool = False
) -> Column:
    return Column(name, Type.CODE, meaning, required, (), tuple(kinds), references)


def _whole(
    name: str, meaning: str, least: int | None, most: int | None = None, *, required: bool = False
) -> Column:
    return Column(name, Type.INTEGER, meaning, required, minimum=least, maximum=most)


def _event(name: str = "event", *, required: bool = True) -> Column:
    return Column(
        name, Type.UUID, "Event that the row belongs to", required, references="events.uuid"
    )


def _date(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Type.DATE, meaning, required)


def _instant(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Type.INSTANT, meaning, required)


def _number(
    name: str, meaning: str, least: int | None = 0, most: int | None = None, *, required: bool
) -> Column:
    return Column(name, Type.DECIMAL, meaning, required, minimum=least, maximum=most)


def _latitude(*, required: bool = False) -> Column:
    limit = 900_000_000
    return _whole("lat_e7", "Latitude in 1e-7 degree, WGS 84", -limit, limit, required=required)


def _longitude(*, required: bool = False) -> Column:
    limit = 1_800_000_000
    return _whole("lon_e7", "Longitude in 1e-7 degree, WGS 84", -limit, limit, required=required)


PARTY_KINDS: Final = ("person", "organisation")
ORGANISATION_KINDS: Final = (
    "cooperative",
    "company",
    "trader",
    "processor",
    "exporter",
    "authority",
    "service",
    "donor",
    "ngo",
    "committee",
    "media",
)
CONSTITUENCIES: Final = ("government", "lsm", "asm", "donor", "civil_society")
PLACE_KINDS: Final = ("site", "pit", "depot", "plant", "centre", "border", "office", "port")
OCCUPANCY_ROLES: Final = ("operator", "owner", "cooperative")
CREDENTIAL_KINDS: Final = (
    "cooperative_approval",
    "digger_card",
    "trader_card",
    "depot_licence",
    "processor_licence",
    "export_licence",
    "mandate",
)
VERDICTS: Final = ("accepted", "partly", "quarantined", "voided")
STATUSES: Final = ("absent", "open", "in_transit", "contained", "emptied", "exported")
CREDENTIAL_STATES: Final = ("issued", "suspended", "revoked", "expired", "lost", "replaced")

_SINCE = _date("since", "First day", required=True)
_UNTIL = _date("until", "First day on which it no longer holds")
_SOURCE = _text("source", "Where the row comes from", required=True)
_CURRENCY = _text("currency", "ISO 4217 currency", required=True)
_LOT = _code("lot", "Bag, lot or shipment", "BLS", required=True)
_PAID = _code("lot", "Lot paid for; empty = all lots of the purchase", "BLS")

_TABLES: Final = (
    Table(
        "parties",
        "People and organisations",
        ("code",),
        (
            _code("code", "Public identifier", "P", required=True),
            _choice("kind", "Person or organisation", PARTY_KINDS),
            _text("name", "Name in full", required=True),
            _choice(
                "organisation_kind", "Kind of organisation", ORGANISATION_KINDS, required=False
            ),
            _choice("constituency", "Whom it speaks for", CONSTITUENCIES, required=False),
            _text("province", "ISO 3166-2 code"),
            _date("founded", "Day of foundation"),
            _choice("sex", "Sex of a person as recorded", ("f", "m"), required=False),
            _whole("birth_year", "Year of birth of a person", 1900, 2100),
            Column("birth_year_estimated", Type.BOOLEAN, "Whether that year is a guess"),
        ),
        required=True,
    ),
    Table(
        "memberships",
        "Who belongs to which organisation, dated",
        ("person", "organisation", "role", "since"),
        (
            _code("person", "Member", "P", "parties.code", required=True),
            _code("organisation", "Organisation", "P", "parties.code", required=True),
            _text("role", "Role as recorded, such as member", required=True),
            _SINCE,
            _UNTIL,
        ),
    ),
    Table(
        "places",
        "Sites, pits, depots, plants and posts",
        ("code",),
        (
            _code("code", "Public identifier", "G", required=True),
            _choice("kind", "Kind of place", PLACE_KINDS),
            _text("name", "Name", required=True),
            _text("province", "ISO 3166-2 code", required=True),
            _text("town", "Nearest town"),
            _code("parent", "Place that contains it, listed above", "G", "places.code"),
            _latitude(required=True),
            _longitude(required=True),
            _text("minerals", "Analytes of interest, separated by spaces"),
        ),
        required=True,
    ),
    Table(
        "occupancies",
        "Who works or owns which place, dated",
        ("place", "party", "role", "since"),
        (
            _code("place", "Place", "G", "places.code", required=True),
            _code("party", "Party", "P", "parties.code", required=True),
            _choice("role", "In what role", OCCUPANCY_ROLES),
            _SINCE,
            _UNTIL,
        ),
    ),
    Table(
        "titles",
        "Mining titles and artisanal zones: one row for each dated version",
        ("code", "valid_from"),
        (
            _code("code", "Public identifier", "T", required=True),
            _text("number", "Number given by the cadastre", required=True),
            _text("kind", "PE, PR, PER, PEPM, ZEA and so on", required=True),
            _text("name", "Name", required=True),
            _code("holder", "Holder", "P", "parties.code"),
            _text("status", "Status as recorded", required=True),
            _text("substances", "Analytes, separated by spaces"),
            _whole("squares", "Number of cadastral squares", 1),
            _number("legal_area_ha", "Legal area in hectares", required=False),
            _date("valid_from", "First day", required=True),
            _date("valid_to", "First day on which it no longer holds"),
            _SOURCE,
            Column("geometry", Type.AREA, "WKT polygon, longitude latitude, WGS 84", required=True),
        ),
    ),
    Table(
        "credentials",
        "Cards, licences and approvals: one row for each dated state",
        ("code", "effective_at", "state"),
        (
            _code("code", "Public identifier", "C", required=True),
            _text("number", "Number on the document", required=True),
            _choice("kind", "Kind of document", CREDENTIAL_KINDS),
            _code("holder", "Holder", "P", "parties.code", required=True),
            _code("issuer", "Issuer", "P", "parties.code"),
            _code("place", "Place that it is limited to", "G", "places.code"),
            _code("title", "Title or zone that it is limited to", "T", "titles.code"),
            _choice("state", "State from then on", CREDENTIAL_STATES),
            _instant("effective_at", "From when", required=True),
            _instant("until", "First instant at which it is no longer valid"),
            _text("reason", "Reason as recorded"),
            _text("instrument", "Order or decision as recorded"),
        ),
    ),
    Table(
        "events",
        "Custody events in their order of arrival",
        ("uuid",),
        (
            Column("uuid", Type.UUID, "Identifier between systems", required=True),
            _choice("kind", "What happened", EventKind),
            _instant("happened_at", "When it happened", required=True),
            _instant("recorded_at", "When the device or the paper recorded it"),
            _code("party", "Who acted", "P", "parties.code", required=True),
            _code("counterparty", "The other side", "P", "parties.code"),
            _code("place", "Where", "G", "places.code", required=True),
            _code("to_place", "Where to", "G", "places.code"),
            _choice("mode", "Means of transport", Mode, required=False),
            _text("device", "Device"),
            _text("document", "Number of the paper that travels with it"),
            _text("note", "Team or remark"),
            Column("target", Type.UUID, "Event that it voids or accepts"),
        ),
        required=True,
    ),
    Table(
        "lines",
        "What an event does with each lot, in the order of events",
        ("event", "role", "lot"),
        (
            _event(),
            _choice("role", "What is done with the lot", LineRole),
            _LOT,
            _whole("wet_g", "Mass as weighed, in grams; empty = not weighed", 0, GRAMS),
            _choice("lot_kind", "Kind of a lot that is made", LotKind, required=False),
            _latitude(),
            _longitude(),
            _choice(
                "custody_model",
                "How a lot that is made keeps its content; empty = mixed, or as it did before",
                CustodyModel,
                required=False,
            ),
        ),
        required=True,
    ),
    Table(
        "measurements",
        "Grades and moisture, in the order of events",
        ("event", "quantity", "lot"),
        (
            _event(),
            _text("quantity", "moisture, or an analyte such as Co", required=True),
            _number("value", "Percent by mass: of dry ore, moisture of wet", 0, 100, required=True),
            _number("u", "Standard uncertainty in percentage points", 0, 100, required=True),
            _choice("method", "How it was measured", Method),
            _text("laboratory", "Laboratory or instrument"),
            _code("lot", "Lot measured; empty = all lots of the event", "BLS"),
        ),
    ),
    Table(
        "documents",
        "Papers and photographs attached to an event; the files lie in files/",
        ("event", "sha256"),
        (
            _event(),
            _text("sha256", "SHA-256 of the file, its name in files/", required=True),
            _text("name", "Name that it came under", required=True),
            _text("media_type", "Media type as told by its bytes", required=True),
            _whole("size", "Bytes", 1, required=True),
        ),
    ),
    Table(
        "prices",
        "Reference prices",
        ("analyte", "on"),
        (
            _text("analyte", "Analyte", required=True),
            _date("on", "Day", required=True),
            _whole("amount_minor", "Price in minor units", 0, required=True),
            _CURRENCY,
            _text("per", "What the price is for, such as t metal", required=True),
            _SOURCE,
        ),
    ),
    Table(
        "payables",
        "Payable share of the metal by grade",
        ("analyte", "grade_from", "valid_from"),
        (
            _text("analyte", "Analyte", required=True),
            _number("grade_from", "From this grade on, percent of dry ore", 0, 100, required=True),
            _number("share", "Payable share of the contained metal, 0 to 1", 0, 1, required=True),
            _SOURCE,
            _date("valid_from", "First day", required=True),
        ),
    ),
    Table(
        "settlements",
        "What was paid for a lot",
        ("event", "lot"),
        (
            _event(),
            _PAID,
            _code("buyer", "Buyer", "P", "parties.code", required=True),
            _code("seller", "Seller", "P", "parties.code", required=True),
            _whole("gross_minor", "Price before deductions, minor units", 0, required=True),
            _whole("net_minor", "Paid, minor units", None, required=True),
            _CURRENCY,
            _instant("settled_at", "When it was paid; empty = with the purchase"),
            _text("paid_by", "Means of payment, such as cash or mobile_money", required=True),
            _text("receipt", "Number of the receipt"),
            _text("basis", "What the unit price is for: the whole, wet or dry mass, an analyte"),
            _whole("unit_minor", "Unit price, minor units", 0),
            _text("weigher", "Who weighed what was sold"),
            _code("code", "Public identifier of the payment", "D"),
        ),
    ),
    Table(
        "deductions",
        "What was held back from a price",
        ("event", "lot", "kind"),
        (
            _event(),
            _PAID,
            _text("kind", "What for, such as cooperative_fee", required=True),
            _whole("amount_minor", "Amount in minor units", 0, required=True),
            _text("legal_basis", "Legal basis as recorded; empty = not recorded"),
            Column("informal", Type.BOOLEAN, "Without a legal basis", required=True),
        ),
    ),
    Table(
        "verdicts",
        "Derived: whether an event counts",
        ("event",),
        (
            _event(),
            _choice("verdict", "What the fold made of it", VERDICTS),
            _text("rule", "Rule because of which it waits"),
        ),
        derived=True,
    ),
    Table(
        "outcomes",
        "Derived: the state of a lot after a line; one row for each row of lines, in their order",
        ("line",),
        (
            _whole("line", "Row of lines, the first below the header is 1", 1, required=True),
            Column("accepted", Type.BOOLEAN, "Whether the line counts", required=True),
            _text("rule", "Rule because of which it waits"),
            _whole("moved_g", "Mass that it moved, in grams", None, required=True),
            _whole("booked_g", "Gain or loss that it booked, in grams", None, required=True),
            _choice("status", "Where the lot stands after it", STATUSES),
            _whole("wet_g", "What the lot holds after it, in grams", 0, required=True),
            Column("segregated", Type.BOOLEAN, "Whether the lot keeps its content apart"),
            _whole("node", "Line that made what the lot holds; empty = made outside the folder", 1),
        ),
        derived=True,
    ),
    Table(
        "flows",
        "Derived: mass that went from one content into another, in the order of events",
        ("dst", "src"),
        (
            _whole("src", "Line that made the source; empty = made outside the folder", None),
            _whole("dst", "Line that made the destination", None, required=True),
            _whole("wet_g", "Mass in grams", 0, required=True),
        ),
        derived=True,
    ),
)

TABLES: Final[dict[str, Table]] = {table.name: table for table in _TABLES}
"""Tables by name, in an order in which references point to tables above or to the same table.

In ``flows``, a number below zero is a hub: minus the row of an event with several outputs.
"""
