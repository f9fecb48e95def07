from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "tungngo.quizzes"
    label = "quizzes"
