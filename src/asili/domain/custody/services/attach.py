"""The paper that travels with the ore: a scan or a photograph attached to a custody event."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from asili.core import journal
from asili.core.access import Actor, require
from asili.core.files import attach_files, store_file
from asili.core.models import StoredFile
from asili.domain.custody.models import Event
from asili.domain.custody.policies import can_attach_document


@transaction.atomic
def attach_document(*, actor: Actor, event: Event, upload: "UploadedFile[bytes]") -> StoredFile:
    """Keep a file and attach it to an event; both sides of the event may.

    Raises:
        Refusal: the actor may not, or the file is too large or of a type that is not kept.
    """
    require(can_attach_document(actor, event))
    stored = store_file(actor=actor, upload=upload, purpose="custody")
    attach_files(str(event.uuid), [stored])
    journal.append(
        act="custody.document.attached",
        actor=actor,
        subjects=[str(event.uuid), stored.code],
        digests=[journal.digest("custody.document", [event.uuid, stored.code, stored.sha256])],
    )
    return stored
