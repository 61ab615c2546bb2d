"""Parties: people and organisations, who belongs to which, and who acts for whom in Asili."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.identifiers import CodeField, new_code
from asili.core.models import Account, Programme
from asili.core.periods import ends_after_it_begins
from asili.core.privacy import Mark, Privacy


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

    ``birth_year`` is None where it is not recorded; ``estimated`` says that it is a guess.
    ``salt`` hides the row behind its digest in the journal, so that it can be erased.
    """

    class Sex(models.TextChoices):
        """As the person says."""

        FEMALE = "f", _("female")
        MALE = "m", _("male")

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="person")
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    estimated = models.BooleanField(_("year of birth is estimated"), default=False)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    salt = models.BinaryField(max_length=16, editable=False)

    privacy = {
        "sex": Mark(
            Privacy.RESTRICTED, "To count women and men apart.", "While registered, then counts."
        ),
        "birth_year": Mark(
            Privacy.CONFIDENTIAL, "To keep minors out of the mines.", "While registered."
        ),
        "estimated": Mark(
            Privacy.CONFIDENTIAL, "To know how sure the year is.", "While registered."
        ),
        "phone": Mark(
            Privacy.CONFIDENTIAL, "To pay and to inform the person.", "While registered."
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


class Membership(models.Model):
    """A person in an organisation, in a role as recorded, from day to day."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=40)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    privacy = {
        "person": Mark(
            Privacy.RESTRICTED,
            "To know for which cooperative a person digs.",
            "As long as the records of custody of the cooperative.",
        )
    }

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["since", "pk"]
        constraints = [
            ends_after_it_begins("registry_membership_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "since"],
                name="registry_membership_begins_once",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(until__isnull=True),
                name="registry_membership_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.organisation_id} ({self.role})"


class Appointment(models.Model):
    """An account acts for a party under a title, from day to day."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="appointments", verbose_name=_("account")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="appointments", verbose_name=_("party")
    )
    title = models.CharField(_("title"), max_length=80)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["since", "pk"]
        constraints = [
            ends_after_it_begins("registry_appointment_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["account", "party"],
                condition=models.Q(until__isnull=True),
                name="registry_appointment_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.party_id} ({self.title})"
