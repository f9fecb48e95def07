"""Photos over the wire: in pieces, resumed where they were cut, only where a campaign asks for them."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import pytest

from tests.encounters.test_jpeg import END, EXIF, JFIF, SCAN, START, frame
from tests.field.conftest import Phone
from tests.field.lane import ORIGIN
from tungngo.accounts.models import JournalLine
from tungngo.campaigns.models import Campaign
from tungngo.encounters.actions import forget_photos
from tungngo.encounters.models import Photo
from tungngo.encounters.pictures import path_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7

NOISE = b"\xff\x00".join(bytes([n % 250]) * 90 for n in range(400))
PICTURE = START + JFIF + EXIF + frame() + SCAN + NOISE + END
PIECE = 8000


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


class Taken:
    """A photo of a record that is on the server."""

    def __init__(self, phone: Phone, laid: dict[str, Any], content: bytes = PICTURE) -> None:
        Campaign.objects.update(photo_of="Mã QR thanh toán")
        self.phone, self.content = phone, content
        self.id, self.encounter = uuid.uuid4(), str(uuid7())
        self.body = {
            "id": self.encounter,
            "campaign": str(laid["campaign"].id),
            "household": str(laid["doors"][0].id),
            "result": "met",
            "at": clock.now().isoformat(),
            "photos": [str(self.id)],
        }

    def record(self) -> None:
        op = {"op": str(uuid7()), "kind": "encounter.record", "origin": ORIGIN, "body": self.body}
        said = self.phone.post(
            "/field/push", {"sent_at": clock.now().isoformat(), "waiting": 1, "ops": [op]}
        )
        assert said.json()["verdicts"][0]["verdict"] == "accepted"

    def send(self, at: int, piece: bytes | None = None, **changes: Any) -> Any:
        query = {
            **{"id": self.id, "origin": ORIGIN, "encounter": self.encounter, "at": at},
            **{"total": len(self.content), "digest": hashlib.sha256(self.content).hexdigest()},
        } | changes
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        body = self.content[at : at + PIECE] if piece is None else piece
        return self.phone.client.put(
            f"/field/photo?{asked}",
            body,
            content_type="application/octet-stream",
            headers=self.phone._headers(),
        )

    def send_all(self) -> None:
        at = 0
        while not (said := self.send(at).json())["done"]:
            assert said["got"] > at
            at = said["got"]


@pytest.fixture
def taken(claimed: Phone, laid: dict[str, Any]) -> Taken:
    return Taken(claimed, laid)


def test_a_photo_arrives_in_pieces_and_goes_on_where_it_was_cut(taken: Taken) -> None:
    taken.record()
    assert taken.send(0).json() == {"got": PIECE, "done": False}
    assert taken.send(0).json()["got"] == PIECE, "the same piece again is not written twice"
    assert taken.send(3 * PIECE).json()["got"] == PIECE, "nor one from further on"
    assert taken.send(0, b"").json()["got"] == PIECE, "without bytes it only asks"
    taken.send_all()
    assert taken.send(0, b"").json() == {"got": len(PICTURE), "done": True}
    kept = path_of(ORIGIN, taken.id).read_bytes()
    assert kept == PICTURE.replace(EXIF, b""), "what the camera wrote is gone"
    assert not path_of(ORIGIN, taken.id, arriving=True).exists()
    assert JournalLine.objects.filter(verb="photo.received", subject=str(taken.id)).count() == 1


def test_a_photo_comes_after_its_record(taken: Taken) -> None:
    early = taken.send(0)
    assert (early.status_code, early.json()["code"]) == (400, "photo.encounter_unknown")
    assert not Photo.objects.exists()
    taken.record()
    assert taken.send(0).status_code == 200
    other = taken.send(0, id=uuid.uuid4())
    assert other.json()["code"] == "photo.encounter_unknown", "only photos the record names"


def test_nobody_adds_to_the_record_of_another(taken: Taken, laid: dict[str, Any]) -> None:
    taken.record()
    other = Phone()
    other.claim(laid["badges"][1])
    taken.phone = other
    assert taken.send(0).json()["code"] == "photo.encounter_unknown"


def test_a_campaign_that_asks_for_no_photos_gets_none(taken: Taken) -> None:
    taken.record()
    Campaign.objects.update(photo_of="")
    assert taken.send(0).json()["code"] == "photo.unasked"


def test_bytes_that_changed_on_the_way_begin_anew(taken: Taken) -> None:
    taken.record()
    spoilt = b"x" + PICTURE[1:]
    at = 0
    for at in range(0, len(PICTURE), PIECE):
        said = taken.send(at, spoilt[at : at + PIECE]).json()
    assert said == {"got": 0, "done": False}
    taken.send_all()
    assert path_of(ORIGIN, taken.id).exists()


def test_what_is_no_picture_is_refused_and_not_kept(claimed: Phone, laid: dict[str, Any]) -> None:
    paper = Taken(claimed, laid, b"%PDF-1.7 not a picture")
    paper.record()
    assert paper.send(0).json()["code"] == "photo.not_picture"
    assert not path_of(ORIGIN, paper.id).exists()
    assert not path_of(ORIGIN, paper.id, arriving=True).exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"total": 2_000_000}, "photo.too_large"),
        ({"total": 10}, "photo.too_large"),
        ({"digest": "%00" * 64}, "photo.unreadable"),
        ({"origin": "003%00"}, "photo.unreadable"),
        ({"total": "many"}, "photo.unreadable"),
        ({"digest": "short"}, "photo.unreadable"),
        ({"id": "../../etc"}, "photo.unreadable"),
    ],
)
def test_calls_that_cannot_be_are_refused(taken: Taken, changes: Any, code: str) -> None:
    taken.record()
    assert taken.send(0, **changes).json()["code"] == code


def test_photos_go_with_their_campaign(taken: Taken) -> None:
    taken.record()
    taken.send_all()
    assert forget_photos(actor=None, keep_days=90) == 0
    Campaign.objects.update(ends_on=clock.today() - dt.timedelta(days=91))
    assert forget_photos(actor=None, keep_days=90) == 1
    assert not path_of(ORIGIN, taken.id).exists()
    assert Photo.objects.get().deleted_at
    assert taken.send(0, b"").json()["done"], "the phone need not send it again"
    assert forget_photos(actor=None, keep_days=90) == 0
