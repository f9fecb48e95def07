"""A phone's end of the wire (docs/wire.md): claim, world, push; JSON, gzip, one kept connection."""

from __future__ import annotations

import gzip
import http.client
from typing import Any

import msgspec

from tungngo.lib import clock


class WireRefused(RuntimeError):
    """The server answered a call with a refusal; the text holds its status and code."""


class Phone:
    """One phone. `connection` may be shared by phones that speak one after the other."""

    def __init__(self, connection: http.client.HTTPConnection):
        self._connection = connection
        self._secret = ""

    def claim(self, badge: str, label: str) -> dict[str, Any]:
        """Turn a badge into this phone; its secret is kept. Raises WireRefused."""
        body = self._call("POST", "/field/claim", {"badge": badge, "label": label})
        self._secret = body["secret"]
        return body

    def world(self) -> dict[str, Any]:
        """Everything that travels down to this phone."""
        return self._call("GET", "/field/world")

    def push(self, operations: list[dict[str, Any]], waiting: int = 0) -> list[dict[str, Any]]:
        """Send operations; a verdict for each, in order."""
        sent_at = clock.now().isoformat(timespec="milliseconds")
        body = {"sent_at": sent_at, "waiting": waiting, "ops": operations}
        return self._call("POST", "/field/push", body)["verdicts"]

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": "vi"}
        if self._secret:
            headers["Authorization"] = f"Device {self._secret}"
        packed = None
        if body is not None:
            packed = gzip.compress(msgspec.json.encode(body), compresslevel=1)
            headers |= {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        self._connection.request(method, path, packed, headers)
        reply = self._connection.getresponse()
        content = reply.read()
        if reply.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        if reply.status >= 300:
            raise WireRefused(f"{method} {path}: {reply.status} {content[:200].decode()}")
        return msgspec.json.decode(content)
