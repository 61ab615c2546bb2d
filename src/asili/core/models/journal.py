"""The journal's tables: entries, tombstones of erased rows, signed checkpoints. All are sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.privacy import ACTED


class JournalEntry(models.Model):
    """One act, at its place in the order of commits; `asili.core.journal` says what it commits to.

    ``position`` counts from 1 without a gap. ``leaf`` is the RFC 6962 hash of the entry's canonical
    bytes, ``root`` the Merkle root over the digests of the rows that the act wrote. ``account`` is
    "" for an anonymous act, which also carries no device and a day for an instant.
    """

    sealed = True
    privacy = {"account": ACTED, "device": ACTED}

    position = models.BigIntegerField(_("position"), primary_key=True)
    act = models.CharField(_("act"), max_length=80)
    act_id = models.UUIDField(_("act number"), unique=True)
    happened_at = models.DateTimeField(_("happened at"), null=True)
    received_at = models.DateTimeField(_("received at"))
    account = models.CharField(_("account"), max_length=64, blank=True)
    device = models.CharField(_("device"), max_length=64, blank=True)
    subjects = models.JSONField(_("subjects"), default=list)
    root = models.BinaryField(_("root of the rows"))
    leaf = models.BinaryField(_("hash of the entry"))

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="core_journal_counts_from_one", condition=models.Q(position__gte=1)
            ),
            models.CheckConstraint(
                name="core_journal_anonymous_has_no_device",
                condition=~models.Q(account="") | models.Q(device=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.act}"


class Tombstone(models.Model):
    """What remains of an erased personal row: the digest that its act committed to."""

    sealed = True

    act_id = models.UUIDField(_("act number"), db_index=True)
    table = models.CharField(_("table"), max_length=64)
    digest = models.BinaryField(_("digest"))
    erased_at = models.DateTimeField(_("erased at"))

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")

    def __str__(self) -> str:
        return f"{self.table} {bytes(self.digest).hex()[:12]}"


class Checkpoint(models.Model):
    """A signed statement of size and root, as a note that any verifier can read."""

    sealed = True

    size = models.BigIntegerField(_("number of entries"))
    root = models.BinaryField(_("root"))
    note = models.TextField(_("signed note"))
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["size", "pk"]

    def __str__(self) -> str:
        return str(self.size)
