"""What a verifier gets: a page that names nobody, and an Open Badge that holds up without our own code."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import json
from typing import Any

import jsonschema_rs
import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client

from tests.certificates.learners import Learners
from tungngo.certificates import actions
from tungngo.certificates.models import Certificate, CompletionRule, SigningKey
from tungngo.encounters.models import Encounter
from tungngo.lib import clock
from tungngo.public import certificates as pages
from tungngo.territory.models import Resident

NAME = "Nguyễn Thị Hồng"
HOST = "http://testserver"


class Issued(Learners):
    """A ward with one certificate."""

    def __init__(self) -> None:
        super().__init__()
        self.named(self.able, NAME)
        made = actions.issue(actor=self.admin, area=self.ward, standard=self.standard())
        [self.certificate] = made.certificates
        self.page = f"/c/{self.certificate.origin}/{self.certificate.token}/"


@pytest.fixture
def ward(db: None) -> Issued:
    return Issued()


def shown(client: Client, url: str, said: dict[str, str] | None = None) -> str:
    client.cookies["django_language"] = "en"
    answer = client.post(url, said) if said is not None else client.get(url)
    return " ".join(answer.content.decode().split())


# ------------------------------------------------------------------------------------------ people


def test_the_page_says_what_a_verifier_needs_and_names_nobody(client: Client, ward: Issued) -> None:
    page = shown(client, ward.page)
    one = ward.certificate
    for words in ("is valid until", one.number, "N. T. H.", "Tương Mai", "no regulation"):
        assert words in page, words
    assert NAME not in page
    assert "Hồng" not in page
    assert "was issued to a person of this name" in shown(
        client, ward.page, {"name": "nguyen thi hong"}
    )
    assert "was not issued to" in shown(client, ward.page, {"name": "Nguyễn Thị Hoa"})
    assert "Type the name" in shown(client, ward.page, {"name": " "})

    Resident.objects.filter(id=ward.able.id).update(full_name="")  # forgotten by the list
    assert "was issued to a person" in shown(client, ward.page, {"name": NAME})
    assert "N. T. H." not in shown(client, ward.page)

    Certificate.objects.update(valid_until_on=clock.today() - dt.timedelta(1))
    assert "is not any more" in shown(client, ward.page)
    actions.revoke(actor=ward.admin, certificate=one, why="evidence", words="Hồng nhầm")
    page = shown(client, ward.page)
    assert "the evidence was corrected" in page
    assert "nhầm" not in page
    actions.erase_certificates(actor=ward.admin, origin=one.origin, people=[ward.able.id])
    assert "was revoked on" in shown(client, ward.page)
    assert shown(client, ward.page, {"name": NAME}).count("a person of this name") == 0


def test_names_are_not_guessed_by_machines(
    client: Client, ward: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_AN_HOUR", 2)
    for _try in range(2):
        assert "was not issued" in shown(client, ward.page, {"name": "Ai đó"})
    assert "Too many names" in shown(client, ward.page, {"name": NAME})


# ---------------------------------------------------------------------------------------- machines

#: What Open Badges 3.0 asks of a credential, in our own words (data model of the specification: required
#: members, their types, the two contexts in this order, the values of `achievementType` and
#: `identityType` that we use).
_URI = {"type": "string", "pattern": r"^(https?://|urn:)\S+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


def _types(*names: str) -> dict[str, Any]:
    contained = [{"contains": {"const": name}} for name in names]
    return {"type": "array", "items": {"type": "string"}, "allOf": contained}


_WORDS = {"type": "string", "minLength": 1}
_IDENTITY = _object(
    {
        "type": {"const": "IdentityObject"},
        "hashed": {"const": True},
        "identityHash": {"type": "string", "pattern": r"^sha256\$[0-9a-f]{64}$"},
        "identityType": {"enum": ["name", "emailAddress", "phoneNumber", "identifier"]},
        "salt": {"type": "string", "minLength": 16},
    }
)
_ACHIEVEMENT = _object(
    {
        "id": _URI,
        "type": _types("Achievement"),
        "name": _WORDS,
        "description": _WORDS,
        "criteria": _object({"narrative": _WORDS}),
    },
    achievementType={"const": "CertificateOfCompletion"},
    inLanguage={"type": "string"},
)
_STATUS = _object(
    {
        "id": _URI,
        "type": {"const": "BitstringStatusListEntry"},
        "statusPurpose": {"const": "revocation"},
        "statusListIndex": {"type": "string", "pattern": r"^\d+$"},
        "statusListCredential": _URI,
    }
)
_CREDENTIAL = _object(
    {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"type": "string", "pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.0\.\d\.json$"},
            ],
            "minItems": 2,
        },
        "id": _URI,
        "type": _types("VerifiableCredential", "OpenBadgeCredential"),
        "issuer": _object({"id": _URI, "type": _types("Profile")}, name=_WORDS, url=_URI),
        "validFrom": _MOMENT,
        "credentialSubject": _object(
            {"type": _types("AchievementSubject"), "achievement": _ACHIEVEMENT, "id": _URI},
            identifier={"type": "array", "items": _IDENTITY, "minItems": 1},
        ),
        "iss": _URI,
        "jti": _URI,
        "sub": _URI,
        "nbf": {"type": "integer"},
    },
    name=_WORDS,
    validUntil=_MOMENT,
    exp={"type": "integer"},
    credentialStatus=_STATUS,
    credentialSchema={
        "type": "array",
        "items": _object({"id": _URI, "type": {"const": "1EdTechJsonSchemaValidator2019"}}),
    },
)  # fmt: skip


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verified(client: Client, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and claims of a compact JWS, verified step by step as the specification says: the key is
    fetched from where the header points. Raises InvalidSignature."""
    head, body, signature = token.split(".")
    header = json.loads(_decoded(head))
    assert set(header) == {"alg", "kid", "typ"}
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    key = client.get(header["kid"].removeprefix(HOST)).json()
    assert key["kty"] == "RSA"
    assert "d" not in key
    numbers = (int.from_bytes(_decoded(key[name])) for name in ("e", "n"))
    public = RSAPublicNumbers(*numbers).public_key()
    public.verify(_decoded(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())
    return header, json.loads(_decoded(body))


def is_revoked(client: Client, status: dict[str, Any]) -> bool:
    """What the status list says of a credential, read as Bitstring Status List 1.0 says."""
    answer = client.get(status["statusListCredential"].removeprefix(HOST))
    assert answer["Content-Type"] == "application/vc+jwt"
    _header, said = verified(client, answer.content.decode())
    assert said["id"] == status["statusListCredential"]
    subject = said["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    assert subject["encodedList"][0] == "u"
    bits = gzip.decompress(_decoded(subject["encodedList"][1:]))
    assert len(bits) * 8 >= 131_072
    place = int(status["statusListIndex"])
    return bool(bits[place // 8] & (0x80 >> place % 8))


def test_a_badge_is_an_open_badge_that_verifies_with_what_is_public(
    client: Client, ward: Issued
) -> None:
    answer = client.get(f"{ward.page}badge.jwt")
    assert answer["Content-Type"].startswith("text/plain")
    token = answer.content.decode()
    _header, said = verified(client, token)
    jsonschema_rs.validate(_CREDENTIAL, said)

    assert said["jti"] == said["id"] == f"{HOST}{ward.page}"
    assert said["iss"] == said["issuer"]["id"]
    assert said["sub"] == said["credentialSubject"]["id"]
    at = dt.datetime.fromisoformat(said["validFrom"])
    assert said["nbf"] == at.timestamp() <= clock.now().timestamp()
    ends = dt.datetime.fromisoformat(said["validUntil"])
    assert said["exp"] == ends.timestamp()
    assert ends.astimezone(clock.VIETNAM).date() == ward.certificate.valid_until_on
    [holder] = said["credentialSubject"]["identifier"]
    known = hashlib.sha256((NAME + holder["salt"]).encode()).hexdigest()
    assert holder["identityHash"] == f"sha256${known}"
    for word in (NAME, "Hồng", str(ward.able.id), "1950"):
        assert word not in json.dumps(said, ensure_ascii=False)

    profile = client.get(said["iss"].removeprefix(HOST)).json()
    assert {name: profile[name] for name in said["issuer"]} == said["issuer"]
    at_home = said["credentialSubject"]["achievement"]
    public = client.get(at_home["id"].removeprefix(HOST)).json()
    assert {name: public[name] for name in at_home} == at_home
    assert "ví dụ" in at_home["description"]

    head, _body, signature = token.split(".")
    changed = json.dumps(said | {"name": "khác"}).encode()
    forged = base64.urlsafe_b64encode(changed).decode().rstrip("=")
    with pytest.raises(InvalidSignature):
        verified(client, f"{head}.{forged}.{signature}")
    assert client.get(f"{ward.page}badge.jwt").content.decode() == token  # says the same each time


def test_a_verifier_learns_that_a_badge_was_revoked(client: Client, ward: Issued) -> None:
    token = client.get(f"{ward.page}badge.jwt").content.decode()
    status = verified(client, token)[1]["credentialStatus"]
    assert not is_revoked(client, status)
    actions.revoke(actor=ward.admin, certificate=ward.certificate, why="mistake")
    assert is_revoked(client, status)
    assert client.get(f"{ward.page}badge.jwt").status_code == 410
    actions.restore(actor=ward.admin, certificate=ward.certificate)
    assert not is_revoked(client, status)


def test_page_badge_and_status_list_say_the_same(client: Client, ward: Issued) -> None:
    """Valid, its evidence withdrawn, run out, revoked, its holder erased, its holder forgotten."""
    one = ward.certificate
    token = client.get(f"{ward.page}badge.jwt").content.decode()
    status = verified(client, token)[1]["credentialStatus"]

    def told() -> tuple[str, int, bool]:
        page = shown(client, ward.page)
        words = (
            "was not revoked, but part of the evidence",
            "is valid until",
            "is not any more",
            "was revoked on",
            "the data of its holder were erased",
        )
        [said] = [one for one in words if one in page]
        return said, client.get(f"{ward.page}badge.jwt").status_code, is_revoked(client, status)

    assert told() == ("is valid until", 200, False)
    [seen] = Encounter.objects.all()
    ward.push(ward.op(ward.encounter(ward.doors[0], amends=str(seen.id), withdrawn=True)))
    assert told() == ("was not revoked, but part of the evidence", 200, False)
    assert "fraud" not in shown(client, ward.page).split("What it takes")[0]  # not which part
    actions.revoke(actor=ward.admin, certificate=one, why="evidence")
    assert told() == ("was revoked on", 410, True)
    actions.restore(actor=ward.admin, certificate=one)

    Certificate.objects.update(valid_until_on=clock.today() - dt.timedelta(1))
    assert told() == ("is not any more", 200, False)
    late = client.get(f"{ward.page}badge.jwt").content.decode()
    key = jwt.PyJWK(client.get(jwt.get_unverified_header(late)["kid"].removeprefix(HOST)).json())
    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(
            late, key, algorithms=["RS256"], options={"require": ["iss", "sub", "jti", "nbf"]}
        )
    actions.forget_certificates(actor=None, before=clock.now() + dt.timedelta(days=3))
    assert told() == ("is not any more", 410, False)
    ended = client.get(f"{ward.page}badge.jwt", headers={"accept-language": "en"})
    assert b"revoked" not in ended.content

    Certificate.objects.update(resident_id=ward.able.id)
    actions.erase_certificates(actor=ward.admin, origin=one.origin, people=[ward.able.id])
    assert told() == ("the data of its holder were erased", 410, True)


def test_a_later_rule_is_said_on_the_page(client: Client, ward: Issued) -> None:
    rule = ward.certificate.rule
    CompletionRule.objects.create(
        area=ward.ward, path=ward.ward.path, code=rule.code, version=2,
        valid_from_on=clock.today(), name_vi="Bản hai", name_en="Version two",
        content=rule.content, loaded_at=clock.now(),
    )  # fmt: skip
    page = shown(client, ward.page)
    assert "It was issued by version 1 of the rule. Version 2 holds since" in page
    assert "is valid until" in page


def test_a_new_key_signs_and_the_old_one_still_verifies(
    client: Client, ward: Issued, settings: Any
) -> None:
    before = client.get(f"{ward.page}badge.jwt").content.decode()
    actions.renew_signing_key(actor=ward.admin)
    after = client.get(f"{ward.page}badge.jwt").content.decode()
    assert verified(client, before)[0]["kid"] != verified(client, after)[0]["kid"]
    assert len(client.get("/badges/keys").json()["keys"]) == 2

    # The secret key was lost: what it sealed signs no more, what it signed is verified as ever.
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    assert client.get(f"{ward.page}badge.jwt").status_code == 404
    assert actions.install_signing_key()
    assert not actions.install_signing_key()
    verified(client, before)
    verified(client, client.get(f"{ward.page}badge.jwt").content.decode())
    sealed = bytes(SigningKey.objects.latest("made_at").sealed)
    assert b"PRIVATE" not in sealed
    assert sealed.startswith(b"TNG")
