"""Addresses of the pages about what phones without a network handed in."""

from django.urls import path

from tungngo.desk.views import parcels

urlpatterns = [
    path("desk/areas/<str:code>/parcels/", parcels.parcels, name="parcels"),
    path("desk/areas/<str:code>/parcels/<uuid:parcel_id>/take/", parcels.take, name="parcel_take"),
    path(
        "desk/areas/<str:code>/parcels/<uuid:parcel_id>/leave/", parcels.leave, name="parcel_leave"
    ),
]
