"""Calls that no honest client writes, byte by byte to the real server: answered or cut, never a 500."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.town import Town

BODY = b'{"badge": "never-printed", "label": "x"}'
LONG = 20 * 1024 * 1024
WAIT_SECONDS = 60


def said_to(town: Town, sent: bytes, *, then_hang_up: bool = False) -> list[int]:
    """The statuses of what the server answers to these bytes, until it closes the connection."""
    address = urlsplit(town.url)
    assert address.hostname
    assert address.port
    heard = b""
    with socket.create_connection((address.hostname, address.port), WAIT_SECONDS) as line:
        try:
            line.sendall(sent)
            if then_hang_up:
                line.shutdown(socket.SHUT_WR)
            while part := line.recv(65536):
                heard += part
        except TimeoutError:
            raise
        except OSError:
            pass  # it would not listen to the end
    return [int(part[:3]) for part in heard.split(b"HTTP/1.1 ")[1:]]


def call(
    *headers: str, body: bytes = b"", path: str = "/field/claim", method: str = "POST"
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def chunks(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


CHUNKED = "Transfer-Encoding: chunked"
LENGTH = f"Content-Length: {len(BODY)}"
#: What is sent, and which statuses may come back; 0: none at all, the line is cut.
BENT: dict[str, tuple[bytes, set[int]]] = {
    "as it should be": (call(LENGTH, body=BODY), {403}),
    # Django reads a body as far as its announced length: without one there is nothing to read.
    "in chunks": (call(CHUNKED, body=chunks(BODY[:9], BODY[9:], b"")), {400}),
    "a chunk of no number": (call(CHUNKED, body=b"zz\r\n" + BODY), {0, 400}),
    "a chunk below nothing": (call(CHUNKED, body=b"-5\r\n" + BODY), {0, 400}),
    "a chunk without end": (call(CHUNKED, body=b"ffffffffffffffffff\r\n" + BODY), {0, 400}),
    "chunks that stop": (call(CHUNKED, body=chunks(BODY[:9])), {0, 400}),
    "a length below nothing": (call("Content-Length: -5", body=BODY), {0, 400}),
    "a length of no number": (call("Content-Length: all", body=BODY), {0, 400}),
    "a length beyond numbers": (call("Content-Length: " + "9" * 30, body=BODY), {0, 400, 413}),
    "two lengths": (call(LENGTH, "Content-Length: 3", body=BODY), {0, 400}),
    "length and chunks": (call("Content-Length: 3", CHUNKED, body=chunks(BODY, b"")), {0, 400, 403}),
    "no length": (call(body=BODY), {400, 411}),
    "length of nothing": (call("Content-Length: 0"), {400}),
    # What is JSON to its end is read, whatever was announced; anything less is unreadable.
    "a body cut short": (call("Content-Length: 4000", body=BODY), {0, 400, 403}),
    "half a body": (call("Content-Length: 40", body=BODY[:20]), {0, 400}),
    "twenty megabytes": (call(f"Content-Length: {LONG}", body=b" " * LONG), {0, 413}),
    "twenty megabytes in chunks": (call(CHUNKED, body=chunks(b" " * LONG, b"")), {0, 400, 413}),
    "a header of a megabyte": (call("X-Long: " + "x" * 1_000_000, LENGTH, body=BODY), {0, 400, 431}),
    "five thousand headers": (call(*["X-Many: 1"] * 5000, LENGTH, body=BODY), {0, 400, 403, 431}),
    "a strange secret": (call("Authorization: Device \xff", path="/field/world", method="GET"), {401}),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", {0, 400}),
    "another version": (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", {0, 400, 505}),
    "no host": (b"GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n", {0, 200, 400}),
    "a foreign host": (call(method="GET", path="/").replace(b"127.0.0.1", b"evil.example"), {400}),
    "a zero in the path": (call(method="GET", path="/p/%00/"), {404}),
    "no text in the path": (call(method="GET", path="/p/%ff%fe/"), {400, 404}),
    "up and away": (call(method="GET", path="/static/../../secret-key"), {400, 404}),
    "up and away, hidden": (call(method="GET", path="/static/%2e%2e/%2e%2e/secret-key"), {400, 404}),
    "a zero in what is asked": (call(method="GET", path="/?q=%00&x=%ff"), {200}),
    "a method of its own": (call(method="PROPFIND", path="/field/claim"), {405}),
}  # fmt: skip


#: Those whose caller hangs up before the end; the others wait for an answer.
CUT = {
    *("a chunk of no number", "a chunk below nothing", "a chunk without end", "chunks that stop"),
    *("a length below nothing", "a length of no number", "a length beyond numbers"),
    *("two lengths", "length and chunks", "a body cut short", "half a body", "no HTTP"),
}


@pytest.mark.parametrize("what", BENT)
def test_a_bent_call_is_answered_or_cut(town: Town, what: str) -> None:
    sent, allowed = BENT[what]
    heard = said_to(town, sent, then_hang_up=what in CUT)
    assert set(heard or [0]) <= allowed, heard
    assert said_to(town, call(LENGTH, body=BODY)) == [403], "the next caller is answered as ever"


def test_nothing_broke_inside(town: Town) -> None:
    """Runs last: what the server wrote down while it was called so."""
    for what, (sent, _allowed) in BENT.items():
        said_to(town, sent, then_hang_up=what in CUT)
    log = town.log()
    assert "Traceback" not in log
    assert "wire.broken" not in log
    assert said_to(town, call(LENGTH, body=BODY) * 2) in ([403], [403, 403])
