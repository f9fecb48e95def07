from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "tungngo.watching"
    label = "watching"
