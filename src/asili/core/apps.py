from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "asili.core"
    label = "core"
