"""Writes about areas: the shipped table of units, and the residential groups of a commune."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, rows
from tungngo.lib.problems import Refused
from tungngo.territory import rules, units_source
from tungngo.territory.group_lists import GroupDraft, clean_group
from tungngo.territory.models import NATION, Area, Household, Kind, Level
from tungngo.territory.naming import ancestors, past_name, set_words

SHIPPED_SINCE = date(2025, 7, 1)
"""The day from which the shipped table holds (Resolution 202/2025/QH15 and those of the provinces)."""
COLUMNS = (
    "code",
    "parent_id",
    "level",
    "path",
    "kind",
    "name",
    "folded",
    "sort_key",
    "valid_from_on",
    "latitude",
    "longitude",
)


@transaction.atomic
def install_units(*, actor: Account | None) -> int:
    """Put the nation, its provinces and communes in place from the table this product ships.

    How many areas were new. What is already there stays as it is, so that a second call changes
    nothing and a newer list once loaded is not undone.
    """
    nation = Area(code=NATION, path="", level=Level.NATION, kind=Kind.NATION, name="Việt Nam")
    by_code = {NATION: nation}
    with units_source.TABLE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            parent = by_code[line["parent"]]
            by_code[line["code"]] = Area(
                code=line["code"],
                parent_id=parent.code,
                level=parent.level + 1,
                path=f"{parent.path}{line['code']}.",
                kind=line["kind"],
                name=line["name"],
                latitude=float(line["latitude"]),
                longitude=float(line["longitude"]),
            )
    for area in by_code.values():
        area.valid_from_on = SHIPPED_SINCE
        set_words(area, [by_code[str(area.parent_id)]] if area.parent_id else [])
    new = rows.insert(
        Area,
        COLUMNS,
        [[getattr(area, column) for column in COLUMNS] for area in by_code.values()],
        conflict=("code",),
        returning=("code",),
    )
    if new:
        journal.write(actor=actor, verb="units.installed", subject=NATION, count=len(new))
    return len(new)


# ---------------------------------------------------------------------------- residential groups


@transaction.atomic
def add_group(*, actor: Account | None, commune: Area, kind: str, name: str) -> Area:
    """A new residential group of a commune. Raises Refused like `clean_group`, `group.name_taken`,
    `group.not_in_commune`."""
    return add_groups(actor=actor, commune=commune, drafts=[clean_group(kind, name)])[0]


@transaction.atomic
def add_groups(*, actor: Account | None, commune: Area, drafts: Sequence[GroupDraft]) -> list[Area]:
    """New residential groups of a commune, all or none, in one journal line.

    Raises Refused `group.not_in_commune` and `group.name_taken` (also when one name comes twice).
    """
    if commune.level != Level.COMMUNE or commune.valid_to_on is not None:
        raise Refused(
            "group.not_in_commune", _("Residential groups belong to a ward or commune of today.")
        )
    # Two people adding groups to one commune wait for each other here: codes are made once.
    Area.objects.select_for_update().get(pk=commune.pk)
    there = Area.objects.filter(parent=commune)
    taken = {area.code.partition(".")[2] for area in there}
    names = {(area.kind, rules.group_key(area.name)) for area in there if not area.valid_to_on}
    above = [*ancestors(commune), commune]
    added = []
    for draft in drafts:
        key = (draft.kind, rules.group_key(draft.name))
        if key in names:
            raise _name_taken(f"{Kind(draft.kind).label} {draft.name}")
        names.add(key)
        own = draft.code if draft.code and draft.code not in taken else ""
        own = own or rules.group_code(draft.name, taken)
        taken.add(own)
        group = Area(
            code=f"{commune.code}.{own}",
            parent=commune,
            level=Level.GROUP,
            path=f"{commune.path}{own}.",
            kind=draft.kind,
            name=draft.name,
            valid_from_on=clock.today(),
        )
        set_words(group, above)
        added.append(group)
    Area.objects.bulk_create(added, batch_size=500)
    if added:
        journal.write(
            actor=actor,
            verb="group.added",
            subject=added[0].code if len(added) == 1 else commune.code,
            path=commune.path,
            count=len(added),
        )
    return added


@transaction.atomic
def rename_group(*, actor: Account | None, group: Area, kind: str, name: str) -> None:
    """Give a group another kind or name; the old one is kept, so that old lists still find it.

    Raises Refused like `add_group`, and `group.ended`.
    """
    _refuse_ended(group)
    draft = clean_group(kind, name)
    if (draft.kind, draft.name) == (group.kind, group.name):
        return
    others = Area.objects.filter(parent=group.parent, valid_to_on=None).exclude(pk=group.pk)
    key = (draft.kind, rules.group_key(draft.name))
    if any((area.kind, rules.group_key(area.name)) == key for area in others):
        raise _name_taken(f"{Kind(draft.kind).label} {draft.name}")
    _keep_name(group)
    group.kind, group.name = draft.kind, draft.name
    set_words(group, ancestors(group))
    group.save(update_fields=["kind", "name", "folded", "sort_key"])
    journal.write(actor=actor, verb="group.renamed", subject=group.code, path=group.path)


@transaction.atomic
def end_group(*, actor: Account | None, group: Area) -> None:
    """A group that no longer exists from today on. What was recorded in it stays countable.

    Raises Refused `group.ended`, and `group.has_households` while doors still stand in it.
    """
    _refuse_ended(group)
    # By place alone: where communes were merged its doors keep their origins.
    doors = Household.objects.filter(path=group.path, ended_on=None).count()
    if doors:
        raise Refused(
            "group.has_households",
            _("%(count)s households are still listed in this group. Move them to another first."),
            {"count": doors},
        )
    group.valid_to_on = clock.today()
    group.save(update_fields=["valid_to_on"])
    journal.write(actor=actor, verb="group.ended", subject=group.code, path=group.path)


@transaction.atomic
def end_groups(*, actor: Account | None, groups: Sequence[Area]) -> None:
    """Groups that no longer exist from today on, all or none. Raises Refused as `end_group`, naming it."""
    for group in groups:
        try:
            end_group(actor=actor, group=group)
        except Refused as refused:
            raise Refused(
                refused.code, "%(name)s: %(why)s", {"name": group.full_name, "why": str(refused)}
            ) from refused


@transaction.atomic
def reopen_groups(*, actor: Account | None, commune: Area, groups: Sequence[Area]) -> int:
    """Undo `end_groups`: groups of a commune that ended today are there again; how many. Raises Refused
    `group.name_taken` when another is called so meanwhile."""
    Area.objects.select_for_update().get(pk=commune.pk)
    there = Area.objects.filter(parent=commune, valid_to_on=None)
    names = {(area.kind, rules.group_key(area.name)) for area in there}
    back = [one for one in groups if one.parent_id == commune.pk]
    back = [one for one in back if one.valid_to_on == clock.today()]
    for group in back:
        if (group.kind, rules.group_key(group.name)) in names:
            raise _name_taken(group.full_name)
    Area.objects.filter(pk__in=[group.pk for group in back]).update(valid_to_on=None)
    if back:
        journal.write(
            actor=actor,
            verb="group.reopened",
            subject=commune.code,
            path=commune.path,
            count=len(back),
        )
    return len(back)


@transaction.atomic
def take_groups_back(*, actor: Account | None, commune: Area, groups: Sequence[Area]) -> int:
    """Undo `add_groups`: groups of a commune go as if they had never been, all or none, so that their names
    and codes are free again; how many. Raises Refused `group.in_use` with the names of those in which
    households are or were listed, or which have a team, a role, milestones or a former name."""
    Area.objects.select_for_update().get(pk=commune.pk)
    mine = [group for group in groups if group.parent_id == commune.pk]
    used = [group for group in mine if Household.objects.filter(path=group.path).exists()]
    if not used:
        try:
            Area.objects.filter(pk__in=[group.pk for group in mine]).delete()
        except ProtectedError as kept:
            held = {str(one) for one in kept.args[1]}
            raise Refused(
                "group.in_use",
                _("Something hangs on these groups already (%(what)s). End them one by one."),
                {"what": ", ".join(sorted(held)[:3])},
            ) from kept
    if used:
        raise Refused(
            "group.in_use",
            _("Households are listed in %(names)s, so nothing was taken back."),
            {"names": ", ".join(group.full_name for group in used[:5])},
        )
    if mine:
        journal.write(
            actor=actor,
            verb="group.taken_back",
            subject=commune.code,
            path=commune.path,
            count=len(mine),
        )
    return len(mine)


def _name_taken(name: str) -> Refused:
    return Refused(
        "group.name_taken", _("There is already “%(name)s” here."), {"name": name}, place="name"
    )


def _refuse_ended(group: Area) -> None:
    if group.valid_to_on is not None:
        raise Refused("group.ended", _("This group no longer exists."))


def _keep_name(area: Area) -> None:
    """Remember what a group is called now as its name until today.

    A name given and changed on one and the same day was never anybody's, and is not kept.
    """
    if not area.past_names.filter(until_on=clock.today()).exists():
        past_name(area, clock.today()).save()
