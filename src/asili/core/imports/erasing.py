"""Erasing the raw rows of old imports: the file, what was replaced, what problems quote."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Permission, deny, permit, require
from asili.core.files import discard_bytes
from asili.core.models.files import StoredFile
from asili.core.models.imports import Import


def erase_imports(*, actor: Actor, before: datetime | None = None) -> list[Import]:
    """Erase the raw rows of imports brought in before an instant, and return those imports.

    Without ``before``, those older than ASILI_IMPORT_DAYS days (imports.7). Records, counts and the
    numbers of the records stay; taking back and correcting is over.
    """
    require(can_erase_imports(actor))
    until = before or timezone.now() - timedelta(days=settings.ASILI_IMPORT_DAYS)
    erased = []
    old = Import.objects.filter(Q(created_at__lt=until), erased_at__isnull=True)
    for row in old.select_related("file").order_by("pk"):
        with transaction.atomic():
            row.rows.update(before=None, after=None)
            row.problems.all().delete()
            row.erased_at = timezone.now()
            row.attempt += 1
            row.save(update_fields=["erased_at", "attempt"])
            journal.append(
                act="core.import.erased",
                actor=actor,
                subjects=[row.code],
                digests=[journal.digest("core_import", [row.code, row.file.sha256])],
            )
        gone = Import.objects.filter(erased_at__isnull=False).values("file")
        discard_bytes(row.file, among=StoredFile.objects.filter(pk__in=gone))
        erased.append(row)
    return erased


def can_erase_imports(actor: Actor) -> Permission:
    """The system only: erasing follows the calendar."""
    if actor.is_system:
        return permit()
    return deny(_("Raw rows are erased by the service when their time is over."))
