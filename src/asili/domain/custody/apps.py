from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "asili.domain.custody"
    label = "custody"
