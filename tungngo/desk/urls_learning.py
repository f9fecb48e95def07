"""Addresses of the pages about what people learnt."""

from django.urls import path

from tungngo.desk.views import lessons, platform, spread

_AREA = "desk/areas/<str:code>/"
_DOOR = "desk/household/<str:origin>/<uuid:household_id>/"
_RESULT = "desk/platform/<str:origin>/<uuid:result_id>/"

urlpatterns = [
    path(f"{_AREA}lessons/", lessons.lessons, name="lessons"),
    path(
        f"{_AREA}lessons/<slug:skill>/<int:level>/<str:language>/",
        lessons.lesson_sheet,
        name="lesson_sheet",
    ),
    path(f"{_AREA}spread/", spread.spread, name="spread"),
    path(f"{_DOOR}met/new/", spread.meeting_new, name="meeting_new"),
    path(
        "desk/encounter/<str:origin>/<uuid:fact_id>/take-back/",
        spread.meeting_undo,
        name="meeting_undo",
    ),
    path(f"{_DOOR}platform/new/", platform.platform_new, name="platform_new"),
    path(f"{_RESULT}undo/", platform.platform_undo, name="platform_undo"),
    path(f"{_RESULT}back/", platform.platform_back, name="platform_back"),
]
