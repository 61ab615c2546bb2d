"""Stored files and what they are attached to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, document_code
from asili.core.privacy import ACTED


class StoredFile(models.Model):
    """A file kept under the SHA-256 of its bytes; ``name`` is what it was called when it came."""

    code = CodeField(_("number"), default=document_code)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100)
    name = models.CharField(_("name"), max_length=150)
    purpose = models.CharField(_("purpose"), max_length=80)
    stored_by = models.CharField(_("stored by"), max_length=64)
    stored_at = models.DateTimeField(_("stored at"))

    privacy = {"stored_by": ACTED}

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-stored_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class FileLink(models.Model):
    """A file attached to a subject, which is named by its public identifier."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="links")
    subject = models.CharField(_("subject"), max_length=40, db_index=True)
    attached_at = models.DateTimeField(_("attached at"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "subject"], name="core_file_attached_once_to_a_subject"
            )
        ]

    def __str__(self) -> str:
        return self.subject
