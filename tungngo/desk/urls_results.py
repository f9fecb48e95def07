"""Addresses of the pages about what quizzes say: what was gained, what to do, which questions are bad."""

from django.urls import path

from tungngo.desk.views import results

_AREA = "desk/areas/<str:code>/"
_ADVICE = f"{_AREA}advice/<uuid:cause>/"

urlpatterns = [
    path(f"{_AREA}results/", results.results, name="results"),
    path(f"{_AREA}questions/", results.questions, name="questions"),
    path(f"{_AREA}advice/", results.advice, name="advice"),
    path(f"{_ADVICE}accept/", results.advice_accept, name="advice_accept"),
    path(f"{_ADVICE}dismiss/", results.advice_dismiss, name="advice_dismiss"),
    path("desk/task/<str:origin>/<uuid:task_id>/back/", results.task_back, name="task_back"),
]
