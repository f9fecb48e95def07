"""Forms about reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.reports.actions import LETTERHEAD
from tungngo.reports.models import Export, Letterhead


class LetterheadForm(forms.Form):
    """How an office signs its reports."""

    above = forms.CharField(
        label=_("Body above, if it stands on the letter"), max_length=120, required=False
    )
    body = forms.CharField(label=_("Body that issues the report"), max_length=160)
    symbol = forms.CharField(
        label=_("Symbol after the number"), max_length=40, help_text=_("For example BC-UBND.")
    )
    place = forms.CharField(
        label=_("Place written before the day"),
        max_length=80,
        help_text=_("For example Tương Mai. A person's name or a number in full: Phường Trần Phú."),
    )
    authority = forms.CharField(
        label=_("In whose name it is signed"),
        max_length=120,
        required=False,
        help_text=_(
            "For example TM. Ủy ban nhân dân; for a deputy TM. Ủy ban nhân dân KT. Chủ tịch. May stay"
            " empty."
        ),
    )
    title = forms.CharField(label=_("Office of who signs"), max_length=120)
    signer = forms.CharField(
        label=_("Name of who signs"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    recipients = forms.CharField(
        label=_("Recipients, one a line"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, head: Letterhead) -> None:
        super().__init__(data, initial={name: getattr(head, name) for name in LETTERHEAD})


class ExportForm(forms.Form):
    """A file of everything: what of, and in which form."""

    subject = forms.ChoiceField(
        label=_("What of"),
        choices=Export.Subject.choices,
        initial=Export.Subject.ENCOUNTERS,
        widget=forms.RadioSelect,
    )
    file_kind = forms.ChoiceField(
        label=_("In which form"),
        choices=[
            (Export.Kind.XLSX, _("XLSX, to open in a spreadsheet")),
            (Export.Kind.CSV, _("CSV, for other programs")),
            (Export.Kind.PARQUET, _("Parquet, for data analysis: codes in place of words")),
        ],
        initial=Export.Kind.XLSX,
        widget=forms.RadioSelect,
    )


class LinkForm(forms.Form):
    """A data link: what it is for."""

    link_name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example: dashboard of the ward."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MailForm(forms.Form):
    """An address for the daily brief, and from which hour it goes out."""

    mail_to = forms.EmailField(label=_("E-mail address"), max_length=254)
    hour = forms.TypedChoiceField(
        label=_("From"),
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in range(5, 23)],
        initial=18,
        help_text=_("Before noon it speaks of the day before, from noon on of the day itself."),
    )
