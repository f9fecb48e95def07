"""How a second process begins: Django first, before anything that needs it is even imported."""

from __future__ import annotations

import os
import signal

import django


def wake() -> None:
    """Set Django up in a fresh process. Ctrl-C is the first process's to hear, which then ends this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
    django.setup()
