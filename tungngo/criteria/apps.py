from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "tungngo.criteria"
    label = "criteria"
