"""A city's single sign-on by OpenID Connect: allauth's, held to more of what the standard asks.

OpenID Connect Core 1.0, section 3.1.3.7: the ID token's signature, issuer, audience, time and nonce are
looked at each time, and what the userinfo address says must be about the same subject. The nonce is a
digest of the PKCE verifier (RFC 7636), which the session keeps with the state: it needs no place of its own.
"""

from __future__ import annotations

import hashlib
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

#: Signatures with a public key; an identity server that signs with the client's secret is not trusted.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}


def nonce_of(verifier: str) -> str:
    """What the ID token must carry, by the verifier of this one attempt."""
    return hashlib.sha256(f"nonce:{verifier}".encode()).hexdigest()


class Adapter(OpenIDConnectOAuth2Adapter):
    """One attempt to sign in. Raises OAuth2Error wherever the answer is not as it must be."""

    _verifier = ""

    def __init__(self, request: HttpRequest, provider_id: str = "city") -> None:
        super().__init__(request, provider_id)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the city's server sends people back to."""
        return request.build_absolute_uri(reverse("sso_callback"))

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: Any = None
    ) -> Any:
        """Changes the code for tokens, and keeps the verifier for the nonce."""
        self._verifier = pkce_code_verifier or ""
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> Any:
        """Who it is, by the ID token; the e-mail address also by the userinfo of the same subject."""
        claims = self._claims(app, kwargs["response"].get("id_token") or "")
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo speaks of somebody else")
            claims |= {key: told[key] for key in ("email", "email_verified") if key in told}
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def _claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in SIGNATURES:
                raise OAuth2Error("the ID token is not signed as it must be")
            if "kid" in header:
                claims: dict[str, Any] = jwtkit.verify_and_decode(
                    credential=id_token,
                    keys_url=self.openid_config["jwks_uri"],
                    issuer=self.openid_config["issuer"],
                    audience=app.client_id,
                    lookup_kid=jwtkit.lookup_kid_jwk,
                )
            else:
                claims = self._signed_by_the_one_key(app, id_token, header["alg"])
        except (jwt.PyJWTError, LookupError, ValueError) as wrong:
            raise OAuth2Error("the ID token cannot be read") from wrong
        if not claims.get("sub") or "exp" not in claims:
            raise OAuth2Error("the ID token names nobody, or has no end")
        if not self._verifier or claims.get("nonce") != nonce_of(self._verifier):
            raise OAuth2Error("the ID token was made for another attempt")
        return claims

    def _signed_by_the_one_key(self, app: SocialApp, id_token: str, alg: str) -> dict[str, Any]:
        """The claims of a token that does not say which key signed it: a server with a single key need not
        (OpenID Connect Core 1.0, section 10.1), and allauth's does not take that."""
        with get_adapter().get_requests_session() as asked:
            answer = asked.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = [one for one in answer.json()["keys"] if one.get("use", "sig") == "sig"]
        if len(keys) != 1:
            raise OAuth2Error("the ID token does not say which key signed it")
        claims: dict[str, Any] = jwt.decode(
            id_token,
            jwt.PyJWK(keys[0], algorithm=alg).key,
            algorithms=[alg],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
        )
        jwtkit.verify_jti(claims)
        return claims


class Provider(OpenIDConnectProvider):
    """The city's server as allauth's registry has it."""

    oauth2_adapter_class = Adapter

    def get_callback_url(self) -> str:
        """As the adapter's."""
        return reverse("sso_callback")

    def get_pkce_params(self) -> dict[str, Any]:
        """With the nonce beside the challenge."""
        params: dict[str, Any] = super().get_pkce_params()
        return params | {"nonce": nonce_of(params["code_verifier"])}

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Of what the city's server says nothing is kept but the subject."""
        return {}

    def get_default_scope(self) -> list[str]:
        """Nothing but who it is."""
        return ["openid", "email"]


provider_classes = [Provider]
