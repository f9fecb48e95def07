"""A city's identity server that speaks OpenID Connect on this machine, and lies where it is told to."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tung-ngo", "bí mật"
#: Where a browser is asked; what it posts comes to the very address it was sent to.
PAGE = """<!doctype html><html lang="vi"><title>Thành phố</title>
<main><h1>Đăng nhập của thành phố</h1><form method="post"><button>Đồng ý</button></form></main>"""


@dataclass
class City:
    """`lies` change the claims of the next ID tokens (None takes one away); the rest says who signs in."""

    url: str = ""
    sub: str = "1007"
    email: str = "hoa@phuong.example"
    lies: dict[str, Any] = field(default_factory=dict)
    #: What userinfo says; None: the ID token says it all.
    userinfo: dict[str, Any] | None = None
    signs_with: Any = None
    algorithm: str = "RS256"
    #: What the token says of its key, and how many keys the server publishes.
    kid: str | None = "1"
    keys: int = 1
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    attempts: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def authorize(self, asked: str) -> str:
        """The person says yes: where the browser goes back to. Takes the address it came to."""
        given = dict(parse_qsl(urlsplit(asked).query))
        assert given["client_id"] == CLIENT
        assert given["response_type"] == "code"
        assert "openid" in given["scope"].split()
        code = uuid.uuid4().hex
        self.attempts[code] = given
        back = urlencode({"code": code, "state": given["state"]})
        return f"{given['redirect_uri']}?{back}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Changes a code, once, for tokens; None when the client does not prove itself."""
        attempt = self.attempts.pop(form.get("code", ""), None)
        if attempt is None or form.get("client_secret") != SECRET:
            self.refused.append("client or code")
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != attempt["code_challenge"]:
            self.refused.append("verifier")
            return None
        now = int(time.time())
        claims = {
            **{"iss": self.url, "aud": CLIENT, "sub": self.sub, "iat": now, "exp": now + 60},
            **{"nonce": attempt["nonce"], "jti": uuid.uuid4().hex},
        }
        if self.userinfo is None:
            claims |= {"email": self.email, "email_verified": True}
        claims = {name: value for name, value in (claims | self.lies).items() if value is not None}
        signer = self.signs_with or self.key
        named = {"kid": self.kid} if self.kid else {}
        signed = jwt.encode(claims, signer, algorithm=self.algorithm, headers=named)
        return {"access_token": "access", "token_type": "Bearer", "id_token": signed}

    def answer(self, path: str, form: dict[str, str]) -> Any:
        """What an address of the server says; None: 400."""
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "userinfo_endpoint": f"{self.url}/me",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            named = ({"kid": str(n + 1), "use": "sig", "alg": "RS256"} for n in range(self.keys))
            return {"keys": [public | one for one in named]}
        return self.token(form) if path == "/token" else self.userinfo


@contextlib.contextmanager
def running_city() -> Iterator[City]:
    """The server on a free port of this machine."""
    city = City()

    class Talk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if urlsplit(self.path).path == "/authorize":
                self._say(200, PAGE.encode(), "text/html")
                return
            self._answer()

        def do_POST(self) -> None:
            if urlsplit(self.path).path == "/authorize":
                self.send_response(303)
                self.send_header("Location", city.authorize(self.path))
                self.end_headers()
                return
            self._answer()

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = parse_qs(self.rfile.read(length).decode()) if length else {}
            said = city.answer(urlsplit(self.path).path, {name: v[0] for name, v in form.items()})
            body = json.dumps(said if said is not None else {"error": "invalid_grant"}).encode()
            self._say(200 if said is not None else 400, body, "application/json")

        def _say(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    city.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield city
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
