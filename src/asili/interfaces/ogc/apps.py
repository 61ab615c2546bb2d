from django.apps import AppConfig


class OgcConfig(AppConfig):
    name = "asili.interfaces.ogc"
    label = "ogc_interface"
