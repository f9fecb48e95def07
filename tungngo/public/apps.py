from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "tungngo.public"
    label = "public"
