from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "tungngo.progress"
    label = "progress"
