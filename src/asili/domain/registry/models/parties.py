"""Parties: people and organisations of a programme."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, new_code
from asili.core.models import Programme
from asili.core.privacy import Mark, Privacy
from asili.domain.geography.models import AdminUnit

_NAME = Mark(Privacy.RESTRICTED, "To write the name as the person says it.", "While registered.")


def party_code() -> str:
    """Default of Party.code."""
    return new_code("P")


class Party(models.Model):
    """Whoever can hold, own, sell or sign: a person or an organisation of a programme."""

    class Kind(models.TextChoices):
        """What the party is."""

        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    code = CodeField(_("number"), default=party_code)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=160)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    simulated = models.BooleanField(_("simulated"), default=False)

    privacy = {
        "name": Mark(
            Privacy.RESTRICTED,
            "To know who digs, trades and signs; names of organisations are public.",
            "As long as the records of custody that name the party.",
        )
    }

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(name="registry_party_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="registry_party_kind_is_known",
                condition=models.Q(kind__in=["person", "organisation"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """What is recorded of a human being, and no more than work with them needs.

    ``birth_year`` is None where it is not recorded; ``estimated`` says that it is a guess, made on
    the day ``estimated_on``. The parts of the name stand as they were said, blank where the name
    was said as one. ``name_key`` is how the name sounds (`asili.domain.registry.names`). ``home``
    is the unit that the village lies in. ``salt`` hides the row behind its digest in the journal,
    so that it can be erased.
    """

    class Sex(models.TextChoices):
        """As the person says."""

        FEMALE = "f", _("female")
        MALE = "m", _("male")

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="person")
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    family_name = models.CharField(_("family name"), max_length=60, blank=True)
    post_name = models.CharField(_("post-name"), max_length=60, blank=True)
    given_names = models.CharField(_("given names"), max_length=60, blank=True)
    name_key = models.CharField(_("sound of the name"), max_length=160, blank=True, db_index=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    estimated = models.BooleanField(_("year of birth is estimated"), default=False)
    estimated_on = models.DateField(_("age estimated on"), null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True, db_index=True)
    village = models.CharField(_("village or quarter"), max_length=80, blank=True)
    home = models.ForeignKey(
        AdminUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("province, territory or city of the home"),
    )
    salt = models.BinaryField(max_length=16, editable=False)

    privacy = {
        "sex": Mark(
            Privacy.RESTRICTED, "To count women and men apart.", "While registered, then counts."
        ),
        "family_name": _NAME,
        "post_name": _NAME,
        "given_names": _NAME,
        "name_key": Mark(
            Privacy.RESTRICTED, "To find a person, however the name is spelt.", "While registered."
        ),
        "birth_date": Mark(
            Privacy.CONFIDENTIAL, "To keep minors out of the mines.", "While registered."
        ),
        "birth_year": Mark(
            Privacy.CONFIDENTIAL, "To keep minors out of the mines.", "While registered."
        ),
        "estimated": Mark(
            Privacy.CONFIDENTIAL, "To know how sure the year is.", "While registered."
        ),
        "estimated_on": Mark(
            Privacy.CONFIDENTIAL, "To know how sure the year is.", "While registered."
        ),
        "phone": Mark(
            Privacy.CONFIDENTIAL, "To pay and to inform the person.", "While registered."
        ),
        "village": Mark(
            Privacy.CONFIDENTIAL, "To tell people of one name apart.", "While registered."
        ),
        "home": Mark(
            Privacy.RESTRICTED, "To count people where they live.", "While registered, then counts."
        ),
    }

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="registry_birth_year_is_plausible",
                condition=models.Q(birth_year__isnull=True)
                | models.Q(birth_year__gte=1900, birth_year__lte=2100),
            ),
            models.CheckConstraint(
                name="registry_only_a_recorded_year_is_estimated",
                condition=models.Q(estimated=False) | models.Q(birth_year__isnull=False),
            ),
            models.CheckConstraint(
                name="registry_only_an_estimate_has_its_day",
                condition=models.Q(estimated_on__isnull=True) | models.Q(estimated=True),
            ),
            models.CheckConstraint(
                name="registry_sex_is_recorded_or_blank",
                condition=models.Q(sex__in=["", "f", "m"]),
            ),
        ]

    def __str__(self) -> str:
        return self.party.name


class Organisation(models.Model):
    """A cooperative, firm, authority or body, and for whom it speaks."""

    class Kind(models.TextChoices):
        """What the organisation does."""

        COOPERATIVE = "cooperative", _("mining cooperative")
        COMPANY = "company", _("mining company")
        TRADER = "trader", _("trader")
        PROCESSOR = "processor", _("processor")
        EXPORTER = "exporter", _("exporter")
        AUTHORITY = "authority", _("authority")
        SERVICE = "service", _("public service")
        DONOR = "donor", _("donor")
        NGO = "ngo", _("non-governmental organisation")
        COMMITTEE = "committee", _("committee")
        MEDIA = "media", _("media")

    class Constituency(models.TextChoices):
        """For whom the organisation speaks."""

        GOVERNMENT = "government", _("government")
        LSM = "lsm", _("large mines")
        ASM = "asm", _("artisanal and small mines")
        DONOR = "donor", _("donors")
        CIVIL_SOCIETY = "civil_society", _("civil society")

    party = models.OneToOneField(
        Party, models.PROTECT, primary_key=True, related_name="organisation"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    constituency = models.CharField(
        _("speaks for"), max_length=14, choices=Constituency.choices, blank=True
    )
    province = models.CharField(_("province"), max_length=6, blank=True)
    founded = models.DateField(_("founded"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [models.Index(fields=["kind"], name="registry_organisation_kind")]

    def __str__(self) -> str:
        return self.party.name
