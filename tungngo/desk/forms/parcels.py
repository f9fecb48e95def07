"""The form that takes parcels of phones as files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MOST_FILES = 50


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; cleans to a list of them."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most 50 files at a time."), code="parcel.too_many")
        return [super(ManyFilesField, self).clean(one, initial) for one in files or [None]]


class ParcelForm(forms.Form):
    """Parcels as phones saved them."""

    file = ManyFilesField(
        label=_("Parcel files"),
        help_text=_(
            "Files ending in .tungngo that phones saved. Several can be chosen, or dropped here."
        ),
        widget=ManyFiles(attrs={"class": "drop"}),
    )
