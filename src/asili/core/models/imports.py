"""Imports: files on their way to becoming records, and what became of their rows."""

from django.db import models
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, import_code
from asili.core.models.files import StoredFile
from asili.core.models.programmes import Programme
from asili.core.privacy import ACTED, Mark, Privacy

_ROWS = Mark(
    Privacy.CONFIDENTIAL,
    "To correct rows that did not go in, and to take an import back.",
    "The days of ASILI_IMPORT_DAYS after the import, then erased.",
)


class Import(models.Model):
    """One file on its way into one target of one programme.

    ``mapping`` gives columns or constants for fields; ``options`` say how the file is read.
    ``forecast`` is what the check found, ``counts`` what became of the rows: read, created,
    changed, unchanged, refused, blank. ``checked`` and ``position`` are the last rows that the
    check and the run have behind them; ``attempt`` grows whenever either starts anew: only one goes
    on.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("columns to be confirmed")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, nothing recorded yet")
        RUNNING = "running", _("going in")
        DONE = "done", _("gone in")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    code = CodeField(_("number"), default=import_code)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    target = models.CharField(_("target"), max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="corrections", verbose_name=_("corrects")
    )
    mapping = models.JSONField(_("columns"), default=dict)
    options = models.JSONField(_("way of reading"), default=dict)
    facts = models.JSONField(_("found out about the file"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    checked = models.PositiveIntegerField(_("last row checked"), default=0)
    position = models.PositiveIntegerField(_("last row that went in"), default=0)
    forecast = models.JSONField(_("forecast"), default=dict)
    counts = models.JSONField(_("counts"), default=dict)
    job = models.CharField(_("job"), max_length=16, blank=True)
    started_by = models.CharField(_("started by"), max_length=64, db_index=True)
    created_at = models.DateTimeField(_("brought in at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    erased_at = models.DateTimeField(_("rows erased at"), null=True)

    privacy = {"started_by": ACTED}

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.target}"

    @property
    def is_ready(self) -> bool:
        """True where a run may begin or go on."""
        return self.state in (self.State.CHECKED, self.State.RUNNING)


class ImportRow(models.Model):
    """A row that became a record or changed one, and what taking it back needs to know."""

    class State(models.TextChoices):
        """What became of it since."""

        IN = "in", _("recorded")
        UNDONE = "undone", _("taken back")
        KEPT = "kept", _("kept")

    of = models.ForeignKey(
        Import, models.CASCADE, related_name="rows", verbose_name=_("import"), db_index=False
    )
    number = models.PositiveIntegerField(_("row"))
    deed = models.CharField(_("what became of it"), max_length=9)
    code = models.CharField(_("record"), max_length=40)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.IN)

    privacy = {"before": _ROWS, "after": _ROWS}

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="core_import_row_goes_in_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.code}"


class ImportProblem(models.Model):
    """What stands in the way of a row, or should be looked at; row 0 is the file as a whole.

    ``message`` and ``remedy`` are source texts, shown in the reader's language.
    """

    class Stage(models.TextChoices):
        """When it was found."""

        CHECK = "check", _("check")
        RUN = "run", _("run")
        UNDO = "undo", _("taking back")

    of = models.ForeignKey(
        Import, models.CASCADE, related_name="problems", verbose_name=_("import"), db_index=False
    )
    stage = models.CharField(_("found in"), max_length=5, choices=Stage.choices)
    number = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=140, blank=True)
    code = models.CharField(_("rule"), max_length=60)
    message = models.TextField(_("what was found"))
    params = models.JSONField(_("values"), default=dict)
    remedy = models.TextField(_("what can be done"), blank=True)
    stops = models.BooleanField(_("stops the row"))

    privacy = {"params": _ROWS}

    class Meta:
        verbose_name = _("problem of an import")
        verbose_name_plural = _("problems of imports")
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["of", "stage", "number"], name="core_import_problem_place")]

    def __str__(self) -> str:
        return f"{self.number}: {self.code}"

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return str(translate(self.message) % self.params)

    @property
    def way_out(self) -> str:
        """The remedy in the reader's language, or ""."""
        return str(translate(self.remedy) % self.params) if self.remedy else ""


class ImportMapping(models.Model):
    """Columns as somebody confirmed them for files with these headers; used again and shown."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="+", verbose_name=_("programme")
    )
    target = models.CharField(_("target"), max_length=60)
    signature = models.CharField(_("headers"), max_length=64)
    mapping = models.JSONField(_("columns"))
    options = models.JSONField(_("way of reading"))
    used_at = models.DateTimeField(_("last used at"))

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "target", "signature"], name="core_mapping_once_for_headers"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.signature[:8]}"
