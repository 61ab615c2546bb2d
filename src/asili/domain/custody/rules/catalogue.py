"""The numbered rules of custody: what each says and how a reader puts it right.

Sources: ICGLR Regional Certification Mechanism, 2nd edition (2019), chain of custody; ITSCI tagging
practice; AMIRA P754 code of practice for metal accounting (2007), principles 1 to 4. Tolerances are
defaults of Asili, dated rows of `law`, and no law.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.findings import Rule, Severity

ORIGIN = Rule(
    "custody.1",
    _("A lot exists before it is used"),
    _("Record the event that made the lot, or void this one if the code was misread."),
    severity=Severity.STOP,
)
TAG_ONCE = Rule(
    "custody.2",
    _("A tag or a lot code is used once"),
    _("Void the record whose code was misread and record it again with the right one."),
    legal_basis="ICGLR RCM 2019, chain of custody",
    severity=Severity.STOP,
)
TAG_ALLOCATED = Rule(
    "custody.3",
    _("A tag is allocated to its site before it is used"),
    _("Record the allocation of the tags, or have two persons accept the bags as they are."),
    legal_basis="ICGLR RCM 2019, chain of custody",
    severity=Severity.STOP,
)
HOLDER = Rule(
    "custody.4",
    _("Only the present holder moves, opens or uses a lot"),
    _("Record the transfer that is missing, or void the record of whoever did not have the lot."),
    severity=Severity.STOP,
)
OWNER = Rule(
    "custody.5",
    _("A lot is sold once by its owner"),
    _("Compare the two purchase slips; void the record that is wrong."),
    severity=Severity.STOP,
)
ADDRESSEE = Rule(
    "custody.6",
    _("A lot arrives where it was sent"),
    _(
        "Record the transfer out that is missing, "
        "or correct its addressee by a void and a new record."
    ),
    severity=Severity.STOP,
)
REWEIGHED = Rule(
    "custody.7",
    _("A lot weighs what it weighed before"),
    _(
        "Weigh again, correct the weighing that is wrong, "
        "or have two persons accept the difference."
    ),
    severity=Severity.STOP,
)
TAKE = Rule(
    "custody.8",
    _("Nothing is taken from a lot that it does not hold"),
    _("Take stock of the lot, record the addition that is missing, or correct the mass taken."),
    severity=Severity.STOP,
)
CONTAINED = Rule(
    "custody.9",
    _("A lot inside another moves with it"),
    _("Record the opening of the outer lot first."),
    severity=Severity.STOP,
)
BALANCE = Rule(
    "custody.11",
    _("What goes in comes out"),
    _("Weigh again, record the input that is missing, or have two persons accept the difference."),
    legal_basis="AMIRA P754, principle 1",
    severity=Severity.STOP,
)
COMPLETE = Rule(
    "custody.12",
    _("Opening a lot lists everything that was in it"),
    _("List every bag found; record a missing one as a stock-take difference after opening."),
    severity=Severity.STOP,
)
EXPORTED = Rule(
    "custody.14",
    _("What was exported does not change any more"),
    _("Void the export if it did not happen; otherwise this record stays as an observation."),
    severity=Severity.STOP,
)
VOID = Rule(
    "custody.15",
    _("A record is voided by its author or by an authority"),
    _("Ask the author of the record, or the authority of the province."),
    severity=Severity.STOP,
)
KEPT = Rule(
    "custody.25",
    _("A store is kept one way until it is used up"),
    _(
        "Ask how the store is kept. Where it was mixed on the way, void the record that says it "
        "is kept apart and record it again."
    ),
    legal_basis="ISO 22095:2020",
    severity=Severity.WARNING,
)
WEIGHED = Rule(
    "custody.16",
    _("What is made is weighed"),
    _("Record it again with its mass; a lot without mass cannot count."),
    severity=Severity.STOP,
)
AHEAD = Rule(
    "custody.22",
    _("A record counts from the day that it names"),
    _(
        "Check the clock of the device; void the record and record it again with the right day, "
        "or wait for the day."
    ),
    severity=Severity.STOP,
)
TAG_GIVEN = Rule(
    "custody.23",
    _("Tags are used by the cooperative that they were given to"),
    _("Record the allocation of the tags to it, or have two persons accept the bags as they are."),
    legal_basis="ICGLR RCM 2019, chain of custody",
    severity=Severity.STOP,
)
POSSIBLE = Rule(
    "custody.24",
    _("A sample is physically possible"),
    _(
        "Compare the record with the report of the laboratory; "
        "void it and record it again as it was measured."
    ),
    severity=Severity.STOP,
)

RULES = (
    ORIGIN,
    TAG_ONCE,
    TAG_ALLOCATED,
    HOLDER,
    OWNER,
    ADDRESSEE,
    REWEIGHED,
    TAKE,
    CONTAINED,
    BALANCE,
    COMPLETE,
    EXPORTED,
    VOID,
    WEIGHED,
    KEPT,
    AHEAD,
    TAG_GIVEN,
    POSSIBLE,
)

ACCEPTABLE = frozenset(
    {TAG_ALLOCATED.code, TAG_GIVEN.code, REWEIGHED.code, TAKE.code, BALANCE.code}
)
"""Rules whose breach two persons may accept; the others contradict what is physically possible."""

MESSAGES = {
    ORIGIN.code: gettext_noop("No accepted record made %(lot)s before this event."),
    TAG_ONCE.code: gettext_noop("%(lot)s was already made by an earlier record."),
    TAG_ALLOCATED.code: gettext_noop(
        "The tag %(lot)s was not allocated to this site at that time."
    ),
    HOLDER.code: gettext_noop("%(party)s did not hold %(lot)s at that time."),
    OWNER.code: gettext_noop("%(lot)s did not belong to %(seller)s at that time."),
    ADDRESSEE.code: gettext_noop("%(lot)s was not on its way to %(party)s at that time."),
    REWEIGHED.code: gettext_noop(
        "%(lot)s weighs %(found_kg)s kg where %(book_kg)s kg were on the books; "
        "the difference is to be explained."
    ),
    TAKE.code: gettext_noop("%(found_kg)s kg were taken from %(lot)s, which held %(book_kg)s kg."),
    CONTAINED.code: gettext_noop("%(lot)s was inside %(container)s at that time."),
    BALANCE.code: gettext_noop(
        "%(found_kg)s kg came out where %(book_kg)s kg went in; the difference is to be explained."
    ),
    COMPLETE.code: gettext_noop("%(found)s of the %(expected)s lots inside %(lot)s are listed."),
    EXPORTED.code: gettext_noop("%(lot)s was already exported at that time."),
    VOID.code: gettext_noop(
        "This record cannot be voided or accepted by %(party)s, or is not known."
    ),
    KEPT.code: gettext_noop(
        "%(lot)s is kept in another way than this record says; it counts as it was first recorded."
    ),
    WEIGHED.code: gettext_noop("%(lot)s was made without a mass."),
    AHEAD.code: gettext_noop(
        "The record is dated more than a day after it was received; it waits for its day."
    ),
    TAG_GIVEN.code: gettext_noop(
        "The tag %(lot)s was given out for another cooperative of this site than %(party)s."
    ),
    POSSIBLE.code: gettext_noop(
        "A sample of %(lot)s reads %(quantity)s %(value)s %%, which no ore can hold."
    ),
}
"""Sentence of each rule, untranslated; parameters are filled and translated at display.

No sentence names who held or owned the lot instead: that may be two steps from its reader.
"""
