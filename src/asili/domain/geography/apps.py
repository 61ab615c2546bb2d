from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "asili.domain.geography"
    label = "geography"
