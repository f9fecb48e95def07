"""Which door opens on which address. The only place that knows all three."""

from django.urls import include, path

urlpatterns: list = []
