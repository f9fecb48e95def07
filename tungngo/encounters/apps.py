from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "tungngo.encounters"
    label = "encounters"
