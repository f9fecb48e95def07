from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "tungngo.points"
    label = "points"
