"""Forms about evidence, certificates and packs of rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.certificates.models import Certificate
from tungngo.desk.forms.campaigns import DayField


class PaperForm(forms.Form):
    """A paper that was seen: what it is and the day on it."""

    paper = forms.ChoiceField(label=_("What was shown"))
    day = DayField(label=_("Day on the paper"))
    words = forms.CharField(
        label=_("Remark"),
        max_length=160,
        required=False,
        help_text=_("Who issued it, if that matters. No numbers of papers."),
    )

    def __init__(self, *args: Any, papers: Mapping[str, str], **options: Any):
        super().__init__(*args, **options)
        field: Any = self.fields["paper"]
        field.choices = list(papers.items())


class RevokeForm(forms.Form):
    """Why a certificate is revoked."""

    revoked_why = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (one.value, one.label) for one in Certificate.Why if one is not Certificate.Why.ERASED
        ],
        help_text=_("Whoever verifies it reads this."),
    )
    words = forms.CharField(
        label=_("Remark"),
        max_length=200,
        required=False,
        help_text=_("For the office alone."),
    )


class PackForm(forms.Form):
    """A pack of rules."""

    file = forms.FileField(
        label=_("The pack of rules"),
        help_text=_("A TOML file, written after the example below."),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,.txt"}),
    )
