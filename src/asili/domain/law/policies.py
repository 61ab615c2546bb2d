"""Who may change what Asili knows of the law. Reading is for everybody."""

from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, Permission, deny, permit


def can_load_facts(actor: Actor) -> Permission:
    """The service loads the facts that come with it; nobody else does."""
    if actor.is_system:
        return permit()
    return deny(_("The facts of the law are loaded by the service itself."), rule="law.4")
