"""How a database says that it is for training, and what that protects.

The mark is a line of the journal that only this file writes. A server begins to answer only when the
setting and the mark agree; a database without the mark is never wiped, nor built into unless it is empty.
"""

from __future__ import annotations

import shutil
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tungngo.accounts import journal
from tungngo.accounts.queries import journal_of
from tungngo.cli import prepared
from tungngo.encounters.streams import encounter_count
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.streams import household_count

ALL = Reach.everything()
SUBJECT = "training"
BEGUN, MADE, WIPED = "training.begun", "training.made", "training.wiped"
#: What lies in the folder of an installation in which nobody has worked.
_NOBODYS = {"secret-key", "static", "lost+found"}


class State(StrEnum):
    """What an installation holds."""

    EMPTY = "empty"
    TRAINING = "training"
    REAL = "real"


def is_marked() -> bool:
    """Whether the database carries the mark; one look into an index."""
    if not _has_journal():
        return False
    return journal_of(ALL, subject=SUBJECT).filter(verb__in=(BEGUN, MADE, WIPED)).exists()


def _has_journal() -> bool:
    return "accounts_journalline" in connection.introspection.table_names()


def state() -> State:
    """What database and folder hold. All that is not the training's own counts as real."""
    if is_marked():
        return State.TRAINING
    if _has_journal():
        verbs = set(journal_of(ALL).order_by().values_list("verb", flat=True).distinct())
        if verbs - prepared.VERBS:
            return State.REAL
    database = str(settings.DATABASES["default"]["NAME"]).rpartition("/")[2]
    found = [one.name for one in settings.DATA.iterdir()] if settings.DATA.is_dir() else []
    strange = [one for one in found if one not in _NOBODYS and not one.startswith(database)]
    return State.REAL if strange else State.EMPTY


def write(verb: str, **counts: Any) -> None:
    """Put the mark down; `counts` say what was made or wiped."""
    journal.write(actor=None, verb=verb, subject=SUBJECT, **counts)


# ------------------------------------------------------------------------------------- what it keeps


def check() -> None:
    """Whether this server may answer. Raises Refused `training.is_training` where the database is for
    training and the setting does not say so, `training.not_made` the other way round."""
    if is_marked() == settings.TRAINING:
        return
    if settings.TRAINING:
        raise Refused(
            "training.not_made",
            _(
                "TUNGNGO_TRAINING is set, but the database in %(data)s was not made for training. "
                "Nothing was changed. Make one with “tungngo training make”, or take the setting away."
            )
            % {"data": settings.DATA},
        )
    raise Refused(
        "training.is_training",
        _(
            "The database in %(data)s is for training, and is served with TUNGNGO_TRAINING=1 only: "
            "nobody is to take its figures for real ones."
        )
        % {"data": settings.DATA},
    )


def must_be_training_server() -> None:
    """Raises Refused `training.setting_missing` where the setting does not say training."""
    if not settings.TRAINING:
        raise Refused(
            "training.setting_missing",
            _("This is not a training installation: TUNGNGO_TRAINING=1 is not set."),
        )


def not_ours() -> Refused:
    """The refusal to build into, or wipe, what training did not make."""
    return Refused(
        "training.holds_real",
        _(
            "%(data)s or its database holds something other than training: nothing was changed. "
            "Choose an empty folder, and an empty database."
        )
        % {"data": settings.DATA},
    )


def claim() -> None:
    """Have an empty, marked database, whatever of a training was there before.

    Raises Refused `training.setting_missing`, `training.holds_real`.
    """
    must_be_training_server()
    found = state()
    if found is State.REAL:
        raise not_ours()
    if found is State.TRAINING:
        wipe()
    else:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        write(BEGUN)


def wipe() -> dict[str, int]:
    """Empty a training database and its folder; what was in it. The mark stays, with the counts.

    Row by row, so that a server may go on answering meanwhile. Raises Refused `training.setting_missing`,
    `training.holds_real` for a database without the mark.
    """
    must_be_training_server()
    if not is_marked():
        raise not_ours()
    call_command("migrate", verbosity=0, interactive=False)
    counts = {"households": household_count(ALL, ""), "encounters": encounter_count(ALL, "")}
    with transaction.atomic():
        call_command("flush", verbosity=0, interactive=False)
        write(WIPED, **counts)
    for folder in ("uploads", "samples"):
        shutil.rmtree(settings.DATA / folder, ignore_errors=True)
    return counts
