from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "asili.domain.places"
    label = "places"
