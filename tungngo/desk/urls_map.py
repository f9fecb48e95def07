"""Addresses of the maps."""

from django.urls import path

from tungngo.desk.views import map as maps

urlpatterns = [
    path("desk/areas/<str:code>/map/", maps.area_map, name="map"),
    path("desk/areas/<str:code>/map/shapes/", maps.shapes, name="map_shapes"),
]
