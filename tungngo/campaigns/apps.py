from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "tungngo.campaigns"
    label = "campaigns"
