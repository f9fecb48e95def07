"""Territory: the tree of areas, and the households and residents on it.

An **area** is the nation, a province, a commune (ward, rural commune, special zone) or a residential
group below it. Its `path` is a string of codes, each closed by a dot (``01.00322.07.``); one string
does permission, synchronisation and roll-up. Areas are renamed, retyped, merged and split by
resolution, so they carry days of validity, past names and successors.

A **household** is a door to knock on; a **resident** is a person to meet behind it. Both belong to a
commune: their key is (`origin`, `id`), where `origin` is the code of the commune that first listed
them and never changes, while `path` says where they lie today. A **suggestion** is what somebody at
the door found otherwise than the list says.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, SortField, belongs_to
from tungngo.lib.ids import uuid7

NATION = "VN"


class Level(models.IntegerChoices):
    NATION = 0, _("nation")
    PROVINCE = 1, _("province")
    COMMUNE = 2, _("commune")
    GROUP = 3, _("residential group")


class Kind(models.TextChoices):
    """What an area is called by law or custom. The labels are the Vietnamese terms themselves."""

    NATION = "nation", "Nước"
    PROVINCE = "tinh", "Tỉnh"
    CITY = "thanh_pho", "Thành phố"
    WARD = "phuong", "Phường"
    RURAL_COMMUNE = "xa", "Xã"
    SPECIAL_ZONE = "dac_khu", "Đặc khu"
    URBAN_GROUP = "to_dan_pho", "Tổ dân phố"
    QUARTER = "khu_pho", "Khu phố"
    VILLAGE = "thon", "Thôn"
    HAMLET = "ban", "Bản"
    AP = "ap", "Ấp"
    BUON = "buon", "Buôn"
    LANG = "lang", "Làng"
    XOM = "xom", "Xóm"
    SOC = "soc", "Sóc"
    KHU = "khu_dan_cu", "Khu dân cư"


class Area(models.Model):
    """A node of the tree. `code` is the official code as text (groups: commune code, dot, own code)."""

    code = models.CharField(primary_key=True, max_length=24)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.PositiveSmallIntegerField(choices=Level)
    path = PathField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    #: Its own name and those above it, as searched (rules.searchable): not indexed, words are sought
    #: anywhere in it.
    folded = models.CharField(max_length=400)
    sort_key = SortField(max_length=360)
    valid_from_on = models.DateField()
    #: The first day on which the area no longer exists; empty while it does.
    valid_to_on = models.DateField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["parent", "sort_key"], name="area_children")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As it is written: "Phường Tương Mai", "Tổ dân phố số 7"; the nation has no type word."""
        if self.kind == Kind.NATION:
            return self.name
        return f"{Kind(self.kind).label} {self.name}"

    @property
    def commune_code(self) -> str:
        """The code of the commune this area is or lies in; empty above communes."""
        parts = self.path.split(".")
        return parts[1] if len(parts) > 2 else ""


class AreaName(models.Model):
    """What an area was called before: a fact recorded then stays countable under both names."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="past_names")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=400)
    #: The first day on which it was called otherwise.
    until_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "until_on"], name="area_name_once")]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label} {self.name}"


class AreaSuccession(models.Model):
    """`predecessor` went, whole or in part, into `successor` on a day."""

    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="precessions")
    happened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class AreaBoundary(models.Model):
    """The boundary of an area as maps draw it, from a file that an operator loaded: simplified for its
    level, on the grid of its level (territory.boundaries.shapes)."""

    area = models.OneToOneField(
        Area, primary_key=True, on_delete=models.PROTECT, related_name="boundary"
    )
    #: An SVG path in units of the grid.
    shape = models.TextField()
    #: Changes whenever the shape does.
    digest = models.CharField(max_length=16)
    x = models.IntegerField()
    y = models.IntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    #: Where a name fits best, and how much room there is for it.
    name_x = models.IntegerField()
    name_y = models.IntegerField()
    name_room = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.area_id


class Source(models.TextChoices):
    POLICE_LIST = "police", _("police list")
    GROUP_HEAD = "group_head", _("head of the residential group")
    AT_THE_DOOR = "door", _("found at the door")
    WARD_LIST = "ward", _("ward list")


class Household(models.Model):
    """A door to knock on. Unknown is a value: the three-state columns say None for it."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    path = PathField()
    code = models.CharField(max_length=40, blank=True, default="")
    head_name = models.CharField(max_length=120, blank=True, default="")
    address = models.CharField(max_length=240, blank=True, default="")
    lane_key = models.CharField(max_length=160, blank=True, default="")
    lane_name = models.CharField(max_length=160, blank=True, default="")
    house = models.CharField(max_length=60, blank=True, default="")
    #: Doors in the order a person walks them: sorts byte by byte within the group.
    walk_key = SortField(max_length=240, blank=True, default="")
    source = models.CharField(max_length=12, choices=Source, default=Source.WARD_LIST)
    language = models.CharField(max_length=35, blank=True, default="")
    smartphone = models.BooleanField(null=True)
    chat_group = models.BooleanField(null=True)
    poor = models.BooleanField(default=False)
    near_poor = models.BooleanField(default=False)
    #: 0 = no priority; the more reasons behind this door, the higher (territory.rules).
    priority = models.PositiveSmallIntegerField(default=0)
    folded = models.CharField(max_length=600, blank=True, default="")
    listed_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    #: Set when the door no longer counts (demolished, doubled, moved away for good).
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=24, blank=True, default="")
    #: Of a double: the household of the same origin that stands for it, itself none (territory.doubled).
    kept_id = models.UUIDField(null=True, editable=False)
    #: Households it was one with for a while: id → until when (territory.doubled.once_one); empty: none.
    once = models.JSONField(null=True, editable=False)
    list_import_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["origin", "kept_id"],
                condition=models.Q(kept_id__isnull=False),
                name="household_double",
            ),
            models.Index(fields=["origin", "path", "walk_key"], name="household_walk"),
            models.Index(fields=["path", "priority"], name="household_by_path"),
            # The most urgent doors of a province or the nation, in the order of their table. SQLite
            # takes a partial index only where the statement says its condition without a parameter.
            models.Index(
                models.F("priority").desc(),
                models.F("path"),
                models.F("walk_key"),
                condition=models.Q(ended_on=None),
                name="household_urgent",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "code"],
                condition=models.Q(ended_on=None) & ~models.Q(code=""),
                name="household_code_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.house} {self.lane_name}".strip() or self.code or str(self.id)


class PastPlace(models.Model):
    """Where a household lay until it was put into another group: work done there before is taken."""

    pk = models.CompositePrimaryKey("origin", "household_id", "path", "until_at")
    origin = OriginField()
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    path = PathField()
    until_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path


class Segment(models.TextChoices):
    """Population segments that targets speak of."""

    OFFICIAL = "official", _("officials and public employees")
    STUDENT = "student", _("pupils and students")
    ADULT = "adult", _("other adults")
    CHILD = "child", _("children below school age")


class Resident(models.Model):
    """A person behind a door. The name is one field, never split by guess; no identity numbers."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    path = PathField()
    full_name = models.CharField(max_length=120)
    sort_key = SortField(max_length=360, blank=True, default="")
    folded = models.CharField(max_length=160, blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True, default="")
    relation = models.CharField(max_length=40, blank=True, default="")
    occupation = models.CharField(max_length=24, blank=True, default="")
    segment = models.CharField(max_length=12, choices=Segment, default=Segment.ADULT)
    #: Codes of priority reasons other than age (disabled, mobility, merit …), sorted.
    reasons = models.JSONField(default=list, blank=True)
    phone = models.CharField(max_length=16, blank=True, default="")
    place_in_household = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=24, blank=True, default="")
    #: Of somebody listed twice: who stands for them (territory.doubled).
    kept_id = models.UUIDField(null=True, editable=False)
    list_import_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["origin", "household_id", "place_in_household"],
                name="resident_of_household",
            ),
            models.Index(fields=["path", "segment"], name="resident_by_segment"),
        ]

    def __str__(self) -> str:
        return self.full_name


class ListImport(models.Model):
    """One sheet on its way into the territory.

    uploaded → read (its columns are guessed) → checking (they are confirmed) → checked → committing
    → committed (→ undone). Refused when it cannot be read.
    """

    class Subject(models.TextChoices):
        HOUSEHOLDS = "households", _("households")
        GROUPS = "groups", _("residential groups")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        READ = "read", _("waiting for its columns")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        COMMITTING = "committing", _("being written")
        COMMITTED = "committed", _("in the list")
        UNDONE = "undone", _("undone")
        REFUSED = "refused", _("cannot be read")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.HOUSEHOLDS)
    #: The area the list is for, usually the commune.
    path = PathField()
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    file_name = models.CharField(max_length=200)
    file = models.CharField(max_length=240, blank=True, default="")
    file_digest = models.CharField(max_length=64, blank=True, default="")
    mapping = models.JSONField(default=dict, blank=True)
    #: Counts, and findings by code; no personal data.
    report = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    uploaded_at = models.DateTimeField()
    #: Since when somebody works on it, so that two do not; empty when nobody does.
    worked_on_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["origin", "uploaded_at"], name="list_import_by_day")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def reference(self) -> str:
        """Its key as one text: the subject of its journal lines, by which jobs find it."""
        return f"{self.origin}:{self.id}"


class ListChange(models.Model):
    """What a row looked like before an import changed it, so that the import can be undone.

    `before` holds only the columns that were changed.
    """

    pk = models.CompositePrimaryKey("origin", "list_import_id", "row_kind", "row_id")
    origin = OriginField()
    list_import_id = models.UUIDField()
    row_kind = models.CharField(max_length=12)
    row_id = models.UUIDField()
    before = models.JSONField()

    def __str__(self) -> str:
        return f"{self.row_kind} {self.row_id}"


class Suggestion(models.Model):
    """That a list and a door differ, as somebody found them. Written onto the list at once when
    nobody else changed that row since the version they saw; otherwise kept beside it for a person.
    What it did to the list stays in `changes`, so that it can be put back."""

    class About(models.TextChoices):
        HOUSEHOLD_FOUND = "household_found", _("household that was not on the list")
        PERSON_FOUND = "person_found", _("person who was not on the list")
        PERSON_LEFT = "person_left", _("person who moved away")
        PERSON_DIED = "person_died", _("person who died")
        HOUSEHOLD_GONE = "household_gone", _("household that is gone")
        DOUBLE = "double", _("household listed twice")
        WRONG = "wrong", _("wrong on the list")

    class State(models.TextChoices):
        OPEN = "open", _("waits for a person")
        APPLIED = "applied", _("on the list by itself")
        SETTLED = "settled", _("agreed")
        DECLINED = "declined", _("turned down")

    class HeldFor(models.TextChoices):
        """Why it was not simply written."""

        CHANGED = "changed", _("Somebody else changed this on the list meanwhile.")
        TWIN = "twin", _("The list may already have it.")
        GONE = "gone", _("It is no longer on the list.")
        NO_TWIN = "no_twin", _("The other household is not known, or no longer on the list.")
        ERASED = "erased", _("It names somebody who was erased at their demand; no name was kept.")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(editable=False)
    #: Where the door lay when it arrived.
    path = PathField()
    about = models.CharField(max_length=16, choices=About)
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    resident_id = models.UUIDField(null=True)
    #: The household or person that this may be another copy of.
    twin_id = models.UUIDField(null=True)
    #: The version of the row that the phone saw, and the one that writing this made.
    seen_version = models.PositiveIntegerField(null=True)
    row_version = models.PositiveIntegerField(null=True)
    said = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True, default="")
    #: {"row": {column: [before, after]}, "people": [ids that were taken off with the door]}.
    changes = models.JSONField(default=dict)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    device_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    held_for = models.CharField(max_length=8, choices=HeldFor, blank=True, default="")
    settled_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    settled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["origin", "household_id"], name="suggestion_of_household"),
            models.Index(fields=["path", "state", "received_at"], name="suggestion_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"


class StaleArea(models.Model):
    """Residential groups whose tallies are older than their facts; the worker's queue of recounts.
    Marked in the transaction that brought the facts. `waiting` counts encounters accepted since the
    last recount, so that a board can say: counted + accepted but not yet counted."""

    pk = models.CompositePrimaryKey("origin", "path")
    origin = OriginField()
    path = PathField()
    since_at = models.DateTimeField()
    #: How often it was marked: a recount takes the mark away only if nobody did meanwhile.
    touched = models.PositiveIntegerField(default=0, db_default=0)
    waiting = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.path


class WalkOrder(models.Model):
    """The order in which a group's lanes and doors are walked, where somebody who walks them corrected
    the one by address. One row a group, whatever the campaign (territory.walk_order lays it over)."""

    pk = models.CompositePrimaryKey("origin", "path")
    #: The commune the group lies in.
    origin = OriginField()
    path = PathField()
    #: Lane keys in order; empty while nobody moved a lane.
    lanes = models.JSONField(default=list)
    #: Lane key → household ids in order, for lanes in which doors were moved.
    doors = models.JSONField(default=dict)
    #: When each of them was last moved, by the corrected clock of the phone (actions.walk_order).
    moved_at = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )

    def __str__(self) -> str:
        return self.path


class ColumnAlias(models.Model):
    """A header wording a person once mapped by hand; the next sheet with it is mapped by itself."""

    subject = models.CharField(max_length=12)
    folded = models.CharField(max_length=160)
    field = models.CharField(max_length=40)
    learnt_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "folded"], name="column_alias_once")
        ]

    def __str__(self) -> str:
        return f"{self.folded} → {self.field}"
