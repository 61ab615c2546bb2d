"""Notices: something a party or an account should know, and who has read it."""

from django.db import models
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from asili.core.figures import spoken
from asili.core.privacy import ACTED


class Notice(models.Model):
    """A sentence for one recipient, the code of a party or of an account.

    ``message`` is source text with ``%(name)s`` for the ``params`` (`asili.core.figures`);
    ``subject`` is the public identifier of what it is about: a code, an event's UUID, or
    "approval:" and the UUID of a proposal.
    """

    recipient = models.CharField(_("recipient"), max_length=64, db_index=True)
    message = models.TextField(_("message"))
    params = models.JSONField(_("values"), default=dict)
    subject = models.CharField(_("about"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.message[:60]

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return translate(self.message) % spoken(self.params)


class NoticeReading(models.Model):
    """That an account has read a notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readings")
    account = models.CharField(_("account"), max_length=64)
    read_at = models.DateTimeField(_("read at"))

    privacy = {"account": ACTED}

    class Meta:
        verbose_name = _("reading of a notice")
        verbose_name_plural = _("readings of notices")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "account"], name="core_notice_read_once_by_an_account"
            )
        ]

    def __str__(self) -> str:
        return self.account
