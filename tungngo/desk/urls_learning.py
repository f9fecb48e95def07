"""Addresses of the pages about what people learnt."""

from django.urls import path

from tungngo.desk.views import lessons, platform

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
    path(f"{_DOOR}platform/new/", platform.platform_new, name="platform_new"),
    path(f"{_RESULT}undo/", platform.platform_undo, name="platform_undo"),
    path(f"{_RESULT}back/", platform.platform_back, name="platform_back"),
]
