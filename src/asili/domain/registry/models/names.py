"""The index of names: plain rows with plain indexes, alike on every database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from asili.core.privacy import Mark, Privacy
from asili.domain.registry.models.parties import Party

_FOUND = Mark(
    Privacy.RESTRICTED,
    "To find a party, however the name is spelt.",
    "As long as the name of the party.",
)


class NameWord(models.Model):
    """A word that stands in a name, folded, and the key of its sound."""

    text = models.CharField(_("word"), max_length=80, unique=True)
    key = models.CharField(_("sound"), max_length=80)

    class Meta:
        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")

    def __str__(self) -> str:
        return self.text


class NameNear(models.Model):
    """A key with one letter left out, or whole: two keys that share a row differ by a slip."""

    near = models.CharField(_("key with a letter left out"), max_length=80)
    key = models.CharField(_("sound"), max_length=80)

    class Meta:
        verbose_name = _("neighbour of a key")
        verbose_name_plural = _("neighbours of keys")
        constraints = [
            models.UniqueConstraint(fields=["near", "key"], name="registry_near_once"),
        ]

    def __str__(self) -> str:
        return f"{self.near}: {self.key}"


class NameKey(models.Model):
    """A party under the key of each word of its name, and of each two words."""

    key = models.CharField(_("key"), max_length=160)
    party = models.ForeignKey(
        Party, models.CASCADE, related_name="name_keys", verbose_name=_("party")
    )

    privacy = {"key": _FOUND}

    class Meta:
        verbose_name = _("key of a name")
        verbose_name_plural = _("keys of names")
        constraints = [
            models.UniqueConstraint(fields=["key", "party"], name="registry_name_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.party_id}"
