from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "asili.interfaces.field"
    label = "field_interface"
