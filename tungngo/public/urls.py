"""Addresses of the public door: no sign-in, no persons."""

from django.urls import path, re_path

from tungngo.public import (
    asking,
    badges,
    certificates,
    coming,
    datalinks,
    duties,
    lessons,
    opendata,
    quizzing,
    timetable,
    views,
)

urlpatterns = [
    path("", views.front, name="front"),
    path("p/<str:code>/", views.published, name="published"),
    path("p/<str:code>/figures.csv", opendata.open_csv, name="open_csv"),
    path("p/<str:code>/figures.json", opendata.open_json, name="open_json"),
    path("p/<str:code>/points/", timetable.of_area, name="points_public"),
    path("p/<str:code>/points.ics", timetable.area_feed, name="points_feed"),
    path("point/<str:origin>/<uuid:point_id>/", timetable.of_point, name="point_public"),
    path(
        "point/<str:origin>/<uuid:point_id>/sessions.ics", timetable.point_feed, name="point_feed"
    ),
    path("duties/<str:token>.ics", duties.own_feed, name="duties_feed"),
    path("data/<str:secret>/figures.csv", datalinks.figures, name="data_figures"),
    path("help/<str:code>/", asking.ask, name="ask_help"),
    re_path(
        r"^help/(?P<code>[0-9A-Za-z.]+)/(?P<number>[0-9]{6})/$", asking.done, name="ask_help_done"
    ),
    path("here/<str:origin>/<uuid:gathering_id>/<str:secret>/", coming.check_in, name="check_in"),
    path("q/<str:origin>/<str:token>/", quizzing.answer, name="quiz_answer"),
    path("q/<str:origin>/<str:token>/<uuid:attempt_id>/", quizzing.done, name="quiz_done"),
    path("c/<str:origin>/<str:token>/", certificates.verify, name="certificate_public"),
    path("c/<str:origin>/<str:token>/badge.jwt", badges.badge, name="certificate_badge"),
    path("badges/issuer/<str:code>", badges.issuer, name="badge_issuer"),
    path("badges/rule/<uuid:rule_id>", badges.achievement, name="badge_achievement"),
    path("badges/keys", badges.keys, name="badge_keys"),
    path("badges/keys/<str:key_id>", badges.key, name="badge_key"),
    path("badges/status/<str:origin>/<int:number>", badges.status_list, name="badge_status"),
    path("lessons/", lessons.of_all, name="lessons_public"),
    path("lessons/media/<str:digest>/", lessons.media, name="lesson_media"),
    path("lessons/<slug:skill>/<str:language>/", lessons.of_one, name="lesson"),
    path("lessons/<slug:skill>/<int:level>/<str:language>/", lessons.of_one, name="lesson_level"),
    path("language/<str:code>/", views.language, name="language"),
    path("robots.txt", views.robots, name="robots"),
]
