"""Advice: what the results of quizzes say should be done, and the tasks it became.

**Advice** is worked out by rules (`rules.advising`) whenever somebody looks, and is nowhere kept. When an
officer accepts or turns down a piece of it a **task** is: *open* until what it asks for has happened, then
*done*, or *dismissed*. A visit and a pairing are carried to the phones of the team as a call for help
(room tickets), a lesson to be repeated is a gathering planned anew (room points); a task is closed by what
becomes of these, or by a later attempt that shows the skill is there now.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField
from tungngo.lib.ids import uuid7


class Task(models.Model):
    """A piece of advice that somebody decided on."""

    class Kind(models.TextChoices):
        REPEAT = "repeat", _("repeat the lesson")
        VISIT = "visit", _("visit at home")
        PAIR = "pair", _("pair with a neighbour")

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        DONE = "done", _("done")
        DISMISSED = "dismissed", _("not needed")

    class Why(models.TextChoices):
        VISITED = "visited", _("somebody was met at the door")
        HELD = "held", _("the lesson was held")
        LEARNT = "learnt", _("a later quiz shows it is known now")
        DROPPED = "dropped", _("the team says no visit is needed")
        CANCELLED = "cancelled", _("the session was cancelled")
        TURNED_DOWN = "turned_down", _("turned down at the desk")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    path = PathField()
    kind = models.CharField(max_length=8, choices=Kind)
    #: The gathering that is repeated, or the attempt that was weak: one task for each.
    cause = models.UUIDField()
    #: Codes of the skills it is about.
    skills = models.JSONField(default=list)
    #: Why: skill → [points earned, questions asked], of a class [weak for how many, of how many].
    points = models.JSONField(default=dict)
    quiz_id = models.UUIDField(null=True)
    gathering_id = models.UUIDField(null=True)
    #: Who should learn, and for a pair who would teach them.
    resident_id = models.UUIDField(null=True)
    teacher_id = models.UUIDField(null=True)
    #: What carries it: the call for help, or the gathering planned anew.
    call_id = models.UUIDField(null=True)
    planned_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=12, choices=Why, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "cause"], name="task_once")]
        indexes = [
            models.Index(fields=["path", "state", "decided_at"], name="task_by_path"),
            # By person alone: a task is kept under the origin of its quiz, which may be another.
            models.Index(
                fields=["resident_id"],
                condition=models.Q(resident_id__isnull=False),
                name="task_by_resident",
            ),
            models.Index(
                fields=["teacher_id"],
                condition=models.Q(teacher_id__isnull=False),
                name="task_by_teacher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
