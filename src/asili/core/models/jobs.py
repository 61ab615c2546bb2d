"""Jobs: work that outlasts a request, with its progress."""

from django.db import models
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, job_code
from asili.core.privacy import ACTED


class Job(models.Model):
    """One run of a job: what, by whom, how far, with which result.

    ``title`` and ``message`` are source texts, shown in the reader's language.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    code = CodeField(_("number"), default=job_code)
    name = models.CharField(_("job"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    function = models.CharField(_("function"), max_length=200)
    arguments = models.JSONField(_("values"), default=dict)
    started_by = models.CharField(_("started by"), max_length=64, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveBigIntegerField(_("steps done"), default=0)
    total = models.PositiveBigIntegerField(_("steps in all"), default=0)
    message = models.CharField(_("message"), max_length=200, blank=True)
    result = models.JSONField(_("result"), null=True)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    privacy = {"started_by": ACTED}

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def headline(self) -> str:
        """The title in the reader's language."""
        return translate(self.title)

    @property
    def is_over(self) -> bool:
        """True once nothing more will change."""
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int | None:
        """Whole percent done; None while the number of steps is not known."""
        if self.state == self.State.DONE:
            return 100
        return self.done * 100 // self.total if self.total else None
