from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "asili.interfaces.exchange"
    label = "exchange_interface"
