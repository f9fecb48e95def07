"""Addresses of the pages about question banks, quizzes and their answers."""

from django.urls import path

from tungngo.desk.views import banks, quizzes

_AREA = "desk/areas/<str:code>/"
_BANK = f"{_AREA}banks/<uuid:bank_id>/"
_QUIZ = "desk/quiz/<str:origin>/<uuid:quiz_id>/"

urlpatterns = [
    path(f"{_AREA}quizzes/", quizzes.quizzes, name="quizzes"),
    path(f"{_AREA}quizzes/new/", quizzes.quiz_new, name="quiz_new"),
    path(f"{_AREA}banks/new/", banks.bank_new, name="bank_new"),
    path(f"{_AREA}banks/template/", banks.bank_template, name="bank_template"),
    path(_BANK, banks.bank, name="bank"),
    path(f"{_BANK}renew/", banks.bank_renew, name="bank_renew"),
    path(f"{_BANK}questions.gift", banks.bank_gift, name="bank_gift"),
    path(f"{_BANK}questions.xlsx", banks.bank_xlsx, name="bank_xlsx"),
    path(_QUIZ, quizzes.quiz, name="quiz"),
    path(f"{_QUIZ}change/", quizzes.quiz_change, name="quiz_change"),
    path(f"{_QUIZ}print/", quizzes.quiz_print, name="quiz_print"),
    path(f"{_QUIZ}type/", quizzes.quiz_type, name="quiz_type"),
    path(
        "desk/attempt/<str:origin>/<uuid:attempt_id>/count/",
        quizzes.attempt_count,
        name="attempt_count",
    ),
]
