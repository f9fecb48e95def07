"""How a second process begins: Django first, before anything that needs it is even imported."""

from __future__ import annotations

import os

import django


def wake() -> None:
    """Set Django up in a fresh process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
    django.setup()
