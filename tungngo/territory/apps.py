from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "tungngo.territory"
    label = "territory"
