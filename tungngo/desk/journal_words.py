"""What the journal's verbs mean, in a sentence each whose subject is whoever did it.

Every verb the house writes stands here: tests/house finds those that do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Kinds of deeds, in the order a reader chooses from; the last two are left out until asked for.
KINDS: Mapping[str, Any] = {
    "seen": _("looked at people's data"),
    "taken": _("printed or exported"),
    "changed": _("changed data"),
    "people": _("staff, members and roles"),
    "coming": _("signing in and out"),
    "phones": _("sent from phones"),
    "machine": _("the system itself"),
}
#: What is shown when nothing was chosen: what people at desks did.
USUAL = ("seen", "taken", "changed", "people", "coming")

_SENTENCES: Mapping[str, Mapping[str, Any]] = {
    "seen": {
        "household.seen": _("opened the page of a household"),
        "households.listed": _("looked through the list of households"),
        "people.seen": _("looked at people behind a figure"),
        "suggestions.listed": _("looked through what was found at doors"),
        "list.seen": _("looked at the rows of a list"),
        "photo.seen": _("looked at a photo"),
        "help.number_read": _("read the phone number of a call for help"),
        "resident.number_read": _("read the phone number of a person"),
        "completions.listed": _("looked through who completes a rule"),
        "certificate.seen": _("opened a certificate"),
        "demands.listed": _("looked through the demands about personal data"),
        "demand.seen": _("opened a demand about personal data"),
    },
    "taken": {
        "person.exported": _("took out everything held about a person"),
        "walk_sheet.printed": _("printed a walk list"),
        "walk_sheet.opened": _("opened a walk list to print it again"),
        "badge.issued": _("made badges to print"),
        "certificates.printed": _("printed certificates"),
        "families.taken": _("downloaded what the families of a group lack"),
        "list.file_taken": _("downloaded the rows of a list"),
        "export.asked": _("asked for an export"),
        "export.taken": _("downloaded an export"),
        "datalink.made": _("made a link that figures are fetched with"),
        "datalink.used": _("fetched figures with a link"),
        "datalink.revoked": _("took a link to figures back"),
        "mail.ordered": _("ordered the brief by e-mail"),
        "mail.ended": _("ended the brief by e-mail"),
        "mail.sent": _("had the brief sent by e-mail"),
        "export.deleted": _("deleted an export"),
    },
    "changed": {
        "completion_rules.loaded": _("brought in completion rules"),
        "confirmation.noted": _("noted a paper that shows what somebody can do"),
        "confirmation.withdrawn": _("took a noted paper back"),
        "confirmation.restored": _("let a noted paper count again"),
        "certificates.issued": _("issued certificates"),
        "certificate.revoked": _("revoked a certificate"),
        "certificate.restored": _("took the revoking of a certificate back"),
        "bank.loaded": _("brought in a question bank"),
        "bank.renewed": _("brought in a newer version of a question bank"),
        "quiz.planned": _("set up a quiz"),
        "quiz.changed": _("changed a quiz"),
        "attempt.typed": _("typed an answer sheet"),
        "attempt.counted": _("let late answers count"),
        "household.added": _("added a household"),
        "household.edited": _("corrected a household"),
        "household.ended": _("took a household off the list"),
        "household.merged": _("merged two households that were one"),
        "resident.merged": _("merged two entries of one person"),
        "area_change.planned": _("planned a change of residential groups"),
        "area_change.done": _("changed residential groups"),
        "area_change.undone": _("took a change of residential groups back"),
        "doubling.undone": _("took the merging of doubles back"),
        "resident.added": _("added a person"),
        "resident.edited": _("corrected a person"),
        "resident.ended": _("took a person off the list"),
        "suggestion.accepted": _("agreed to what was found at a door"),
        "suggestion.declined": _("declined what was found at a door"),
        "suggestion.undone": _("took a decision on a suggestion back"),
        "list.uploaded": _("uploaded a list"),
        "list.mapped": _("confirmed the columns of a list"),
        "list.commit_asked": _("asked to take a list over"),
        "list.committed": _("took a list over"),
        "list.dropped": _("threw an uploaded list away"),
        "list.undone": _("took a list back"),
        "group.added": _("added residential groups"),
        "group.renamed": _("renamed a residential group"),
        "group.ended": _("ended a residential group"),
        "group.merged": _("merged residential groups"),
        "boundaries.loaded": _("loaded boundaries"),
        "boundaries.cleared": _("removed boundaries"),
        "units.loaded": _("loaded a list of units"),
        "letterhead.kept": _("changed the head of letters"),
        "campaign.created": _("made a campaign"),
        "campaign.changed": _("changed a campaign"),
        "campaign.started": _("started a campaign"),
        "campaign.paused": _("paused a campaign"),
        "campaign.ended": _("ended a campaign"),
        "campaign.reopened": _("took the end of a campaign back"),
        "training.begun": _("began this training installation"),
        "training.made": _("made the training"),
        "training.wiped": _("wiped the training"),
        "targets.set": _("set targets"),
        "targets.series_undone": _("took a change of targets back"),
        "targets.undone": _("took a change of targets back"),
        "targets.series_set": _("set one target for several areas"),
        "targets.copied_down": _("copied targets down"),
        "targets.inherited": _("gave targets back to the area above"),
        "assignment.split": _("shared doors out"),
        "assignment.split_undone": _("took a sharing of doors back"),
        "assignment.moved": _("gave a door to another member"),
        "walk_sheet.typed": _("typed in results from paper"),
        "point.opened": _("opened a support point"),
        "point.changed": _("changed a support point"),
        "point.closed": _("closed a support point"),
        "gathering.planned": _("planned a session"),
        "gathering.changed": _("changed a session"),
        "series.planned": _("planned a series of sessions"),
        "series.undone": _("took a series of sessions back"),
        "gathering.counted": _("counted who came to a session"),
        "gathering.seen": _("looked at who came to a session"),
        "gathering.published": _("put a session on the public timetable"),
        "gathering.unpublished": _("took a session off the public timetable"),
        "gathering.cancelled": _("called a session off"),
        "duty.given": _("put somebody on duty"),
        "duty.ended": _("took somebody off duty"),
        "duties.given": _("put somebody on several shifts"),
        "duty.signed_up": _("took a place on a shift"),
        "duty.offered": _("looked for somebody to take a shift over"),
        "duty.kept": _("kept a shift after all"),
        "duty.taken_over": _("took a shift over from somebody"),
        "duty.attended": _("said whether somebody came to a shift"),
        "rota.opened": _("made a duty roster"),
        "rota.changed": _("changed a duty roster"),
        "rota.closed": _("closed a duty roster"),
        "shifts.made": _("made shifts from a duty roster"),
        "shifts.undone": _("took shifts back"),
        "shift.changed": _("changed how many people a shift needs"),
        "shift.cancelled": _("called a shift off"),
        "shift.restored": _("restored a shift"),
        "shift.handed_over": _("handed a shift over"),
        "leave.noted": _("noted that somebody is away"),
        "leave.ended": _("took a note back that somebody is away"),
        "handover.forgotten": _("deleted old notes handed over"),
        "market.opened": _("listed a market"),
        "market.changed": _("changed a market"),
        "market.closed": _("took a market off the list"),
        "market.reopened": _("put a market back on the list"),
        "market.surveyed": _("surveyed a market"),
        "market.survey_withdrawn": _("took a survey of a market back"),
        "market.survey_restored": _("restored a survey of a market"),
        "person.erased": _("erased the data of a person"),
        "keeping.set": _("changed how long data are kept"),
        "demand.recorded": _("took in a demand of a resident about their data"),
        "demand.answered": _("answered a demand of a resident about their data"),
        "demand.extended": _("gave a demand of a resident more time"),
        "demand.closed": _("closed a demand of a resident about their data"),
        "demand.reopened": _("opened a demand of a resident again"),
        "criteria.loaded": _("loaded criteria"),
        "criteria.assessment_asked": _("asked to have criteria assessed anew"),
        "help.asked": _("took in a call for help"),
        "help.given": _("gave a call for help to a member"),
        "help.freed": _("took a call for help back from a member"),
        "help.closed": _("closed a call for help"),
        "help.reopened": _("opened a call for help again"),
        "help.door_settled": _("said which door a call for help is about"),
        "receipt.taken_again": _("corrected a refused record"),
        "receipt.still_refused": _("tried to correct a refused record"),
        "receipt.left": _("set a refused record aside"),
        "receipt.reopened": _("took a refused record up again"),
        "parcel.brought": _("handed in a parcel of results"),
        "parcel.taken": _("took a parcel in"),
        "parcel.left": _("left a parcel out"),
        "parcel.kept": _("kept a parcel to be decided on"),
    },
    "people": {
        "account.made": _("made an account"),
        "account.changed": _("changed the name or e-mail of an account"),
        "account.link_made": _("made a link to sign in"),
        "account.closed": _("closed an account"),
        "account.opened": _("opened an account again"),
        "account.password_set": _("set a password"),
        "account.second_step": _("changed their second step"),
        "account.second_steps_forgotten": _("had somebody's second step forgotten"),
        "account.unmade": _("took accounts back that a list had made"),
        "staff.kept": _("loaded a list of people for the desks"),
        "staff.committed": _("took a list of people over"),
        "staff.dropped": _("threw a list of people away"),
        "staff.undone": _("took a list of people back"),
        "view.saved": _("saved a filter of households"),
        "view.changed": _("changed a saved filter"),
        "view.ended": _("deleted a saved filter"),
        "view.forgotten": _("deleted saved filters for good"),
        "staff.sheets_forgotten": _("deleted lists of people that nobody took over"),
        "roster.sheets_forgotten": _("deleted lists of members that nobody took over"),
        "view.restored": _("brought a saved filter back"),
        "role.given": _("gave a role"),
        "role.withdrawn": _("took a role away"),
        "badge.revoked": _("withdrew a badge"),
        "team.made": _("made a team"),
        "team.renamed": _("renamed a team"),
        "team.dissolved": _("dissolved a team"),
        "team.followed": _("moved teams along with a merged group"),
        "member.added": _("put somebody into a team"),
        "member.changed": _("changed a member"),
        "member.moved": _("moved a member to another team"),
        "member.ended": _("took somebody out of a team"),
        "member.brought_back": _("brought a member back"),
        "roster.kept": _("loaded a list of members"),
        "roster.mapped": _("changed the columns of a list of members"),
        "roster.committed": _("took a list of members over"),
        "roster.dropped": _("threw a list of members away"),
        "roster.undone": _("took a list of members back"),
    },
    "coming": {
        "account.signed_in": _("signed in"),
        "account.signed_out": _("signed out"),
        "account.held_back": _("somebody tried too many passwords for an account"),
        "badge.claimed": _("opened a badge on a phone"),
        "badge.claimed_again": _("opened a badge on the same phone again"),
    },
    "phones": {
        "encounter.recorded": _("sent results"),
        "photo.received": _("sent a photo"),
        "suggestion.made": _("told what is different at a door"),
        "walk.reordered": _("put doors into another order"),
        "help.taken": _("took on a call for help"),
        "help.given_back": _("gave a call for help back"),
        "attempt.taken": _("sent answers to a quiz"),
        "attempt.given": _("handed in answers on a phone of their own"),
        "receipt.handed": _("handed a refused record to the team leader"),
        "assignment.found": _("found a household at a door"),
    },
    "machine": {
        "list.read": _("read an uploaded list"),
        "list.checked": _("checked a list"),
        "list.refused": _("could not read a list"),
        "list.files_forgotten": _("deleted uploaded files that were no longer needed"),
        "photos.forgotten": _("deleted photos whose time was over"),
        "words.forgotten": _("deleted words of visits whose time was over"),
        "suggestion.forgotten": _("emptied settled suggestions whose time was over"),
        "list.changes_forgotten": _("deleted what could be taken back of old lists"),
        "doubling.forgotten": _("emptied what could be taken back of old merges"),
        "resident.forgotten": _("deleted the names of people who left the list long ago"),
        "places.forgotten": _("deleted places of doors whose time was over"),
        "resident.erased": _("took a person's data off the list"),
        "receipt.erased": _("erased what was refused and spoke of a person"),
        "receipt.forgotten": _("deleted refused records whose time was over"),
        "demand.forgotten": _("erased names in demands whose time was over"),
        "device.labels_forgotten": _("forgot names of withdrawn phones"),
        "journal.looks_forgotten": _("deleted old lines of the journal of looks"),
        "account.stays_forgotten": _("deleted stays that were over"),
        "help.erased": _("erased the details of old calls for help"),
        "certificates.forgotten": _("took holders out of certificates that were long over"),
        "signing_key.made": _("made a key that signs badges"),
        "export.made": _("made an export"),
        "export.failed": _("could not make an export"),
        "assignment.renumbered": _("put walks in order anew"),
        "skills.installed": _("installed the catalogue of skills"),
        "units.installed": _("installed the list of units"),
        "guides.installed": _("installed the guide cards"),
        "guides.loaded": _("loaded guide cards"),
        "demo.begun": _("began the demo"),
        "demo.finished": _("finished the demo"),
    },
}
SENTENCES: Mapping[str, Any] = {
    verb: words for kind in _SENTENCES.values() for verb, words in kind.items()
}
#: What a detail adds to the sentence, by the verb, the name of the detail, and what it says.
DETAILS: Mapping[tuple[str, str, str], Any] = {
    ("account.signed_in", "way", "password"): _("with the password"),
    ("account.signed_in", "way", "second"): _("with password and second step"),
    ("account.signed_in", "way", "passkey"): _("with a passkey"),
    ("account.signed_in", "way", "sso"): _("through single sign-on"),
    ("account.second_step", "what", "totp_activated"): _("set up the app"),
    ("account.second_step", "what", "totp_deactivated"): _("removed the app"),
    ("account.second_step", "what", "webauthn_added"): _("added a passkey"),
    ("account.second_step", "what", "webauthn_removed"): _("removed a passkey"),
    ("account.second_step", "what", "recovery_codes_generated"): _("made new recovery codes"),
    **{
        (verb, "kind", kind): words
        for verb in ("role.given", "role.withdrawn")
        for kind, words in {
            "admin": _("administrator"),
            "officer": _("officer"),
            "viewer": _("viewer"),
        }.items()
    },
}
#: Details that are counts, and what they count.
COUNTS: Mapping[str, Any] = {
    "count": _("number"),
    "rows": _("rows"),
    "doors": _("doors"),
    "members": _("members"),
    "teams": _("teams"),
    "areas": _("areas"),
    "added": _("new"),
}


def verbs_of(kinds: tuple[str, ...]) -> list[str]:
    """The verbs of these kinds."""
    return [verb for kind in kinds for verb in _SENTENCES[kind]]


def sentence(verb: str) -> str:
    """What was done; the verb itself where nobody has written a sentence yet."""
    return str(SENTENCES.get(verb, verb))


def details_in_words(verb: str, details: Mapping[str, Any]) -> list[str]:
    """What the details add, in words and counts; codes and ids are left out."""
    said = [
        str(DETAILS[key])
        for name in details
        if (key := (verb, name, str(details[name]))) in DETAILS
    ]
    said += [
        f"{COUNTS[name]}: {value}"
        for name, value in details.items()
        if name in COUNTS and isinstance(value, int) and not isinstance(value, bool)
    ]
    return said
