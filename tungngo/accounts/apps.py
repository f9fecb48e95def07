from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tungngo.accounts"
    label = "accounts"
