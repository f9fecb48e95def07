"""Teams: who works where, and therefore who can reach what.

A **team** belongs to an area; a **member** is an account in a team, as its leader or not, from one of
the forces a campaign draws on (police, youth union, telecom firms …). A **role** gives staff an area:
it reaches everything under it. A **roster** is a sheet of members on its way into the teams of a
commune: kept, checked, committed, perhaps undone; a **staff import** is the same for the
people at desks. A **saved view** is a filter of a table that one of them keeps under a name.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import PathField, SortField
from tungngo.lib.ids import uuid7


class RoleKind(models.TextChoices):
    ADMIN = "admin", _("administrator")
    OFFICER = "officer", _("officer")
    VIEWER = "viewer", _("viewer")


class Role(models.Model):
    """What a staff account may do at an area and everything under it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=RoleKind)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account"], name="role_of_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.area_id}"


class Force(models.TextChoices):
    """Where a member comes from (the forces of the 45-day directive)."""

    GROUP_HEAD = "group_head", _("residential group")
    POLICE = "police", _("police")
    YOUTH_UNION = "youth_union", _("Youth Union")
    WOMEN_UNION = "women_union", _("Women's Union")
    VETERANS = "veterans", _("veterans")
    TELECOM = "telecom", _("telecom firm")
    BANK = "bank", _("bank")
    STUDENT = "student", _("student")
    TEACHER = "teacher", _("teacher")
    OFFICIAL = "official", _("ward official")
    OTHER = "other", _("other")


class SheetImport(models.Model):
    """A sheet of people: kept as it came until it is committed, then only what it changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    #: The area whose teams or desks the sheet lists.
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    path = PathField(db_index=True)
    file_name = models.CharField(max_length=200)
    #: The file itself. Such sheets are small, and this way it lives and dies in the same transactions;
    #: emptied at the commit, because what it holds needs no second home.
    content = models.BinaryField(null=True)
    #: Counts of what the commit did; no personal data.
    counts = models.JSONField(default=dict, blank=True)
    kept_by = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name


class RosterImport(SheetImport):
    """A sheet of the members of a commune's teams."""

    class State(models.TextChoices):
        KEPT = "kept", _("to be checked")
        COMMITTED = "committed", _("in the teams")
        UNDONE = "undone", _("undone")

    state = models.CharField(max_length=12, choices=State, default=State.KEPT)
    #: Column letters by field, where a person chose otherwise than the headers say.
    mapping = models.JSONField(default=dict, blank=True)
    #: [membership id, part, force, languages] as they were before the commit changed them.
    before = models.JSONField(default=list, blank=True)


class StaffImport(SheetImport):
    """A sheet of people for the desks of an area and of those directly below it."""

    class State(models.TextChoices):
        KEPT = "kept", _("to be checked")
        COMMITTED = "committed", _("at the desks")
        UNDONE = "undone", _("undone")

    state = models.CharField(max_length=12, choices=State, default=State.KEPT)
    #: Ids of the accounts and of the roles it made, for the way back.
    accounts = models.JSONField(default=list, blank=True)
    roles = models.JSONField(default=list, blank=True)


class Team(models.Model):
    """A community digital team of an area (usually one residential group)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    #: The area's path, kept beside it: a team's reach is one string comparison.
    path = PathField(db_index=True)
    name = models.CharField(max_length=120)
    sort_key = SortField(max_length=360)
    created_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True)
    #: The sheet that made it, when one did.
    roster_import = models.ForeignKey(
        RosterImport, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"],
                condition=models.Q(dissolved_at=None),
                name="team_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An account's place in a team. Ended, never deleted: the work done in it stays somebody's."""

    class Part(models.TextChoices):
        LEADER = "leader", _("leader")
        MEMBER = "member", _("member")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    part = models.CharField(max_length=8, choices=Part, default=Part.MEMBER)
    force = models.CharField(max_length=12, choices=Force, default=Force.OTHER)
    languages = models.JSONField(default=list, blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    #: The sheet that made it, when one did.
    roster_import = models.ForeignKey(
        RosterImport, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "account"],
                condition=models.Q(until_at=None),
                name="member_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.team_id}"


class SavedView(models.Model):
    """What the table of households is asked for, under a name: words, never rows. Whoever opens it sees
    what they reach themselves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    #: Where it was saved; it shows there and below.
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=60)
    sort_key = SortField(max_length=180)
    #: As the table's address says it (q, group, stand …), without what is not asked for.
    asked = models.JSONField(default=dict)
    #: Whether everybody who sees the area or one below it has it too.
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "area", "name"],
                condition=models.Q(ended_at=None),
                name="view_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
