"""./asili refresh: judge the records whose day has come, erase old raw rows; run once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from asili.core.access import system
from asili.core.imports.erasing import erase_imports
from asili.domain.custody.services import judge_due_events


class Command(BaseCommand):
    help = (
        "Judge the records that were dated ahead and whose day has come, and erase the raw rows "
        "of old imports; run once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system("refresh")
        judged = judge_due_events(actor=actor)
        self.stdout.write(f"records judged: {judged.rejudged}")
        erased = erase_imports(actor=actor)
        self.stdout.write(f"imports whose raw rows were erased: {len(erased)}")
