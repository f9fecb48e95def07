"""Forms about residential groups."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.territory.group_lists import GROUP_KINDS
from tungngo.territory.models import Kind

KINDS = [(kind.value, kind.label) for kind in Kind if kind.value in GROUP_KINDS]


class GroupForm(forms.Form):
    """One residential group."""

    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS)
    name = forms.CharField(
        label=_("Number or name"),
        max_length=80,
        help_text=_("For example 7, or Nà Khoang."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class GroupLinesForm(forms.Form):
    """Many groups at once: a sheet, or one name a line."""

    kind = forms.ChoiceField(
        label=_("What they are, where the name does not say it"), choices=KINDS
    )
    lines = forms.CharField(
        label=_("One group a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "For example Tổ dân phố số 7, or 7 alone, or 1-74 for all of them. A code of the ward's own may"
            " follow a comma."
        ),
    )
    file = forms.FileField(
        label=_("Or the sheet the ward has"),
        required=False,
        help_text=_("XLSX or CSV with a column of names. Heads of groups are not read."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt,.tsv"}),
    )
