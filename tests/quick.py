"""The settings of servers and commands that tests start: as they are used, but that a password costs next to
nothing to hash (a third of a second each time otherwise, to make an account and to sign in)."""

from __future__ import annotations

from django.conf.global_settings import PASSWORD_HASHERS as USUAL

from tungngo.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *USUAL]
