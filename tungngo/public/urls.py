"""Addresses of the public door: no sign-in, no persons."""

from django.urls import path

from tungngo.public import views

urlpatterns = [
    path("", views.front, name="front"),
    path("p/<str:code>/", views.published, name="published"),
    path("language/<str:code>/", views.language, name="language"),
    path("robots.txt", views.robots, name="robots"),
]
