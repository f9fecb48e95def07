"""Pictures of encounters: arriving in pieces, kept without what the camera wrote, deleted in time."""

from __future__ import annotations

import hashlib
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account, Device
from tungngo.campaigns.queries import campaign_of
from tungngo.encounters import pictures
from tungngo.encounters.jpeg import NotPicture, picture_alone
from tungngo.encounters.keeping import photos_past
from tungngo.encounters.models import Encounter, Photo
from tungngo.lib import clock, rows
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach

#: Bytes of a whole photo and of one piece of it. Phones make them smaller than this.
MOST_BYTES = 1024 * 1024
MOST_PIECE = 256 * 1024
EVERYTHING = Reach.everything()


@transaction.atomic
def take_piece(
    *,
    actor: Account,
    device: Device,
    origin: str,
    photo_id: uuid.UUID,
    encounter_id: uuid.UUID,
    total: int,
    digest: str,
    at: int,
    piece: bytes,
) -> int:
    """Take the bytes of a photo from `at` on; how many bytes are here now (`total`: it is done).

    Bytes from anywhere else than where the last piece ended are not taken, and an empty `piece` only
    asks: the phone goes on from what is answered. When all is here and it is not what `digest` (SHA-256,
    hex) says, it begins anew: 0. Raises Refused `photo.encounter_unknown` (not, or not yet, among the
    actor's encounters), `photo.unasked`, `photo.too_large`, `photo.id_taken`, `photo.not_picture`.
    """
    if not 0 < total <= MOST_BYTES or len(piece) > MOST_PIECE or at + len(piece) > total:
        raise Refused("photo.too_large", _("This photo is too large. The record itself is kept."))
    path = _expected_at(actor, origin, encounter_id, photo_id)
    photo = _begun(actor, device, origin, photo_id, encounter_id, total, digest)
    if photo.finished_at or photo.deleted_at:
        return total
    if at != photo.got or not piece:
        return photo.got
    file = pictures.path_of(origin, photo_id, arriving=True)
    pictures.put(file, at, piece)
    photo.got += len(piece)
    if photo.got == total:
        _finish(photo, file.read_bytes()[:total])
    photo.save()
    if photo.finished_at:
        journal.write(actor=actor, verb="photo.received", subject=photo_id, path=path)
    return photo.got


def _expected_at(actor: Account, origin: str, encounter_id: uuid.UUID, photo_id: uuid.UUID) -> str:
    """The path of the encounter that names this photo. Raises Refused."""
    fact = Encounter.objects.filter(origin=origin, id=encounter_id, account_id=actor.id).first()
    if fact is None or str(photo_id) not in fact.photos:
        raise Refused(
            "photo.encounter_unknown",
            _("The record of this photo is not on the server. The photo stays on the phone."),
        )
    if not campaign_of(EVERYTHING, fact.campaign_id).photo_of:
        raise Refused(
            "photo.unasked", _("This campaign asks for no photos. The record itself is kept.")
        )
    return fact.path


def _begun(
    actor: Account,
    device: Device,
    origin: str,
    photo_id: uuid.UUID,
    encounter_id: uuid.UUID,
    total: int,
    digest: str,
) -> Photo:
    """The photo's row, locked; made when this is its first piece. Raises Refused `photo.id_taken`."""
    rows.insert(
        Photo,
        [
            *("origin", "id", "encounter_id", "account_id", "device_id"),
            *("total", "digest", "got", "begun_at"),
        ],
        [
            (
                *(origin, photo_id, encounter_id, actor.id, device.id),
                *(total, digest, 0, clock.now()),
            )
        ],
        conflict=["origin", "id"],
    )
    photo = Photo.objects.select_for_update().get(origin=origin, id=photo_id)
    given = (actor.id, encounter_id, total, digest)
    if (photo.account_id, photo.encounter_id, photo.total, photo.digest) != given:
        raise Refused("photo.id_taken", _("Another photo already has this number."))
    return photo


def _finish(photo: Photo, content: bytes) -> None:
    """All bytes are here: keep the picture alone, or have the phone begin anew. Raises Refused."""
    if hashlib.sha256(content).hexdigest() != photo.digest:
        photo.got = 0
        return
    try:
        picture = picture_alone(content)
    except NotPicture as no_picture:
        pictures.drop(photo.origin, photo.id)
        raise Refused(
            "photo.not_picture", _("This is not a picture that can be kept.")
        ) from no_picture
    pictures.put(pictures.path_of(photo.origin, photo.id), 0, picture)
    pictures.path_of(photo.origin, photo.id, arriving=True).unlink(missing_ok=True)
    photo.finished_at = clock.now()


@transaction.atomic
def note_photo_seen(*, actor: Account, photo: Photo, path: str) -> None:
    """Write down that somebody looked at a photo."""
    journal.write(actor=actor, verb="photo.seen", subject=photo.id, path=path)


def forget_photos(*, actor: Account | None, keep_days: int) -> int:
    """Delete photos of campaigns that ended more than `keep_days` days ago, and what never arrived whole.

    How many went. Their rows stay and say when.
    """
    now = clock.now()
    gone = 0
    for photo in photos_past(EVERYTHING, keep_days).iterator():
        pictures.drop(photo.origin, photo.id)
        photos = Photo.objects.filter(origin=photo.origin, id=photo.id)
        photos.update(deleted_at=now)
        gone += 1
    if gone:
        journal.write(actor=actor, verb="photos.forgotten", count=gone)
    return gone
