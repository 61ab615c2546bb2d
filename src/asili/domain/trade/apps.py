from django.apps import AppConfig


class TradeConfig(AppConfig):
    name = "asili.domain.trade"
    label = "trade"
