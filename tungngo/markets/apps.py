from django.apps import AppConfig


class MarketsConfig(AppConfig):
    name = "tungngo.markets"
    label = "markets"
