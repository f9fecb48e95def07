"""The form about a record that was not taken."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.desk.forms.campaigns import DayField
from tungngo.lib import clock


class RightTimeForm(forms.Form):
    """When it really happened, where the phone's clock was wrong."""

    day = DayField(label=_("Right day"))
    time = forms.TimeField(label=_("Right time"), widget=forms.TimeInput(attrs={"type": "time"}))

    def moment(self) -> datetime:
        """What a valid form says."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return datetime.combine(day, time, tzinfo=clock.VIETNAM)
