"""Two people who may be one: noticed by rule, decided by a person, and decided back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.privacy import ACTED, Mark, Privacy
from asili.domain.registry.models.parties import Person


class Likeness(models.Model):
    """Two people who may be the same one, how alike they are, and what was decided.

    ``one`` has the lower key. ``score`` counts to 100 (`asili.domain.registry.rules.alike`). Once
    merged, ``kept`` stands for both: the other leads to it, and nothing of either is changed, so
    that undoing the merge gives back both as they were.
    """

    class Verdict(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("to be decided")
        DIFFERENT = "different", _("not the same person")
        MERGED = "merged", _("the same person")

    one = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("one"))
    other = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("other"))
    score = models.PositiveSmallIntegerField(_("likeness"))
    verdict = models.CharField(
        _("decision"), max_length=9, choices=Verdict.choices, default=Verdict.OPEN
    )
    kept = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="likenesses_kept",
        verbose_name=_("stands for both"),
    )
    gone = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="likenesses_gone",
        verbose_name=_("leads to the other"),
    )
    because = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=64, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    noticed_at = models.DateTimeField(_("noticed"))

    privacy = {
        "one": Mark(Privacy.RESTRICTED, "To register nobody twice.", "While registered."),
        "other": Mark(Privacy.RESTRICTED, "To register nobody twice.", "While registered."),
        "decided_by": ACTED,
    }

    class Meta:
        verbose_name = _("likeness of two people")
        verbose_name_plural = _("likenesses of two people")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="registry_likeness_once"),
            models.CheckConstraint(
                name="registry_likeness_in_order", condition=models.Q(one__lt=models.F("other"))
            ),
            models.CheckConstraint(
                name="registry_a_merge_names_who_is_kept",
                condition=models.Q(verdict="merged", kept__isnull=False, gone__isnull=False)
                | (
                    ~models.Q(verdict="merged")
                    & models.Q(kept__isnull=True)
                    & models.Q(gone__isnull=True)
                ),
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=models.Q(gone__isnull=False),
                name="registry_leads_to_one_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ~ {self.other_id}"
