from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "tungngo.teams"
    label = "teams"
