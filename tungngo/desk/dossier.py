"""Everything that is held about one person, in words: what they get who ask to see their data.

One structure for the page that is printed and for the file: sections, each a table.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import gettext as _

from tungngo.accounts.queries import journal_of, names_of
from tungngo.advice.queries import tasks_naming
from tungngo.campaigns.models import Ladder
from tungngo.campaigns.queries import campaigns_at, skill_names
from tungngo.certificates.queries import (
    certificates_of_residents,
    confirmations_of_residents,
)
from tungngo.certificates.resting import resting_of
from tungngo.certificates.words import confirmation_name, rule_name, standing_of
from tungngo.desk.forms.households import (
    END_WORDS,
    OCCUPATION_WORDS,
    REASON_WORDS,
    RELATION_WORDS,
    SEX_WORDS,
    shown_phone,
)
from tungngo.desk.history import CONSENT_WORDS, consent_text_words
from tungngo.desk.journal_words import sentence
from tungngo.encounters.models import Closeness, Encounter
from tungngo.encounters.queries import history_of, household_standings, photos_here
from tungngo.encounters.teaching import links_of_teacher
from tungngo.learning.queries import results_of_people
from tungngo.lib import clock
from tungngo.lib.clock import VIETNAM
from tungngo.lib.lookups import key
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.lib.text import fold
from tungngo.look.words import day, number
from tungngo.privacy.mentions import mentions
from tungngo.privacy.queries import demands_of
from tungngo.quizzes.queries import attempts_of_residents
from tungngo.territory.models import Resident, Suggestion
from tungngo.territory.queries import (
    Door,
    entries_of,
    household_of,
    import_of,
    suggestions_for,
)
from tungngo.tickets.queries import calls_of_door
from tungngo.tickets.rules import masked

#: Verbs of journal lines about a door that say who looked or took.
LOOKS = ("household.seen", "person.exported", "resident.number_read")


class Section(NamedTuple):
    """One table; `columns` are its headings, empty for a list of facts (label, value)."""

    heading: str
    columns: Sequence[str]
    rows: list[Sequence[str]]


def dossier_of(reach: Reach, person: Resident, *, with_phone: bool) -> list[Section]:
    """Everything held about `person`, whom the caller reaches, in the language that is active; the
    phone number masked unless `with_phone`. Sections without rows are left out."""
    door = household_of(reach, person.origin, person.household_id)
    facts = list(history_of(reach, person.origin, person.household_id))
    ids = {str(entry.id) for entry in entries_of(reach, person)}
    mine = [fact for fact in facts if _speaks_of(fact, ids)]
    skills = skill_names(reach, {skill for fact in facts for _of, skill, _n in fact.outcomes})
    found = [
        _listed(reach, person, with_phone=with_phone),
        _door(door),
        _standing(reach, person, skills),
        _met(reach, ids, mine, skills),
        _consents(ids, mine, skills),
        _taught(reach, person, ids),
        _photos(reach, person, mine),
        _calls(reach, person, shown_phone if with_phone else masked),
        _quizzes(reach, person, ids),
        _certificates(reach, person, ids),
        _papers(reach, person, ids),
        _tasks(reach, person, ids),
        _platform(reach, person, ids),
        _suggestions(reach, person),
        _demands(reach, person),
        _looks(reach, person),
    ]
    return [section for section in found if section.rows]


def as_file(made_on: str, who: str, sections: Iterable[Section]) -> bytes:
    """The same as JSON: a list of sections, rows as mappings."""
    said = [
        {
            "heading": heading,
            "rows": [dict(zip(columns, row, strict=True)) for row in rows]
            if columns
            else {row[0]: row[1] for row in rows},
        }
        for heading, columns, rows in sections
    ]
    body = {"made_on": made_on, "about": who, "sections": said}
    return msgspec.json.format(msgspec.json.encode(body), indent=2)


def _speaks_of(fact: Encounter, ids: Collection[str]) -> bool:
    """Whether a visit speaks of somebody, under any of the entries that were found to be theirs."""
    return any(row[0] in ids for row in (*fact.outcomes, *fact.consents, *fact.taught))


def _facts(rows: Iterable[tuple[Any, Any]]) -> list[Sequence[str]]:
    return [(str(label), str(value)) for label, value in rows if value not in ("", None)]


def _listed(reach: Reach, person: Resident, *, with_phone: bool) -> Section:
    phone = shown_phone(person.phone) if with_phone else masked(person.phone)
    born = day(person.birth_on) if person.birth_on else person.birth_year
    rows = [
        (_("Full name"), person.full_name),
        (_("Birth"), born),
        (_("Sex"), SEX_WORDS[person.sex] if person.sex else ""),
        (_("Relation to the head"), RELATION_WORDS.get(person.relation, "")),
        (_("Occupation"), OCCUPATION_WORDS.get(person.occupation, "")),
        (_("Counts as"), person.get_segment_display()),
        (_("Priority"), ", ".join(str(REASON_WORDS.get(one, one)) for one in person.reasons)),
        (_("Phone"), phone),
        (_("List it came from"), _list_name(reach, person)),
        (_("Last changed"), day(person.updated_at)),
        (_("Off the list since"), day(person.ended_on) if person.ended_on else ""),
        (_("Reason"), END_WORDS.get(person.ended_reason, "")),
    ]
    return Section(_("On the list"), (), _facts(rows))


def _list_name(reach: Reach, person: Resident) -> str:
    if person.list_import_id is None:
        return ""
    try:
        return import_of(reach, person.origin, person.list_import_id).file_name
    except NotReached:  # the list of the whole ward, asked by somebody of one group
        return ""


def _door(door: Door) -> Section:
    row = door.household
    rows = [
        (_("Head of household"), row.head_name),
        (_("Address"), row.address),
        (_("Household code"), row.code),
        (_("Language"), row.language),
        (_("Poor household"), _("yes") if row.poor else ""),
        (_("Near-poor household"), _("yes") if row.near_poor else ""),
        (_("Source"), row.get_source_display()),
        (_("Listed since"), day(row.listed_at)),
    ]
    return Section(_("The household"), (), _facts(rows))


def _standing(reach: Reach, person: Resident, skills: dict[str, str]) -> Section:
    rows: list[Sequence[str]] = []
    for campaign in campaigns_at(reach, person.path):
        found = household_standings(reach, person.origin, campaign.id, [person.household_id])
        standing = found.get(person.household_id)
        if standing is None:
            continue
        met_on, levels = standing.residents.get(key(person.id), (None, {}))
        if met_on:
            rows.append((campaign.name, _("met for the first time"), "", _iso_day(met_on)))
        rows += [
            (campaign.name, skills.get(skill, skill), str(Ladder(level).label), _iso_day(on))
            for skill, days in sorted(levels.items())
            for level, on in enumerate(days, start=1)
            if on
        ]
    columns = (_("Campaign"), _("Service"), _("Level"), _("First day"))
    return Section(_("What they can do, and since when"), columns, rows)


def _iso_day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _met(
    reach: Reach, ids: Collection[str], facts: list[Encounter], skills: dict[str, str]
) -> Section:
    names = names_of(reach, {fact.account_id for fact in facts})
    rows: list[Sequence[str]] = [
        (
            f"{fact.happened_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            names.get(fact.account_id, ""),
            fact.get_result_display(),
            "; ".join(
                f"{skills.get(skill, skill)}: {Ladder(level).label}"
                for of, skill, level in fact.outcomes
                if of in ids
            ),
            fact.come_back_for,
            ", ".join(f"{degrees:.3f}" for degrees in fact.near or ()),
        )
        for fact in facts
    ]
    columns = (_("When"), _("Who came"), _("Result"), _("Seen"), _("Words"), _("Place"))
    return Section(_("Visits that speak of them"), columns, rows)


def _consents(ids: Collection[str], facts: list[Encounter], skills: dict[str, str]) -> Section:
    rows: list[Sequence[str]] = [
        (
            day(fact.happened_at),
            skills.get(skill, skill),
            str(CONSENT_WORDS[how]),
            witness,
            consent_text_words(fact),
        )
        for fact in facts
        for of, skill, how, witness in fact.consents
        if of in ids
    ]
    columns = (_("Day"), _("Service"), _("How they agreed"), _("Witness"), _("Text version"))
    return Section(_("Consents"), columns, rows)


def _taught(reach: Reach, person: Resident, ids: Iterable[str]) -> Section:
    """What they taught others; whom is the others' own."""
    links = links_of_teacher(reach, map(uuid.UUID, ids))
    skills = skill_names(reach, {one.skill for one in links})
    rows: list[Sequence[str]] = [
        (day(one.day), skills.get(one.skill, one.skill), str(Closeness(one.near).label))
        for one in links
    ]
    columns = (_("Day"), _("Service"), _("How near"))
    return Section(_("What they taught other residents"), columns, rows)


def _photos(reach: Reach, person: Resident, facts: list[Encounter]) -> Section:
    ids = {uuid.UUID(photo) for fact in facts for photo in fact.photos}
    here = photos_here(reach, person.origin, ids) if ids else set()
    rows: list[Sequence[str]] = [
        (day(fact.happened_at), _("kept") if uuid.UUID(photo) in here else _("deleted"))
        for fact in facts
        for photo in fact.photos
    ]
    return Section(_("Photos of visits"), (_("Day"), _("State")), rows)


def _calls(reach: Reach, person: Resident, phone: Callable[[str], str]) -> Section:
    rows: list[Sequence[str]] = [
        (
            day(call.asked_at),
            call.get_state_display(),
            call.name,
            phone(call.phone),
            call.words,
        )
        for call in calls_of_door(reach, person.origin, person.household_id)
        if fold(call.name) == fold(person.full_name) or call.phone == person.phone != ""
    ]
    columns = (_("Asked"), _("State"), _("Name"), _("Phone"), _("Words"))
    return Section(_("Calls for help at home"), columns, rows)


def _quizzes(reach: Reach, person: Resident, ids: Iterable[str]) -> Section:
    rows: list[Sequence[str]] = [
        (
            day(one.happened_at),
            one.quiz.title,
            f"{number(one.points)} / {number(len(one.quiz.keys))}",
            one.get_standing_display(),
        )
        for one in attempts_of_residents(reach, map(uuid.UUID, ids))
    ]
    columns = (_("Day"), _("Quiz"), _("Points earned"), _("State"))
    return Section(_("Quizzes"), columns, rows)


def _certificates(reach: Reach, person: Resident, ids: Iterable[str]) -> Section:
    held = certificates_of_residents(reach, person.origin, map(uuid.UUID, ids))
    resting = resting_of(reach, held)
    rows: list[Sequence[str]] = [
        (
            one.number,
            rule_name(one.rule),
            day(one.issued_at),
            day(one.valid_until_on) if one.valid_until_on else _("without end"),
            str(standing_of(one, clock.today(), resting.get(one.id)).words),
        )
        for one in held
    ]
    columns = (_("Number"), _("Certificate"), _("Issued"), _("Valid until"), _("State"))
    return Section(_("Certificates"), columns, rows)


def _papers(reach: Reach, person: Resident, ids: Iterable[str]) -> Section:
    rows: list[Sequence[str]] = [
        (
            day(one.made_on),
            one.get_kind_display(),
            confirmation_name(reach, person.path, one.code),
            one.words,
            _("taken back") if one.withdrawn_at else _("counts"),
        )
        for one in confirmations_of_residents(reach, person.origin, map(uuid.UUID, ids))
    ]
    columns = (_("Day"), _("About"), _("Paper"), _("Words"), _("State"))
    return Section(_("Papers that were noted"), columns, rows)


def _tasks(reach: Reach, person: Resident, ids: Collection[str]) -> Section:
    tasks = tasks_naming(reach, map(uuid.UUID, ids))
    names = skill_names(reach, {skill for one in tasks for skill in one.skills})
    rows: list[Sequence[str]] = [
        (
            day(one.decided_at),
            one.get_kind_display(),
            ", ".join(names.get(skill, skill) for skill in one.skills),
            _("to teach") if str(one.teacher_id) in ids else _("to learn"),
            one.get_state_display(),
        )
        for one in tasks
    ]
    columns = (_("Day"), _("Task"), _("Service"), _("Part"), _("State"))
    return Section(_("Tasks after quizzes"), columns, rows)


def _platform(reach: Reach, person: Resident, ids: Iterable[str]) -> Section:
    found = results_of_people(reach, person.origin, map(uuid.UUID, ids))
    skills = skill_names(reach, {one.skill for one in found})
    rows: list[Sequence[str]] = [
        (
            day(one.earned_on),
            skills.get(one.skill, one.skill),
            one.get_what_display(),
            one.course,
            one.reference,
            day(one.taken_back_at) if one.taken_back_at else "",
        )
        for one in found
    ]
    columns = (_("Day"), _("Service"), _("Result"), _("Course"), _("Number"), _("Taken back"))
    return Section(_("Results on the learning platform"), columns, rows)


def _suggestions(reach: Reach, person: Resident) -> Section:
    speaks = mentions([person.id], [person.full_name], [person.phone])
    rows: list[Sequence[str]] = []
    every = suggestions_for(reach, person.path, Suggestion.State.values)
    for one in every.filter(origin=person.origin, household_id=person.household_id):
        said = ", ".join(str(value) for value in one.said.values() if isinstance(value, str | int))
        if one.resident_id == person.id or speaks(f"{said} {one.note}"):
            state = one.get_state_display()
            rows.append((day(one.happened_at), one.get_about_display(), said, one.note, state))
    columns = (_("Day"), _("About"), _("Found"), _("Words"), _("State"))
    return Section(_("What was found at the door"), columns, rows)


def _demands(reach: Reach, person: Resident) -> Section:
    rows: list[Sequence[str]] = [
        (day(one.received_on), one.number, one.get_right_display(), one.get_state_display())
        for one in demands_of(reach, person.origin, person.id)
    ]
    columns = (_("Received"), _("Number"), _("What is asked for"), _("State"))
    return Section(_("Demands about personal data"), columns, rows)


def _looks(reach: Reach, person: Resident) -> Section:
    subjects = (f"{person.origin}:{person.household_id}", f"{person.origin}:{person.id}")
    lines = [
        line
        for subject in subjects
        for line in journal_of(reach, subject=subject)
        if line.verb in LOOKS
    ]
    rows: list[Sequence[str]] = [
        (
            f"{line.done_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            line.actor.full_name if line.actor else "",
            sentence(line.verb),
        )
        for line in sorted(lines, key=lambda line: line.done_at, reverse=True)
    ]
    return Section(_("Who looked"), (_("When"), _("Officer"), _("What")), rows)
