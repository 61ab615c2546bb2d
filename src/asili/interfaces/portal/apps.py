from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "asili.interfaces.portal"
    label = "portal_interface"
