from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tungngo.desk"
    label = "desk"
