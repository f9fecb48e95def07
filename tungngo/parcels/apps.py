from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "tungngo.parcels"
    label = "parcels"
