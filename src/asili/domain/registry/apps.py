from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "asili.domain.registry"
    label = "registry"
