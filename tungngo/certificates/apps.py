from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "tungngo.certificates"
    label = "certificates"
