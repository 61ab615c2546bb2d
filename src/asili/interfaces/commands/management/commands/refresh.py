"""./asili refresh: judge the records whose day has come; run once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from asili.core.access import system
from asili.domain.custody.services import judge_due_events


class Command(BaseCommand):
    help = "Judge the records that were dated ahead and whose day has come; run once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        judged = judge_due_events(actor=system("refresh"))
        self.stdout.write(f"records judged: {judged.rejudged}")
