"""What every table may say of a person, and what becomes of it: the class of data by which it goes in the end
(privacy.keeping), or why it may stay.

A column can speak of somebody when it holds free text or bytes, points to an account, a phone or a resident,
or says where something is. Each is named here, table by table, under the class that deletes it or under a
reason. A new table or column that is in none of them fails; so does a class that deletes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.db import models
from django.db.models import Model

from tungngo.lib.columns import OriginField, PathField, SortField

#: Columns that name a resident without a key of the database.
PEOPLE = ("resident_id", "kept_resident_id", "learner_id", "teacher_id", "row_id", "device_id")
_TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FloatField,
)
_NEVER = (OriginField, PathField, SortField)

# ----------------------------------------------------------------------------------- why it may stay

KEY = "a key under which results count; it names nobody once the row it points to has no name"
COUNTS = "codes, counts and results"
WORK = "who did it, by account: work stays somebody's, and boards and the journal are judged by it"
PLACES = "about places and what is planned, in words of an office"
PUBLIC = "published for everybody"
OFFICE = "who signs for an office, as on its letters"
ACCESS = "how somebody signs in; closed with the account, and useless then"
ITSELF = "the proof of a deletion or a demand, without the data"
PASSING = "goes by itself within hours or days (cache, worker, sign-in)"
FORGETTING = "keyed marks of who was erased at their demand, as long as an old list may name them"

REASONS = frozenset(
    (KEY, COUNTS, WORK, PLACES, PUBLIC, OFFICE, ACCESS, ITSELF, PASSING, FORGETTING)
)
Said = Mapping[str, str]

#: table → its columns by what becomes of them: a class of privacy.keeping, or a reason. A reason alone
#: speaks for every column, and no class deletes anything there.
PLACED: Mapping[str, str | Said] = {
    "accounts.Account": {
        "workers": "phone email",
        WORK: "full_name",
        ACCESS: "username password language",
    },
    "accounts.Badge": {ACCESS: "account secret_hash issued_by"},
    "accounts.Device": {"labels": "label", ACCESS: "account badge secret_hash claim_hash"},
    "accounts.CacheEntry": PASSING,
    "accounts.JournalLine": {"looks": "verb", WORK: "actor subject details"},
    "intake.Receipt": {"refused": "payload note", COUNTS: "kind code device_id"},
    "parcels.Parcel": {
        "parcels": "content",
        WORK: "device brought_by decided_by",
        COUNTS: "fingerprint",
    },
    "forgotten.Forgotten": {FORGETTING: "resident_id traces"},
    "forgotten.Unnamed": {"traces marks": "traces", KEY: "row_id"},
    "territory.Area": {PLACES: "code name folded latitude longitude"},
    "territory.AreaName": PLACES,
    "territory.AreaBoundary": PLACES,
    "territory.ColumnAlias": {PLACES: "subject folded field"},
    "territory.Household": {
        "names left": "head_name folded language",
        PLACES: "code address lane_key lane_name house ended_reason once",
    },
    "territory.Resident": {
        "names left": "full_name folded sex relation occupation reasons phone",
        COUNTS: "ended_reason",
    },
    "territory.ListImport": {
        "files": "file file_name",
        COUNTS: "file_digest mapping report",
        WORK: "uploaded_by",
    },
    "territory.ListChange": {"undo": "before row_id", COUNTS: "row_kind"},
    "territory.Suggestion": {
        "found names": "said note changes why",
        KEY: "resident_id",
        WORK: "account settled_by device_id",
    },
    "territory.WalkOrder": {PLACES: "lanes doors moved_at", WORK: "changed_by"},
    "teams.Role": WORK,
    "teams.RosterImport": {
        "rosters": "file_name content",
        COUNTS: "counts mapping before",
        WORK: "kept_by",
    },
    "teams.StaffImport": {
        "staff_sheets": "file_name content",
        COUNTS: "counts accounts roles",
        WORK: "kept_by",
    },
    "teams.Team": {PLACES: "name"},
    "teams.Membership": WORK,
    "teams.SavedView": {"views": "name asked", WORK: "account"},
    "campaigns.Skill": PUBLIC,
    "campaigns.Campaign": PUBLIC,
    "campaigns.Phase": PUBLIC,
    "campaigns.Target": PUBLIC,
    "campaigns.Split": {COUNTS: "before", WORK: "split_by"},
    "campaigns.WalkSheet": {KEY: "doors", WORK: "printed_by"},
    "encounters.Encounter": {
        "words": "come_back_for consents",
        "places": "near",
        "photos": "photos",
        COUNTS: "outcomes taught",
        WORK: "device_id",
    },
    "encounters.Teaching": {KEY: "learner_id teacher_id", COUNTS: "skill"},
    "encounters.Photo": {"photos": "digest", WORK: "device_id"},
    "encounters.HouseholdStanding": {"words": "come_back_for", COUNTS: "residents"},
    "learning.Media": PUBLIC,
    "learning.Guide": PUBLIC,
    "learning.PlatformResult": {
        "results": "reference",
        KEY: "resident_id",
        COUNTS: "skill course",
        WORK: "recorded_by",
    },
    "points.Gathering": {PLACES: "title topics cancelled_why"},
    "points.HeadCount": WORK,
    "points.Rota": {PLACES: "week"},
    "points.Shift": {PLACES: "cancelled_why"},
    "points.Handover": {"handovers": "words", WORK: "account to"},
    "points.Duty": {"duties": "account attended_by"},
    "points.Leave": {"leaves": "account noted_by"},
    "points.SupportPoint": {
        "homes": "name place hours",
        PLACES: "languages helps_with equipment",
    },
    "tickets.HelpCall": {
        "calls waiting": "name place phone words closed_words",
        COUNTS: "number skills",
        WORK: "taken_by",
    },
    "markets.Market": PLACES,
    "markets.MarketSurvey": OFFICE,
    "quizzes.Bank": PUBLIC,
    "quizzes.BankVersion": PUBLIC,
    "quizzes.Quiz": {PLACES: "title keys seed token", WORK: "trainer"},
    "quizzes.Attempt": {KEY: "resident_id", COUNTS: "answers points", WORK: "recorded_by"},
    "upkeep.Doubling": {
        "merges": "changes",
        KEY: "resident_id kept_resident_id given calls",
        WORK: "merged_by undone_by",
    },
    "upkeep.AreaChange": {PLACES: "resolution words plan before code", WORK: "asked_by undone_by"},
    "progress.Tally": COUNTS,
    "progress.Population": COUNTS,
    "criteria.Edition": PUBLIC,
    "criteria.Assessment": COUNTS,
    "advice.Task": {
        "tasks": "resident_id teacher_id",
        COUNTS: "skills points",
        WORK: "decided_by",
    },
    "reports.Letterhead": OFFICE,
    "reports.Export": {"exports": "size", WORK: "account", COUNTS: "language wanted"},
    "reports.DataLink": ACCESS,
    "reports.MailOrder": ACCESS,
    "certificates.CompletionRule": PUBLIC,
    "certificates.Confirmation": {
        "papers": "words",
        KEY: "resident_id",
        COUNTS: "code",
        WORK: "recorded_by",
    },
    "certificates.Certificate": {
        "certificates": "resident_id evidence salt identity_hash revoked_words",
        PUBLIC: "token issuer",
        WORK: "issued_by revoked_by",
    },
    "certificates.SigningKey": ACCESS,
    "privacy.Demand": {
        "demands": "asker identity words answer outcome extended_why",
        ITSELF: "number resident_id recorded_by",
    },
    "privacy.Erasure": ITSELF,
    "privacy.Keeping": ITSELF,
    "privacy.Deletion": ITSELF,
    "watching.Beat": PASSING,
    "sessions.Session": {"stays": "session_data", PASSING: "session_key"},
    "account.EmailAddress": ACCESS,
    "account.EmailConfirmation": ACCESS,
    "socialaccount.SocialApp": ACCESS,
    "socialaccount.SocialAccount": ACCESS,
    "socialaccount.SocialToken": ACCESS,
    "mfa.Authenticator": ACCESS,
    "django_tasks_database.DBTaskResult": PASSING,
}

#: Tables that name a resident: what an erasure does there, by the kind of row its proof counts; or a reason.
ERASED: Mapping[str, str] = {
    "forgotten.Forgotten": FORGETTING,
    "forgotten.Unnamed": "people",
    "territory.Resident": "people",
    "territory.ListChange": "undo",
    "territory.Suggestion": "suggestions",
    "encounters.Teaching": KEY,
    "learning.PlatformResult": "results",
    "quizzes.Attempt": KEY,
    "upkeep.Doubling": "merges",
    "advice.Task": "tasks",
    "certificates.Confirmation": "confirmations",
    "certificates.Certificate": "certificates",
    "privacy.Demand": "demands",
    "privacy.Erasure": ITSELF,
}


def speaks(field: models.Field) -> bool:
    """Whether a column can say something of a person."""
    if isinstance(field, _NEVER) or field.choices or field.primary_key:
        return False
    if field.is_relation:
        return field.related_model._meta.label in (
            "accounts.Account",
            "accounts.Device",
            "accounts.Badge",
        )
    return isinstance(field, _TEXT) or field.attname in PEOPLE


def columns_that_speak(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.local_fields if field.concrete and speaks(field)}


def every_model() -> list[type[Model]]:
    """Every table, but Django's own of rights and kinds of content."""
    return [one for one in apps.get_models() if one._meta.app_label not in ("auth", "contenttypes")]


def unplaced(
    tables: Iterable[type[Model]], placed: Mapping[str, str | Said], classes: Iterable[str]
) -> Iterator[str]:
    """What is wrong: columns of nobody's, columns that are not there, classes that delete nothing."""
    deleting: set[str] = set()
    known = {one._meta.label: one for one in tables}
    for label, model in known.items():
        said = placed.get(label, {})
        whole = {said: ""} if isinstance(said, str) else said
        named = {column for some in whole.values() for column in some.split()}
        for by in whole:
            if by in REASONS:
                continue
            deleting |= set(by.split())
            yield from (
                f"{label}: there is no class “{one}”" for one in set(by.split()) - {*classes}
            )
        there = {field.name for field in model._meta.local_fields}
        yield from (f"{label}: there is no column “{one}”" for one in sorted(named - there))
        if not isinstance(said, str) and (lost := columns_that_speak(model) - named):
            yield f"{label}: say what becomes of {', '.join(sorted(lost))}"
    yield from (f"{label}: there is no such table" for label in placed if label not in known)
    lost = sorted(set(classes) - deleting)
    yield from (f"class “{code}” deletes nothing that is named here" for code in lost)


def people_named(model: type[Model]) -> bool:
    """Whether a table points to a resident."""
    return any(
        field.attname in PEOPLE and field.attname != "device_id"
        for field in model._meta.local_fields
    )
