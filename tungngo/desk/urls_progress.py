"""Addresses of the progress pages."""

from django.urls import path

from tungngo.desk.views import able, encounters, phones, progress, refused, start, state

urlpatterns = [
    path("desk/areas/<str:code>/", progress.board, name="board"),
    path("desk/areas/<str:code>/start/", start.start, name="start"),
    path("desk/areas/<str:code>/able/", able.able, name="able"),
    path("desk/areas/<str:code>/encounters/", encounters.encounters, name="encounters"),
    path(
        "desk/areas/<str:code>/encounters/file/", encounters.encounters_file, name="encounters_file"
    ),
    path("desk/areas/<str:code>/phones/", phones.phones, name="phones"),
    path("desk/areas/<str:code>/refused/", refused.refused, name="refused"),
    path("desk/areas/<str:code>/refused/<uuid:op_id>/again/", refused.again, name="refused_again"),
    path("desk/areas/<str:code>/refused/<uuid:op_id>/leave/", refused.leave, name="refused_leave"),
    path("desk/areas/<str:code>/refused/<uuid:op_id>/back/", refused.back, name="refused_back"),
    path("desk/state/", state.state, name="state"),
    path("desk/find/", progress.find, name="find_area"),
    path("desk/find/suggestions/", progress.suggest, name="suggest_areas"),
]
