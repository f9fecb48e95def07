from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tungngo.tickets"
    label = "tickets"
