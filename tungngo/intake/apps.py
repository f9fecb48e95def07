from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tungngo.intake"
    label = "intake"
