from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "tungngo.reports"
    label = "reports"
