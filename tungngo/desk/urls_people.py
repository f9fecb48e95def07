"""Addresses of the pages about staff."""

from django.urls import path

from tungngo.desk.views import people

urlpatterns = [
    path("desk/areas/<str:code>/staff/", people.staff_list, name="staff"),
    path("desk/areas/<str:code>/staff/new/", people.invite, name="staff_new"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/", people.person, name="person"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/role/", people.role_give, name="role_give"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/link/", people.link, name="person_link"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/close/", people.close, name="person_close"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/open/", people.open_, name="person_open"),
    path("desk/areas/<str:code>/roles/<uuid:role_id>/end/", people.role_end, name="role_end"),
    path("desk/areas/<str:code>/roles/<uuid:role_id>/back/", people.role_back, name="role_back"),
]
