"""A phone number as somebody typed it: in its international form, or refused with one sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import Refused
from tungngo.teams.rules import phone_e164


def read_number(written: str) -> str:
    """The number in its international form; "" for nothing. Raises Refused `member.phone_unreadable`."""
    try:
        return phone_e164(written)
    except ValueError:
        raise Refused(
            "member.phone_unreadable",
            _("“%(written)s” is not a phone number. Example: 0912 345 678."),
            {"written": written},
            place="phone",
        ) from None


class PhoneField(forms.CharField):
    """A number typed into a form; its value is the international form."""

    def clean(self, value: Any) -> str:
        try:
            return read_number(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
