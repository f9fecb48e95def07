"""Forms about question banks and quizzes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.campaigns.models import Skill
from tungngo.desk.forms.campaigns import DayField
from tungngo.desk.forms.sheets import SheetForm
from tungngo.desk.indicators import skill_name
from tungngo.lib import clock
from tungngo.points.models import Gathering
from tungngo.points.rules import moment_of
from tungngo.quizzes.actions import QuizPlan, Sitting
from tungngo.quizzes.models import Bank, Quiz
from tungngo.quizzes.rules.questions import Question
from tungngo.teams.models import Membership

#: Orders a quiz may be printed in.
MOST_VARIANTS = 8


class BankFileForm(SheetForm):
    """A file of questions, or its text."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["file"].label = _("The file of questions")
        fields["file"].help_text = _(
            "GIFT from Moodle, XLSX or CSV, 2 MB at most. Nothing is written before you have seen it."
        )
        fields["file"].widget.attrs["accept"] = ".gift,.txt,.xlsx,.csv"
        fields["pasted"].label = _("Or paste the questions")
        fields["pasted"].help_text = _(
            "As GIFT, or as rows copied from a sheet with their headings."
        )


class BankForm(BankFileForm):
    """A new bank: its name, its language, and the file."""

    name = forms.CharField(label=_("Name of the bank"), max_length=120)
    language = forms.CharField(
        label=_("Language"),
        max_length=35,
        initial="vi",
        help_text=_("A language tag: vi, en, blt-Tavt, hmn-Latn-VN."),
    )

    field_order = ("name", "language", "file", "pasted")


class SittingForm(forms.Form):
    """At which session a quiz is done, before it or after it, and who taught there."""

    gathering = forms.ChoiceField(
        label=_("Session"),
        required=False,
        help_text=_("What people gained is shown for each session and each trainer."),
    )
    purpose = forms.ChoiceField(
        label=_("When it is done"),
        choices=Quiz.Purpose.choices,
        initial=Quiz.Purpose.OTHER,
        widget=forms.RadioSelect,
    )
    trainer = forms.ChoiceField(
        label=_("Trainer"),
        required=False,
        help_text=_("Left empty: who is on duty as trainer at the session."),
    )

    def __init__(
        self,
        *args: Any,
        gatherings: Iterable[Gathering],
        staff: Sequence[tuple[str, Sequence[Membership]]],
        trainer: Account | None = None,
        **options: Any,
    ):
        super().__init__(*args, **options)
        fields: Any = self.fields
        self.gatherings = {str(one.id): one for one in gatherings}
        self.trainers = {
            str(one.account_id): one.account for _team, members in staff for one in members
        }
        fields["gathering"].choices = [("", _("none"))] + [
            (id_, gathering_words(one)) for id_, one in self.gatherings.items()
        ]
        choices: list[Any] = [("", _("as the session says"))]
        if trainer is not None and str(trainer.id) not in self.trainers:  # left the team since
            self.trainers[str(trainer.id)] = trainer
            choices.append((str(trainer.id), trainer.full_name))
        fields["trainer"].choices = choices + [
            (team, [(str(one.account_id), one.account.full_name) for one in members])
            for team, members in staff
        ]
        if not self.gatherings:
            del fields["gathering"]
        if not self.trainers:
            del fields["trainer"]

    @property
    def sitting(self) -> Sitting:
        """What was chosen, once the form is valid."""
        at = self.gatherings.get(self.cleaned_data.get("gathering") or "")
        return Sitting(
            purpose=self.cleaned_data["purpose"],
            gathering_id=at.id if at else None,
            trainer=self.trainers.get(self.cleaned_data.get("trainer") or ""),
        )


def gathering_words(one: Gathering) -> str:
    """A session as a list to choose from names it: "15/11 08:00 · Lớp VNeID · Nhà văn hóa tổ 7"."""
    at = one.starts_at.astimezone(clock.VIETNAM)
    return f"{at:%d/%m %H:%M} · {one.title} · {one.point.name}"


class QuizForm(SittingForm):
    """A quiz: from which bank, when it closes, how it is printed."""

    bank = forms.ChoiceField(label=_("Question bank"))
    title = forms.CharField(label=_("Name of the quiz"), max_length=120)
    before = forms.ChoiceField(
        label=_("Compared with"),
        required=False,
        help_text=_(
            "The quiz the same people did before the session; left empty, the one of the same session."
        ),
    )
    skills = forms.MultipleChoiceField(
        label=_("Only questions about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: all questions of the bank."),
    )
    closes_on = DayField(label=_("Closes on"))
    closes = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=240,
        required=False,
        help_text=_("Stands on the paper; nobody is cut off."),
    )
    variants = forms.IntegerField(
        label=_("Different orders"),
        min_value=0,
        max_value=MOST_VARIANTS,
        initial=2,
        help_text=_("So that neighbours do not have the same paper. 0: in the order of the bank."),
    )

    field_order = ("bank", "title", "gathering", "purpose", "trainer", "before", "skills")

    def __init__(
        self,
        *args: Any,
        banks: Iterable[Bank],
        earlier: Iterable[Quiz],
        skills: Sequence[Skill],
        **options: Any,
    ):
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["bank"].choices = [
            (str(bank.id), f"{bank.name} · {bank.language}") for bank in banks
        ]
        fields["before"].choices = [("", _("the one before the same session"))] + [
            (str(one.id), one.title) for one in earlier if one.purpose == Quiz.Purpose.BEFORE
        ]
        fields["skills"].choices = [(skill.code, skill_name(skill)) for skill in skills]
        if len(fields["before"].choices) == 1:
            del fields["before"]
        if not skills:
            del fields["skills"]

    def plan(self, questions: Sequence[Question], before: Quiz | None) -> QuizPlan:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        wanted = set(given.get("skills") or ())
        keys = [one.key for one in questions if one.skill in wanted] if wanted else ()
        sitting = self.sitting
        at = self.gatherings.get(str(sitting.gathering_id))
        return QuizPlan(
            title=given["title"],
            closes_at=closing(given),
            purpose=sitting.purpose,
            gathering_id=sitting.gathering_id,
            trainer=sitting.trainer,
            keys=keys or ([""] if wanted else ()),
            variants=given["variants"],
            minutes=given["minutes"],
            before_id=before.id if before else None,
            origin=at.origin if at else "",
        )


class QuizChangeForm(SittingForm):
    """Another title or end, or where it belongs."""

    title = forms.CharField(label=_("Name of the quiz"), max_length=120)
    closes_on = DayField(label=_("Closes on"))
    closes = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}))

    field_order = ("title", "gathering", "purpose", "trainer", "closes_on", "closes")


def closing(given: Any) -> datetime:
    """The moment a valid form says."""
    return moment_of(given["closes_on"], given["closes"])


def closing_fields(at: datetime) -> dict[str, Any]:
    """A moment as the two fields of a form."""
    there = at.astimezone(clock.VIETNAM)
    return {"closes_on": there.date(), "closes": there.strftime("%H:%M")}
