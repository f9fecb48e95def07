"""Forms on the way of a household list into the tree, and the words for what a column can mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.territory.listing.words import Field, LeftOut
from tungngo.territory.models import Source

FIELD_WORDS: dict[str, Any] = {
    Field.FULL_NAME: _("Full name of each person"),
    Field.HEAD_NAME: _("Full name of the head of household"),
    Field.MEMBER_NAME: _("Full name of a further person"),
    Field.RELATION: _("Relation to the head"),
    Field.BIRTH: _("Birth: day or year"),
    Field.BIRTH_MALE: _("Birth, men"),
    Field.BIRTH_FEMALE: _("Birth, women"),
    Field.BIRTH_DAY: _("Day of birth"),
    Field.BIRTH_MONTH: _("Month of birth"),
    Field.BIRTH_YEAR: _("Year of birth"),
    Field.SEX: _("Sex"),
    Field.SEX_MALE: _("Male (tick)"),
    Field.SEX_FEMALE: _("Female (tick)"),
    Field.PHONE: _("Phone"),
    Field.OCCUPATION: _("Occupation"),
    Field.ADDRESS: _("Address"),
    Field.HOUSE_NUMBER: _("House number"),
    Field.ALLEY: _("Alley (ngõ, ngách, hẻm)"),
    Field.STREET: _("Street"),
    Field.GROUP: _("Residential group"),
    Field.HOUSEHOLD_CODE: _("Household code"),
    Field.HOUSEHOLD_NO: _("Number of the household in the list"),
    Field.POOR: _("Poor household"),
    Field.NEAR_POOR: _("Near-poor household"),
    Field.HOUSEHOLD_CLASS: _("Class of the household (poor, near-poor)"),
    Field.DISABLED: _("Disabled"),
    Field.MOBILITY: _("Difficulty moving"),
    Field.MERIT: _("Person of merit"),
    Field.LIVING_ALONE: _("Lives alone"),
    Field.PRIORITY: _("Priority reason"),
    Field.LANGUAGE: _("Language"),
    Field.SMARTPHONE: _("Has a smartphone"),
    Field.CHAT_GROUP: _("Is in the chat group"),
    Field.NOTE: _("Note (read for reasons, not kept)"),
    Field.ORDER: _("Row number"),
    Field.IGNORED: _("Of no use here"),
}
LEFT_OUT_WORDS: dict[str, Any] = {
    LeftOut.IDENTITY: _(
        "Identity numbers are not needed to visit a household, so they are not kept."
    ),
    LeftOut.ETHNICITY: _("Ethnicity is sensitive by law and not needed here, so it is not kept."),
    LeftOut.RELIGION: _("Religion is sensitive by law and not needed here, so it is not kept."),
    LeftOut.PHOTO: _("Pictures of people and papers are not kept."),
}


class UploadForm(forms.Form):
    """A household list as a file."""

    file = forms.FileField(
        label=_("The list"),
        help_text=_(
            "XLSX or CSV, at most 50 MB. Titles, merged cells and totals may stay as they are."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt,.tsv"}),
    )


class ReadingForm(forms.Form):
    """How a list is read, besides its columns."""

    source = forms.ChoiceField(label=_("Where the list comes from"), choices=Source.choices)
    make_groups = forms.BooleanField(
        label=_("Add the residential groups that the list names and that are missing here"),
        required=False,
    )
