"""Addresses of the pages about support points, sessions and who is on duty."""

from django.urls import path

from tungngo.desk.views import invitations, points, series, timetable

_AREA = "desk/areas/<str:code>/points/"
_POINT = "desk/point/<str:origin>/<uuid:point_id>/"
_GATHERING = "desk/session/<str:origin>/<uuid:gathering_id>/"
_DUTY = "desk/duty/<str:origin>/<uuid:duty_id>/"

urlpatterns = [
    path(_AREA, points.week, name="points"),
    path(f"{_AREA}new/", points.point_new, name="point_new"),
    path(f"{_AREA}poster/", timetable.area_poster, name="points_poster"),
    path(f"{_AREA}plan/", points.gathering_new, name="gathering_new"),
    path(f"{_AREA}series/", series.series_new, name="series_new"),
    path("desk/series/<str:origin>/<uuid:series_id>/undo/", series.series_undo, name="series_undo"),
    path(_POINT, points.point, name="point"),
    path(f"{_POINT}poster/", timetable.point_poster, name="point_poster"),
    path(f"{_POINT}close/", points.point_close, name="point_close"),
    path(f"{_POINT}reopen/", points.point_reopen, name="point_reopen"),
    path(_GATHERING, points.gathering, name="gathering"),
    path(f"{_GATHERING}change/", points.gathering_edit, name="gathering_edit"),
    path(f"{_GATHERING}publish/", points.gathering_publish, name="gathering_publish"),
    path(f"{_GATHERING}cancel/", points.gathering_cancel, name="gathering_cancel"),
    path(f"{_GATHERING}restore/", points.gathering_restore, name="gathering_restore"),
    path(f"{_GATHERING}invitations/", invitations.invitations, name="gathering_invitations"),
    path(f"{_GATHERING}duty/", points.duty_put, name="duty_put"),
    path(f"{_DUTY}off/", points.duty_off, name="duty_off"),
    path(f"{_DUTY}back/", points.duty_back, name="duty_back"),
]
