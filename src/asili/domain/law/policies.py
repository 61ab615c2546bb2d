"""Who may change what Asili knows of the law. Reading is for everybody."""

from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, Role, deny, permit


def can_load_facts(actor: Actor) -> Permission:
    """The service loads the facts that come with it; nobody else does."""
    if actor.is_system:
        return permit()
    return deny(_("The facts of the law are loaded by the service itself."), rule="law.4")


def can_verify_value(actor: Actor) -> Permission:
    """Authorities say that a value is what its instrument sets; `core.approval` asks for two."""
    if actor.has(Role.AUTHORITY):
        return permit()
    return deny(_("Values of the law are verified by two persons of an authority."), rule="law.5")
