"""The wire as a document other programs can read: OpenAPI 3.1, made from what the server really uses.

Bodies come from the structs that read them, every kind of operation among them; answers from `shapes`;
codes of refusals from the rooms that refuse. `docs/wire.md` tells the same to people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from tungngo.accounts.actions import BADGE_SENTENCES
from tungngo.field import shapes
from tungngo.field.envelope import MOST_BYTES, status_of
from tungngo.field.views.photos import Piece
from tungngo.field.views.wire import Claim
from tungngo.field.world import DOCUMENTS
from tungngo.intake.kinds import known_kinds, sentences
from tungngo.intake.wire import MOST_OPS, Op, Push, Verdict
from tungngo.learning.rules.cards import Card

Json = dict[str, Any]
REFERENCE = "#/components/schemas/{name}"
#: Refusals any call may get: the method, the moment, the room left, our own mistakes.
ALWAYS = ("wire.method", "wire.busy", "wire.full", "wire.broken")
DEVICE = ("device.unknown", "device.revoked", "wire.too_often")
BINARY: Json = {"type": "string", "format": "binary"}


@dataclass(frozen=True)
class Call:
    """One address: how it is asked, what it answers when all is well, and what it may refuse."""

    path: str
    method: str
    says: str
    answer: str = ""
    status: int = 200
    body: str = ""
    query: tuple[Json, ...] = ()
    codes: tuple[str, ...] = ()
    with_device: bool = True
    raw: tuple[str, ...] = field(default=())


def _query(name: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _digest() -> Json:
    # Any text may be asked for; what is no digest is simply not known.
    return _query("digest", {"type": "string"}, required=True)


def _calls(piece: Json) -> tuple[Call, ...]:
    """Every address of the wire. `piece`: the schema of what a piece of a photo says in its address."""
    return (
        Call(
            *("/field/claim", "post", "A badge becomes a device."),
            *("Claimed", 201, "Claim"),
            codes=(
                *("claim.unreadable", "claim.too_large"),
                *(f"badge.{why}" for why in BADGE_SENTENCES),
            ),
            with_device=False,
        ),
        Call(
            *("/field/world", "get", "What travels down: one document a room, absent when known."),
            "World",
            query=tuple(_query(room, {"type": "string"}) for room in DOCUMENTS),
        ),
        Call(
            *(
                "/field/push",
                "post",
                "What travels up: operations, one verdict for each, in order.",
            ),
            "Pushed",
            body="Push",
            codes=("push.unreadable", "push.too_large"),
        ),
        Call(
            *(
                "/field/photo",
                "put",
                "The bytes of a photo from `at` on; without bytes it only asks.",
            ),
            "Arrived",
            body="binary",
            query=tuple(
                _query(name, schema, required=name in piece["required"])
                for name, schema in piece["properties"].items()
            ),
            codes=tuple(
                f"photo.{why}"
                for why in (
                    *("unreadable", "too_large", "encounter_unknown", "unasked"),
                    *("not_picture", "id_taken"),
                )
            ),
        ),
        Call(
            *("/field/carry", "post", "A parcel that another phone sealed."),
            "Carried",
            body="binary",
            codes=tuple(
                f"parcel.{why}"
                for why in ("unreadable", "key_unknown", "device_unknown", "too_large")
            ),
        ),
        Call(
            *("/field/guide", "get", "A guide card, by its digest."),
            "Card",
            query=(_digest(),),
            codes=("guide.unknown",),
        ),
        Call(
            *("/field/guide-media", "get", "A picture or recording of a card, by its digest."),
            raw=("image/*", "audio/*"),
            query=(_digest(),),
            codes=("guide.unknown",),
        ),
    )


@cache
def interface() -> bytes:
    """The document, as JSON."""
    return msgspec.json.encode(_interface())


def _interface() -> Json:
    kinds = known_kinds()
    structs: list[type[Struct]] = [
        *(kind.body for kind in kinds),
        *(Push, Op, Verdict, Claim, Piece, Card),
        *(
            shapes.Problem,
            shapes.Claimed,
            shapes.Pushed,
            shapes.Arrived,
            shapes.Carried,
            shapes.World,
        ),
    ]
    refs, schemas = msgspec.json.schema_components(structs, ref_template=REFERENCE)
    schemas = _for_everybody(schemas)
    envelope, piece = schemas.pop("Op"), schemas.pop("Piece")
    for kind, ref in zip(kinds, refs, strict=False):
        schemas[kind.name] = _operation(kind.name, ref, envelope)
    ops = [{"$ref": REFERENCE.format(name=kind.name)} for kind in kinds]
    schemas["Push"]["properties"]["ops"] = {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_OPS,
        "items": {"oneOf": ops},
    }
    schemas["Verdict"]["properties"]["code"] = {"enum": ["", *sorted(sentences())]}
    paths: dict[str, Json] = defaultdict(dict)
    for call in _calls(piece):
        paths[call.path][call.method] = _described(call)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Từng Ngõ: the wire between phones and the server", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "device": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`Device <secret>`; the secret is told once, by /field/claim.",
                }
            },
        },
    }


def _operation(name: str, body: Json, envelope: Json) -> Json:
    """The schema of one kind of operation: the envelope every one has, with this kind's body."""
    properties = envelope["properties"] | {"kind": {"const": name}, "body": body}
    return {
        "title": name,
        "type": "object",
        "required": envelope["required"],
        "properties": properties,
    }


def _described(call: Call) -> Json:
    described: Json = {
        "summary": call.says,
        "operationId": call.path.removeprefix("/field/"),
        "parameters": [*call.query, LANGUAGE],
        "responses": {str(call.status): _answered(call), **_refusals(_codes(call))},
    }
    if call.with_device:
        described["security"] = [{"device": []}]
    if call.body == "binary":
        described["requestBody"] = {"content": {"application/octet-stream": {"schema": BINARY}}}
    elif call.body:
        described["requestBody"] = {
            "required": True,
            "description": f"At most {MOST_BYTES} bytes once unpacked; may be packed with gzip.",
            "content": _json(call.body),
        }
    return described


def _answered(call: Call) -> Json:
    if call.raw:
        content = {kind: {"schema": BINARY} for kind in call.raw}
        return {"description": call.says, "content": content}
    return {"description": call.says, "content": _json(call.answer)}


def _json(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": REFERENCE.format(name=name)}}}


def _codes(call: Call) -> Iterable[str]:
    return (*call.codes, *(DEVICE if call.with_device else ()), *ALWAYS)


def _refusals(codes: Iterable[str]) -> Json:
    """Status → what is said with it, each code under its own status."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[status_of(code)].append(code)
    return {str(status): _refused(status, said) for status, said in sorted(by_status.items())}


def _refused(status: int, codes: list[str]) -> Json:
    problem = {"$ref": REFERENCE.format(name="Problem")}
    only = {"properties": {"code": {"enum": codes}}}
    refused: Json = {
        "description": ", ".join(codes),
        "content": {"application/json": {"schema": {"allOf": [problem, only]}}},
    }
    if status in (429, 503, 507):
        refused["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer"}}}
    if status == 405:
        refused["headers"] = {"Allow": {"required": True, "schema": {"type": "string"}}}
    return refused


LANGUAGE: Json = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The language of sentences: vi or en.",
    "schema": {"type": "string"},
}


def _for_everybody(node: Any) -> Any:
    """Patterns as every reader of JSON Schema knows them: Python's own anchors are none elsewhere."""
    if isinstance(node, dict):
        found = {name: _for_everybody(value) for name, value in node.items()}
        if isinstance(pattern := found.get("pattern"), str):
            found["pattern"] = pattern.replace(r"\A", "^").replace(r"\Z", "$")
        return found
    return [_for_everybody(one) for one in node] if isinstance(node, list) else node
