from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "tungngo.field"
    label = "field"
