"""Addresses of the public door: no sign-in, no persons."""

from django.urls import path

from tungngo.public import views

urlpatterns = [
    path("", views.front, name="front"),
    path("p/<str:code>/", views.published, name="published"),
]
