"""Addresses of the pages about digital families, villages and markets."""

from django.urls import path

from tungngo.desk.views import digital, markets

_AREA = "desk/areas/<str:code>/models/"
_MARKET = "desk/market/<str:origin>/<uuid:market_id>/"
_SURVEY = "desk/survey/<str:origin>/<uuid:survey_id>/"

urlpatterns = [
    path(_AREA, digital.models, name="digital"),
    path(f"{_AREA}list.xlsx", digital.book, name="digital_book"),
    path(f"{_AREA}criteria/", digital.criteria, name="digital_criteria"),
    path(f"{_AREA}assess/", digital.assess, name="digital_assess"),
    path(f"{_AREA}progress/", digital.progress, name="digital_progress"),
    path(f"{_AREA}markets/new/", markets.market_new, name="market_new"),
    path(_MARKET, markets.market, name="market"),
    path(f"{_MARKET}edit/", markets.market_edit, name="market_edit"),
    path(f"{_MARKET}close/", markets.market_close, name="market_close"),
    path(f"{_MARKET}reopen/", markets.market_reopen, name="market_reopen"),
    path(f"{_MARKET}survey/", markets.survey_new, name="survey_new"),
    path(f"{_SURVEY}withdraw/", markets.survey_withdraw, name="survey_withdraw"),
    path(f"{_SURVEY}restore/", markets.survey_restore, name="survey_restore"),
]
