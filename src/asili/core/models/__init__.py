"""Tables of the core."""

from asili.core.models.accounts import Account, AccountGrant
from asili.core.models.findings import Finding, FindingParty
from asili.core.models.journal import Checkpoint, JournalEntry, Tombstone
from asili.core.models.programmes import Analyte, Commodity, Programme, ProgrammeProvince

__all__ = [
    "Account",
    "AccountGrant",
    "Analyte",
    "Checkpoint",
    "Commodity",
    "Finding",
    "FindingParty",
    "JournalEntry",
    "Programme",
    "ProgrammeProvince",
    "Tombstone",
]
