"""What few may read of a visit: armed actors, and children at work. Rules places.14 and places.15.

Two records and not one, because each will move behind its own door: armed actors to risk, children
to protection. Both name their visit and nothing points at them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.privacy import Mark, Privacy
from asili.domain.places.models.visits import Visit

_ARMED = Mark(
    Privacy.CASE,
    "To know under whose constraint a site worked on the day of a visit.",
    "As long as the visit, or until risk takes it over.",
)
_CHILDREN = Mark(
    Privacy.CASE,
    "To know where children were seen at work on the day of a visit.",
    "As long as the visit, or until protection takes it over.",
)


class ArmedSighting(models.Model):
    """Armed actors as a visit recorded them; the day is that of the visit, never later.

    ``actors`` lists each with name, kind, frequency and what it did: true, false or null (not
    recorded). ``words`` keeps what other columns say of armed actors.
    """

    visit = models.OneToOneField(
        Visit, models.CASCADE, related_name="armed_sighting", verbose_name=_("visit")
    )
    observed_on = models.DateField(_("observed on"))
    presence = models.BooleanField(_("presence"), null=True)
    interference = models.BooleanField(_("interference"), null=True)
    actors = models.JSONField(_("armed actors"), default=list)
    words = models.CharField(_("other words about them"), max_length=200, blank=True)
    salt = models.BinaryField(max_length=16, editable=False)

    privacy = {
        "presence": _ARMED,
        "interference": _ARMED,
        "actors": _ARMED,
        "words": _ARMED,
    }

    class Meta:
        verbose_name = _("sighting of armed actors")
        verbose_name_plural = _("sightings of armed actors")
        ordering = ["-observed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.visit_id}, {self.observed_on}"


class ChildSighting(models.Model):
    """Children under fifteen at work as a visit recorded them: seen, looked for and not seen, or
    not recorded; no child is named.

    ``women_work`` is kept here as well, because it speaks of exploitation in free words.
    """

    visit = models.OneToOneField(
        Visit, models.CASCADE, related_name="child_sighting", verbose_name=_("visit")
    )
    observed_on = models.DateField(_("observed on"))
    under_15 = models.BooleanField(_("children under fifteen"), null=True)
    work = models.CharField(_("their work"), max_length=200, blank=True)
    women_work = models.CharField(_("work of women"), max_length=250, blank=True)
    salt = models.BinaryField(max_length=16, editable=False)

    privacy = {"under_15": _CHILDREN, "work": _CHILDREN, "women_work": _CHILDREN}

    class Meta:
        verbose_name = _("sighting of children at work")
        verbose_name_plural = _("sightings of children at work")
        ordering = ["-observed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.visit_id}, {self.observed_on}"
