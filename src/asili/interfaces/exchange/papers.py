"""Documents of a folder: files attached to events, each once."""

from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from asili.core.access import Actor, Refusal
from asili.core.models import FileLink
from asili.domain.custody.models import Event
from asili.domain.custody.services import attach_document
from asili.interfaces.exchange import rows
from asili.network.documents import fault_of, file_of
from asili.network.folder import Folder
from asili.network.tabular import Row


def attached(documents: Sequence[Row]) -> set[tuple[UUID, str]]:
    """Event and SHA-256 of the documents that are attached already."""
    subjects = {str(rows.uuid(row, "event")) for row in documents}
    links = FileLink.objects.filter(subject__in=subjects)
    found = links.values_list("subject", "file__sha256")
    return {(UUID(subject), sha256) for subject, sha256 in found}


def attach(*, actor: Actor, folder: Folder, document: Row) -> str:
    """Attach one document; return why it cannot be, or ""."""
    if rule := fault_of(folder, document):
        return rule
    file = file_of(folder, document)
    if file is None:
        raise ValueError("the file has no place")
    event = Event.objects.select_related("programme", "party", "counterparty").get(
        uuid=rows.uuid(document, "event")
    )
    with file.open("rb") as stream:
        upload: UploadedFile[bytes] = UploadedFile(
            stream, rows.text(document, "name"), size=rows.whole_number(document, "size")
        )
        try:
            attach_document(actor=actor, event=event, upload=upload)
        except Refusal as refusal:
            return str(refusal)
    return ""
