from django.apps import AppConfig


class LookConfig(AppConfig):
    """The one visual language of desk, field and public pages. No models."""

    name = "tungngo.look"
    label = "look"
