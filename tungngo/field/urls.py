"""The phone's addresses: the app itself, the worker behind it, and the wire (docs/wire.md)."""

from django.urls import path

from tungngo.field.views import carry, guides, interface, photos, shell, wire

app_name = "field"
urlpatterns = [
    path("field/push", wire.push, name="push"),
    path("field/world", wire.world, name="world"),
    path("b/", shell.shell, name="badge"),
    path("field/", shell.shell, name="app"),
    path("field/manifest.webmanifest", shell.manifest, name="manifest"),
    path("sw.js", shell.worker, name="worker"),
    path("field/claim", wire.claim, name="claim"),
    path("field/photo", photos.piece, name="photo"),
    path("field/carry", carry.carry, name="carry"),
    path("field/guide", guides.card, name="guide"),
    path("field/guide-media", guides.media, name="guide_media"),
    path("field/openapi.json", interface.openapi, name="openapi"),
]
