"""Access tokens: what a program shows instead of a password."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.models.accounts import Account


class AccessToken(models.Model):
    """A secret by which a program reads with the rights of an account, until a day.

    ``digest`` is the SHA-256 of the secret, which is shown once and kept nowhere; ``beginning`` are
    its first symbols, by which people tell their tokens apart. ``last_used_on`` is a day only, so
    that reading writes at most once a day.
    """

    class Scope(models.TextChoices):
        """What the token opens."""

        FEATURES = "features", _("read layers of the map")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="tokens", verbose_name=_("account")
    )
    label = models.CharField(_("what it is for"), max_length=80)
    scope = models.CharField(_("opens"), max_length=12, choices=Scope.choices)
    digest = models.CharField(_("digest of the secret"), max_length=64, unique=True)
    beginning = models.CharField(_("beginning of the secret"), max_length=8)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_on = models.DateField(_("expires on"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.label
