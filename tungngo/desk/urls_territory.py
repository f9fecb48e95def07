"""Addresses of areas, households and lists."""

from django.urls import path

from tungngo.desk.views import areas, changes, doubles, households, imports, saved_views

_LIST = "desk/list/<str:origin>/<uuid:list_id>/"
_DOOR = "desk/household/<str:origin>/<uuid:household_id>/"
_PERSON = "desk/person/<str:origin>/<uuid:resident_id>/"

urlpatterns = [
    path("desk/areas/<str:code>/groups/", areas.groups, name="groups"),
    path("desk/areas/<str:code>/groups/new/", areas.groups_new, name="groups_new"),
    path("desk/areas/<str:code>/rename/", areas.group_edit, name="group_edit"),
    path("desk/areas/<str:code>/end/", areas.group_end, name="group_end"),
    path("desk/areas/<str:code>/groups/end/", areas.groups_end, name="groups_end"),
    path("desk/areas/<str:code>/groups/reopen/", areas.groups_reopen, name="groups_reopen"),
    path("desk/areas/<str:code>/groups/back/", areas.groups_take_back, name="groups_take_back"),
    path("desk/areas/<str:code>/households/", households.households, name="households"),
    path("desk/areas/<str:code>/households/views/", saved_views.views, name="views"),
    path("desk/areas/<str:code>/households/views/new/", saved_views.save, name="view_save"),
    path("desk/households/views/<uuid:view_id>/", saved_views.change, name="view_change"),
    path("desk/households/views/<uuid:view_id>/end/", saved_views.end, name="view_end"),
    path("desk/households/views/<uuid:view_id>/back/", saved_views.back, name="view_back"),
    path("desk/areas/<str:code>/households/new/", households.household_new, name="household_new"),
    path(_DOOR, households.household, name="household"),
    path(f"{_DOOR}edit/", households.household_edit, name="household_edit"),
    path(f"{_DOOR}end/", households.household_end, name="household_end"),
    path(f"{_DOOR}people/new/", households.resident_new, name="resident_new"),
    path(f"{_PERSON}edit/", households.resident_edit, name="resident_edit"),
    path(f"{_PERSON}end/", households.resident_end, name="resident_end"),
    path("desk/areas/<str:code>/changes/", changes.changes, name="changes"),
    path(
        "desk/areas/<str:code>/changes/new/<str:change_kind>/",
        changes.change_new,
        name="change_new",
    ),
    path(
        "desk/change/<str:origin>/<uuid:change_id>/undo/", changes.change_undo, name="change_undo"
    ),
    path("desk/areas/<str:code>/doubles/", doubles.doubles, name="doubles"),
    path(f"{_DOOR}double/", doubles.household_double, name="household_double"),
    path(f"{_PERSON}double/", doubles.resident_double, name="resident_double"),
    path(
        "desk/doubling/<str:origin>/<uuid:doubling_id>/undo/",
        doubles.doubling_undo,
        name="doubling_undo",
    ),
    path("desk/photo/<str:origin>/<uuid:photo_id>/", households.photo, name="photo"),
    path("desk/areas/<str:code>/lists/", imports.lists, name="lists"),
    path("desk/areas/<str:code>/lists/new/", imports.list_new, name="list_new"),
    path("desk/areas/<str:code>/lists/template/", imports.list_template, name="list_template"),
    path(_LIST, imports.list_page, name="list"),
    path(f"{_LIST}columns/", imports.list_map, name="list_map"),
    path(f"{_LIST}commit/", imports.list_commit, name="list_commit"),
    path(f"{_LIST}undo/", imports.list_undo, name="list_undo"),
    path(f"{_LIST}drop/", imports.list_drop, name="list_drop"),
    path(f"{_LIST}progress/", imports.list_progress, name="list_progress"),
    path(f"{_LIST}file/", imports.list_file, name="list_file"),
]
