from django.apps import AppConfig


class ForgottenConfig(AppConfig):
    name = "tungngo.forgotten"
    label = "forgotten"
