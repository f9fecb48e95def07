from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "tungngo.advice"
    label = "advice"
