"""Tables of the core."""

from asili.core.models.accounts import Account, AccountGrant
from asili.core.models.approvals import Approval
from asili.core.models.files import FileLink, StoredFile
from asili.core.models.findings import Finding, FindingParty
from asili.core.models.imports import Import, ImportMapping, ImportProblem, ImportRow
from asili.core.models.jobs import Job
from asili.core.models.journal import Checkpoint, JournalEntry, Tombstone
from asili.core.models.notices import Notice, NoticeReading
from asili.core.models.programmes import Analyte, Commodity, Programme, ProgrammeProvince
from asili.core.models.tokens import AccessToken

__all__ = [
    "AccessToken",
    "Account",
    "AccountGrant",
    "Analyte",
    "Approval",
    "Checkpoint",
    "Commodity",
    "FileLink",
    "Finding",
    "FindingParty",
    "Import",
    "ImportMapping",
    "ImportProblem",
    "ImportRow",
    "Job",
    "JournalEntry",
    "Notice",
    "NoticeReading",
    "Programme",
    "ProgrammeProvince",
    "StoredFile",
    "Tombstone",
]
