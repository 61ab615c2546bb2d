from django.apps import AppConfig
from django.core import checks

from asili.core.privacy import check_marks
from asili.core.seals import check_seals


class CoreConfig(AppConfig):
    """Registers what the core checks of every app."""

    name = "asili.core"
    label = "core"

    def ready(self) -> None:
        """Register the system checks of the house."""
        checks.register(check_marks, checks.Tags.models)
        checks.register(check_seals, checks.Tags.models)
