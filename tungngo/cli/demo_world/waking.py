"""How a second process begins and ends: Django first, and never longer than whoever started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

import django

_PR_SET_PDEATHSIG = 1


def wake() -> None:
    """Set Django up in a fresh process. Ctrl-C is the first process's to hear, which then ends this."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
    django.setup()


def end_with_parent() -> None:
    """Have Linux end this process when the one that started it dies, even by kill -9 (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
