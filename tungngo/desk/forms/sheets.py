"""A sheet of people: chosen as a file, or its rows pasted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: Letters that may be pasted; whoever has more has a file.
MOST_PASTED = 200_000


class SheetForm(forms.Form):
    """A file, or rows with their headings as a sheet's cells are copied."""

    file = forms.FileField(
        label=gettext_lazy("The sheet"),
        required=False,
        help_text=gettext_lazy(
            "XLSX or CSV, 5 MB at most. Nothing is written before you have seen it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste the rows"),
        required=False,
        max_length=MOST_PASTED,
        help_text=gettext_lazy("Copied in Excel or Google Sheets, with the row of headings."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuses when there is neither."""
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("pasted"):
            self.add_error("file", _("Choose a file, or paste the rows below."))
        return given

    def sheet(self, most_bytes: int) -> tuple[str, bytes]:
        """The name and what is in it, cut after `most_bytes` and one more; once the form is valid."""
        if file := self.cleaned_data["file"]:
            return file.name, file.read(most_bytes + 1)
        name = _("pasted rows")
        return f"{name}.csv", self.cleaned_data["pasted"].encode()
