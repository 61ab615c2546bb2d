"""Accounts, the only thing that signs in, and what they are granted."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.access import Role
from asili.core.identifiers import CodeField, account_code
from asili.core.models.programmes import Programme
from asili.core.privacy import Mark, Privacy


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name."""


class Account(AbstractBaseUser):
    """A sign-in; who it acts for is said by an appointment, what it may do by its grants.

    ``person`` is the code of the human being behind it (a party of the registry): two accounts of
    one person are one pair of eyes.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = CodeField(_("number"), default=account_code)
    username = models.CharField(_("sign-in name"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    person = models.CharField(_("person"), max_length=16, blank=True, default="", db_index=True)
    language = models.CharField(_("language"), max_length=2, default="fr")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    privacy = {
        "username": Mark(Privacy.CONFIDENTIAL, "To sign in.", "While the account is open."),
        "password": Mark(Privacy.CONFIDENTIAL, "To sign in.", "While the account is open."),
        "name": Mark(Privacy.RESTRICTED, "To say who acted.", "As long as the record."),
        "person": Mark(
            Privacy.RESTRICTED, "To require two persons for a decision.", "As long as the record."
        ),
        "last_login": Mark(Privacy.CONFIDENTIAL, "To notice misuse.", "While the account is open."),
    }

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name


class AccountGrant(models.Model):
    """A role of an account in a programme, in one province or ("") in all, from day to day."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="grants", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=20)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    province = models.CharField(_("province"), max_length=6, blank=True, default="")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(
                name="core_grant_ends_after_it_begins",
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
            ),
            models.CheckConstraint(
                name="core_grant_role_is_known",
                condition=models.Q(role__in=[role.value for role in Role]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.role}"
