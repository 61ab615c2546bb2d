from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "asili.domain.insight"
    label = "insight"
