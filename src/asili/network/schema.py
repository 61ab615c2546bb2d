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
SHA-256. ``origins`` stands in the folder of an account that may not see the flows themselves.
"""

from typing import Final

from asili.network.layout import (
    Column,
    Table,
    Type,
    choice,
    code,
    day,
    event,
    instant,
    latitude,
    longitude,
    number,
    text,
    whole,
)
from asili.network.vocabulary import CustodyModel, EventKind, LineRole, LotKind, Method, Mode

VERSION: Final = 1
"""Raised whenever a reader of the former version would misread a folder."""

GRAMS: Final = 2**32 - 1
"""Largest mass of one line in grams (an unsigned integer of 32 bits)."""


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

_SINCE = day("since", "First day", required=True)
_UNTIL = day("until", "First day on which it no longer holds")
_SOURCE = text("source", "Where the row comes from", required=True)
_CURRENCY = text("currency", "ISO 4217 currency", required=True)
_LOT = code("lot", "Bag, lot or shipment", "BLS", required=True)
_PAID = code("lot", "Lot paid for; empty = all lots of the purchase", "BLS")

_TABLES: Final = (
    Table(
        "parties",
        "People and organisations",
        ("code",),
        (
            code("code", "Public identifier", "P", required=True),
            choice("kind", "Person or organisation", PARTY_KINDS),
            text("name", "Name in full", required=True),
            choice("organisation_kind", "Kind of organisation", ORGANISATION_KINDS, required=False),
            choice("constituency", "Whom it speaks for", CONSTITUENCIES, required=False),
            text("province", "ISO 3166-2 code"),
            day("founded", "Day of foundation"),
            choice("sex", "Sex of a person as recorded", ("f", "m"), required=False),
            whole("birth_year", "Year of birth of a person", 1900, 2100),
            Column("birth_year_estimated", Type.BOOLEAN, "Whether that year is a guess"),
        ),
        required=True,
    ),
    Table(
        "memberships",
        "Who belongs to which organisation, dated",
        ("person", "organisation", "role", "since"),
        (
            code("person", "Member", "P", "parties.code", required=True),
            code("organisation", "Organisation", "P", "parties.code", required=True),
            text("role", "Role as recorded, such as member", required=True),
            _SINCE,
            _UNTIL,
        ),
    ),
    Table(
        "places",
        "Sites, pits, depots, plants and posts",
        ("code",),
        (
            code("code", "Public identifier", "G", required=True),
            choice("kind", "Kind of place", PLACE_KINDS),
            text("name", "Name", required=True),
            text("province", "ISO 3166-2 code", required=True),
            text("town", "Nearest town"),
            code("parent", "Place that contains it, listed above", "G", "places.code"),
            latitude(required=True),
            longitude(required=True),
            text("minerals", "Analytes of interest, separated by spaces"),
        ),
        required=True,
    ),
    Table(
        "occupancies",
        "Who works or owns which place, dated",
        ("place", "party", "role", "since"),
        (
            code("place", "Place", "G", "places.code", required=True),
            code("party", "Party", "P", "parties.code", required=True),
            choice("role", "In what role", OCCUPANCY_ROLES),
            _SINCE,
            _UNTIL,
        ),
    ),
    Table(
        "titles",
        "Mining titles and artisanal zones: one row for each dated version",
        ("code", "valid_from"),
        (
            code("code", "Public identifier", "T", required=True),
            text("number", "Number given by the cadastre", required=True),
            text("kind", "PE, PR, PER, PEPM, ZEA and so on", required=True),
            text("name", "Name", required=True),
            code("holder", "Holder", "P", "parties.code"),
            text("status", "Status as recorded", required=True),
            text("substances", "Analytes, separated by spaces"),
            whole("squares", "Number of cadastral squares", 1),
            number("legal_area_ha", "Legal area in hectares", required=False),
            day("valid_from", "First day", required=True),
            day("valid_to", "First day on which it no longer holds"),
            _SOURCE,
            Column("geometry", Type.AREA, "WKT polygon, longitude latitude, WGS 84", required=True),
        ),
    ),
    Table(
        "credentials",
        "Cards, licences and approvals: one row for each dated state",
        ("code", "effective_at", "state"),
        (
            code("code", "Public identifier", "C", required=True),
            text("number", "Number on the document", required=True),
            choice("kind", "Kind of document", CREDENTIAL_KINDS),
            code("holder", "Holder", "P", "parties.code", required=True),
            code("issuer", "Issuer", "P", "parties.code"),
            code("place", "Place that it is limited to", "G", "places.code"),
            code("title", "Title or zone that it is limited to", "T", "titles.code"),
            choice("state", "State from then on", CREDENTIAL_STATES),
            instant("effective_at", "From when", required=True),
            instant("until", "First instant at which it is no longer valid"),
            text("reason", "Reason as recorded"),
            text("instrument", "Order or decision as recorded"),
        ),
    ),
    Table(
        "events",
        "Custody events in their order of arrival",
        ("uuid",),
        (
            Column("uuid", Type.UUID, "Identifier between systems", required=True),
            choice("kind", "What happened", EventKind),
            instant("happened_at", "When it happened", required=True),
            instant("recorded_at", "When the device or the paper recorded it"),
            code("party", "Who acted", "P", "parties.code", required=True),
            code("counterparty", "The other side", "P", "parties.code"),
            code("place", "Where", "G", "places.code", required=True),
            code("to_place", "Where to", "G", "places.code"),
            choice("mode", "Means of transport", Mode, required=False),
            text("device", "Device"),
            text("document", "Number of the paper that travels with it"),
            text("note", "Team or remark"),
            Column("target", Type.UUID, "Event that it voids or accepts"),
        ),
        required=True,
    ),
    Table(
        "lines",
        "What an event does with each lot, in the order of events",
        ("event", "role", "lot"),
        (
            event(),
            choice("role", "What is done with the lot", LineRole),
            _LOT,
            whole("wet_g", "Mass as weighed, in grams; empty = not weighed", 0, GRAMS),
            choice("lot_kind", "Kind of a lot that is made", LotKind, required=False),
            latitude(),
            longitude(),
            choice(
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
            event(),
            text("quantity", "moisture, or an analyte such as Co", required=True),
            number("value", "Percent by mass: of dry ore, moisture of wet", 0, 100, required=True),
            number("u", "Standard uncertainty in percentage points", 0, 100, required=True),
            choice("method", "How it was measured", Method),
            text("laboratory", "Laboratory or instrument"),
            code("lot", "Lot measured; empty = all lots of the event", "BLS"),
        ),
    ),
    Table(
        "documents",
        "Papers and photographs attached to an event; the files lie in files/",
        ("event", "sha256"),
        (
            event(),
            text("sha256", "SHA-256 of the file, its name in files/", required=True),
            text("name", "Name that it came under", required=True),
            text("media_type", "Media type as told by its bytes", required=True),
            whole("size", "Bytes", 1, required=True),
        ),
    ),
    Table(
        "prices",
        "Reference prices",
        ("analyte", "on"),
        (
            text("analyte", "Analyte", required=True),
            day("on", "Day", required=True),
            whole("amount_minor", "Price in minor units", 0, required=True),
            _CURRENCY,
            text("per", "What the price is for, such as t metal", required=True),
            _SOURCE,
        ),
    ),
    Table(
        "payables",
        "Payable share of the metal by grade",
        ("analyte", "grade_from", "valid_from"),
        (
            text("analyte", "Analyte", required=True),
            number("grade_from", "From this grade on, percent of dry ore", 0, 100, required=True),
            number("share", "Payable share of the contained metal, 0 to 1", 0, 1, required=True),
            _SOURCE,
            day("valid_from", "First day", required=True),
        ),
    ),
    Table(
        "settlements",
        "What was paid for a lot",
        ("event", "lot"),
        (
            event(),
            _PAID,
            code("buyer", "Buyer", "P", "parties.code", required=True),
            code("seller", "Seller", "P", "parties.code", required=True),
            whole("gross_minor", "Price before deductions, minor units", 0, required=True),
            whole("net_minor", "Paid, minor units", None, required=True),
            _CURRENCY,
            instant("settled_at", "When it was paid; empty = with the purchase"),
            text("paid_by", "Means of payment, such as cash or mobile_money", required=True),
            text("receipt", "Number of the receipt"),
            text("basis", "What the unit price is for: the whole, wet or dry mass, an analyte"),
            whole("unit_minor", "Unit price, minor units", 0),
            text("weigher", "Who weighed what was sold"),
            code("code", "Public identifier of the payment", "D"),
        ),
    ),
    Table(
        "deductions",
        "What was held back from a price",
        ("event", "lot", "kind"),
        (
            event(),
            _PAID,
            text("kind", "What for, such as cooperative_fee", required=True),
            whole("amount_minor", "Amount in minor units", 0, required=True),
            text("legal_basis", "Legal basis as recorded; empty = not recorded"),
            Column("informal", Type.BOOLEAN, "Without a legal basis", required=True),
        ),
    ),
    Table(
        "verdicts",
        "Derived: whether an event counts",
        ("event",),
        (
            event(),
            choice("verdict", "What the fold made of it", VERDICTS),
            text("rule", "Rule because of which it waits"),
        ),
        derived=True,
    ),
    Table(
        "outcomes",
        "Derived: the state of a lot after a line; one row for each row of lines, in their order",
        ("line",),
        (
            whole("line", "Row of lines, the first below the header is 1", 1, required=True),
            Column("accepted", Type.BOOLEAN, "Whether the line counts", required=True),
            text("rule", "Rule because of which it waits"),
            whole("moved_g", "Mass that it moved, in grams", None, required=True),
            whole("booked_g", "Gain or loss that it booked, in grams", None, required=True),
            choice("status", "Where the lot stands after it", STATUSES),
            whole("wet_g", "What the lot holds after it, in grams", 0, required=True),
            Column("segregated", Type.BOOLEAN, "Whether the lot keeps its content apart"),
            whole("node", "Line that made what the lot holds; empty = made outside the folder", 1),
        ),
        derived=True,
    ),
    Table(
        "origins",
        "Derived: where lots came from, by site; only in the folder of one account",
        ("lot", "site", "analyte"),
        (
            _LOT,
            code("site", "Site; empty = no record explains it", "G", "places.code"),
            text("analyte", "Analyte", required=True),
            number("share", "Part of the analyte in the lot", 0, 1, required=True),
            number("kg", "Kilograms; empty = the content is not known", 0, required=False),
            number("u_kg", "Their standard uncertainty, kilograms", 0, required=False),
        ),
        derived=True,
    ),
    Table(
        "flows",
        "Derived: mass that went from one content into another, in the order of events",
        ("dst", "src"),
        (
            whole("src", "Line that made the source; empty = made outside the folder", None),
            whole("dst", "Line that made the destination", None, required=True),
            whole("wet_g", "Mass in grams", 0, required=True),
        ),
        derived=True,
    ),
)

TABLES: Final[dict[str, Table]] = {table.name: table for table in _TABLES}
"""Tables by name, in an order in which references point to tables above or to the same table.

In ``flows``, a number below zero is a hub: minus the row of an event with several outputs.
"""
