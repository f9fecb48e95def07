from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "tungngo.upkeep"
    label = "upkeep"
