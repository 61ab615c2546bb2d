from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "asili.domain.law"
    label = "law"
