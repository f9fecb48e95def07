"""A campaign from its template to its end, and the catalogue of skills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.models import Campaign, CampaignSkill, Phase, Skill, Target
from tungngo.campaigns.refusals import in_words
from tungngo.campaigns.rules.paths import paths_above
from tungngo.campaigns.rules.period import (
    PhaseDays,
    check_days_moved,
    check_open,
    check_order,
    check_period,
    check_phases,
    check_reopened,
)
from tungngo.campaigns.rules.photos import check_photo_wish
from tungngo.campaigns.rules.targets import check_day, skill_of
from tungngo.campaigns.rules.templates import Template, plan_of
from tungngo.campaigns.templates import shipped_skills
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.look.training import named
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.doors import leaves_under
from tungngo.territory.models import Area


@transaction.atomic
def install_skills(*, actor: Account | None = None) -> int:
    """Bring the catalogue up to the shipped one; how many skills are new.

    Names and order follow the shipped catalogue; skills a province added itself are left alone, and
    nothing is removed. May be called any number of times.
    """
    shipped = shipped_skills()
    before = Skill.objects.count()
    Skill.objects.bulk_create(
        [
            Skill(
                code=skill.code,
                name_vi=skill.vi,
                name_en=skill.en,
                short=skill.short,
                path=skill.path,
                position=position,
                asks_consent=skill.asks_consent,
            )
            for position, skill in enumerate(shipped, start=1)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_vi", "name_en", "short", "path", "position", "asks_consent"],
    )
    new = Skill.objects.count() - before
    journal.write(actor=actor, verb="skills.installed", new=new, shipped=len(shipped))
    return new


_LONGEST_NAME = Campaign._meta.get_field("name").max_length or 0


def _clean_name(name: str) -> str:
    name = text.nfc(name)
    if not name:
        raise Refused("campaign.name_empty", _("Give the campaign a name."), place="name")
    return named(name, _LONGEST_NAME)


def _skills(codes: Sequence[str], path: str) -> list[Skill]:
    """The skills of `codes` in that order, without those that exist only in another province."""
    known = Skill.objects.in_bulk(list(codes))
    return [known[code] for code in codes if code in known and path.startswith(known[code].path)]


def _write_phases(campaign: Campaign, phases: Sequence[PhaseDays]) -> None:
    check_phases(phases, starts_on=campaign.starts_on, ends_on=campaign.ends_on)
    campaign.phases.all().delete()
    Phase.objects.bulk_create(
        Phase(
            campaign=campaign,
            name=text.nfc(phase.name),
            starts_on=phase.starts_on,
            ends_on=phase.ends_on,
        )
        for phase in phases
    )


def _write_skills(campaign: Campaign, skills: Sequence[Skill]) -> None:
    """Those chosen, in their order. Once a campaign was started the others stay, as taken out."""
    gone = campaign.skill_rows.exclude(skill__in=skills)
    if campaign.state == Campaign.State.DRAFT:
        gone.delete()
    else:
        gone.filter(removed_at=None).update(removed_at=clock.now())
    CampaignSkill.objects.bulk_create(
        [
            CampaignSkill(campaign=campaign, skill=skill, position=position)
            for position, skill in enumerate(skills, start=1)
        ],
        update_conflicts=True,
        unique_fields=["campaign", "skill"],
        update_fields=["position", "removed_at"],
    )


@in_words()
@transaction.atomic
def create_campaign(
    *,
    actor: Account | None,
    area: Area,
    name: str,
    starts_on: date,
    ends_on: date,
    template: Template,
    language: str = "vi",
) -> Campaign:
    """A draft after `template`, its days stretched over the period; editable in every part.

    Raises Refused `campaign.name_empty`, `campaign.ends_before_start`, `campaign.too_long`.
    """
    name = _clean_name(name)
    check_period(starts_on, ends_on)
    if not set(template.skills) <= set(Skill.objects.values_list("code", flat=True)):
        install_skills(actor=actor)
    plan = plan_of(template, starts_on=starts_on, ends_on=ends_on, language=language)
    now = clock.now()
    campaign = Campaign.objects.create(
        area=area,
        path=area.path,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        basic_skills_needed=plan.basic_skills_needed,
        created_at=now,
        updated_at=now,
    )
    _write_phases(campaign, plan.phases)
    _write_skills(campaign, _skills(plan.skills, area.path))
    Target.objects.bulk_create(
        Target(
            campaign=campaign,
            area=area,
            path=area.path,
            indicator=indicator,
            segment=segment,
            due_on=due_on,
            percent=percent,
        )
        for indicator, segment, due_on, percent in plan.targets
    )
    journal.write(
        actor=actor,
        verb="campaign.created",
        subject=campaign.id,
        path=campaign.path,
        template=template.code,
    )
    return campaign


@in_words()
@transaction.atomic
def change_campaign(
    *,
    actor: Account | None,
    campaign: Campaign,
    seen_version: int,
    name: str,
    starts_on: date,
    ends_on: date,
    phases: Sequence[PhaseDays],
    skills: Sequence[str],
    basic_skills_needed: int,
    practise_after: int = 7,
    asks_place: bool = False,
    photo_of: str = "",
) -> None:
    """Save a campaign's form as a whole. `seen_version` is the version the form was made from.

    Everything may change until the end; once it was started a service taken out keeps its results,
    and every area is counted anew when basic digital skill asks for more or less.

    Raises Refused `campaign.over`; `campaign.changed_meanwhile`; what `check_period`, `check_phases`
    and, once started, `check_days_moved` refuse;
    `milestone.before_campaign` or `milestone.after_campaign` when a target would fall outside the
    new period; `campaign.skills_empty`; `campaign.skill_has_target` when a skill with a target would
    go; `campaign.basic_impossible`; `campaign.photo_of_papers`.
    """
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    check_open(held.state)
    if held.version != seen_version:
        raise Refused(
            "campaign.changed_meanwhile",
            _("Somebody else has changed this campaign meanwhile. Open it again and repeat."),
        )
    name = _clean_name(name)
    check_period(starts_on, ends_on)
    if held.state != Campaign.State.DRAFT:
        before, after = (held.starts_on, held.ends_on), (starts_on, ends_on)
        check_days_moved(before, after, today=clock.today())
    chosen = _skills(skills, campaign.path)
    if not chosen:
        raise Refused("campaign.skills_empty", _("Choose at least one skill."), place="skills")
    if not 1 <= basic_skills_needed <= len(chosen):
        raise Refused(
            "campaign.basic_impossible",
            _("Basic digital skill can ask for 1 to %(count)s of the chosen skills."),
            {"count": len(chosen)},
            place="basic_skills_needed",
        )
    photo_of = text.nfc(photo_of)
    check_photo_wish(photo_of)
    _check_targets_fit(campaign, {skill.code for skill in chosen}, starts_on, ends_on)
    had = set(campaign.skill_rows.filter(removed_at=None).values_list("skill_id", flat=True))
    stood = _phases_of(campaign)
    campaign.state = held.state
    campaign.name = name
    campaign.starts_on = starts_on
    campaign.ends_on = ends_on
    campaign.basic_skills_needed = basic_skills_needed
    campaign.practise_after = practise_after
    campaign.asks_place = asks_place
    campaign.photo_of = photo_of
    campaign.updated_at = clock.now()
    campaign.version = seen_version + 1
    campaign.save()
    _write_phases(campaign, phases)
    _write_skills(campaign, chosen)
    if held.basic_skills_needed != basic_skills_needed and held.state != Campaign.State.DRAFT:
        mark_stale(dict.fromkeys(leaves_under(Reach((campaign.path,))), 0))
    changed = [name for name in _JOURNALED if getattr(held, name) != getattr(campaign, name)]
    changed += ["phases"] if _phases_of(campaign) != stood else []
    has = {skill.code for skill in chosen}
    days = {
        name: [str(getattr(held, name)), str(getattr(campaign, name))]
        for name in ("starts_on", "ends_on")
        if name in changed
    }
    journal.write(
        actor=actor,
        verb="campaign.changed",
        subject=campaign.id,
        path=campaign.path,
        changed=changed,
        skills_added=sorted(has - had),
        skills_removed=sorted(had - has),
        **days,
    )


#: What a line about a change names when it changed, as the columns are called.
_JOURNALED = (
    "name",
    "starts_on",
    "ends_on",
    "basic_skills_needed",
    "practise_after",
    "asks_place",
    "photo_of",
)


def _phases_of(campaign: Campaign) -> list[tuple[str, date, date]]:
    return list(campaign.phases.values_list("name", "starts_on", "ends_on"))


def _check_targets_fit(
    campaign: Campaign, skills: set[str], starts_on: date, ends_on: date
) -> None:
    for target in campaign.targets.all():
        check_day(target.due_on, starts_on=starts_on, ends_on=ends_on)
        skill = skill_of(target.indicator)
        if skill is not None and skill[0] not in skills:
            raise Refused(
                "campaign.skill_has_target",
                _("The skill “%(skill)s” has a target. Remove the target first."),
                {"skill": skill[0]},
                place="skills",
            )


def _order(actor: Account | None, campaign: Campaign, order: str, state: str, verb: str) -> None:
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    check_order(order, held.state)
    campaign.state = state
    campaign.updated_at = clock.now()
    campaign.version = held.version + 1
    campaign.save(update_fields=["state", "updated_at", "version"])
    journal.write(actor=actor, verb=verb, subject=campaign.id, path=campaign.path)


@in_words()
@transaction.atomic
def start_campaign(*, actor: Account | None, campaign: Campaign) -> None:
    """Begin, or go on after a pause: phones of the area get it at their next sync.

    Raises Refused `campaign.not_now`, `campaign.another_running`, `campaign.skills_empty`. One door,
    one campaign at a time: a campaign within another would take its doors out of the outer one's
    counts. A lower area sets targets of its own within the campaign above instead.
    """
    holding = Q(path__in=paths_above(campaign.path)) | Reach((campaign.path,)).q()
    others = Campaign.objects.filter(holding, state=Campaign.State.RUNNING)
    if other := others.exclude(pk=campaign.pk).select_related("area").first():
        raise Refused(
            "campaign.another_running",
            _(
                "“%(name)s” is running in %(area)s: one door belongs to one campaign at a time. Pause"
                " or end it first, or set targets of this area's own within it."
            ),
            {"name": other.name, "area": other.area.full_name},
        )
    if not campaign.skill_rows.filter(removed_at=None).exists():
        raise Refused("campaign.skills_empty", _("Choose at least one skill."), place="skills")
    _order(actor, campaign, "start", Campaign.State.RUNNING, "campaign.started")


@in_words()
@transaction.atomic
def pause_campaign(*, actor: Account | None, campaign: Campaign) -> None:
    """Pause: phones keep its doors and what they send is counted; another campaign may run there."""
    _order(actor, campaign, "pause", Campaign.State.PAUSED, "campaign.paused")


@in_words()
@transaction.atomic
def end_campaign(*, actor: Account | None, campaign: Campaign) -> None:
    """End. Facts and figures stay; what phones still hold is accepted. Raises Refused
    `campaign.not_now`."""
    _order(actor, campaign, "end", Campaign.State.ENDED, "campaign.ended")


@in_words()
@transaction.atomic
def reopen_campaign(*, actor: Account | None, campaign: Campaign) -> None:
    """Take an end back within a day: the campaign is paused, and can go on. Raises Refused
    `campaign.not_now`, `campaign.ended_for_good`."""
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    check_order("reopen", held.state)
    check_reopened(held.updated_at, clock.now())
    _order(actor, campaign, "reopen", Campaign.State.PAUSED, "campaign.reopened")
