"""The tree of areas: what each is called, was called, follows and looks like on a map; which are to be
counted again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, SortField

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
