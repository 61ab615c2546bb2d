from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "asili.domain.credentials"
    label = "credentials"
