from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "asili.interfaces.web"
    label = "web_interface"
