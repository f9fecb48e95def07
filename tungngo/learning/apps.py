from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "tungngo.learning"
    label = "learning"
