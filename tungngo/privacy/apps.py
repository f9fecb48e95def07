from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "tungngo.privacy"
    label = "privacy"
