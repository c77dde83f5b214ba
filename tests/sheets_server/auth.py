"""The token endpoint: service accounts sign with a generated key and get bearer tokens."""

import base64
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from .errors import ApiError, insufficient_scopes, unauthenticated

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
REFRESH_TOKEN = "local-refresh-token"


@cache
def _key() -> rsa.RSAPrivateKey:
    """One key for the process: making one takes a moment."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Token:
    """Whose token it is and what it is good for."""

    user: str
    scopes: frozenset[str]


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _refused(reason: str, description: str) -> ApiError:
    return ApiError(400, reason, {"error": reason, "error_description": description})


@dataclass
class Tokens:
    """The tokens in force."""

    user: str
    issued: dict[str, Token] = field(default_factory=dict)
    count: int = 0

    def credentials_info(self, url: str, email: str | None) -> dict[str, Any]:
        """The contents of a service account's key file, pointing to this server."""
        pem = _key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": "local-project",
            "private_key_id": "local-key",
            "private_key": pem.decode(),
            "client_email": email or self.user,
            "client_id": "100000000000000000000",
            "token_uri": f"{url}/token",
        }

    def grant(self, raw: bytes) -> dict[str, Any]:
        """Answer a token request, or refuse it as OAuth does."""
        form = {name: values[-1] for name, values in parse_qs(raw.decode()).items()}
        if form.get("grant_type") == JWT_GRANT:
            claims = self._verified(form.get("assertion", ""))
            return self._issue(claims.get("sub") or claims["iss"], claims.get("scope", ""))
        if form.get("grant_type") == "refresh_token" and form.get("refresh_token") == REFRESH_TOKEN:
            everything = "https://www.googleapis.com/auth/spreadsheets https://www.googleapis.com/auth/drive"
            return self._issue(self.user, form.get("scope", everything))
        if form.get("grant_type") == "refresh_token":
            raise _refused("invalid_grant", "Token has been expired or revoked.")
        raise _refused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")

    def _verified(self, assertion: str) -> dict[str, Any]:
        try:
            head, body, signature = assertion.split(".")
            signed = f"{head}.{body}".encode()
            _key().public_key().verify(_decoded(signature), signed, padding.PKCS1v15(), hashes.SHA256())
            claims: dict[str, Any] = json.loads(_decoded(body))
        except (ValueError, InvalidSignature):
            raise _refused("invalid_grant", "Invalid JWT Signature.") from None
        return claims

    def _issue(self, user: str, scopes: str) -> dict[str, Any]:
        self.count += 1
        token = f"local-token-{self.count}"
        self.issued[token] = Token(user, frozenset(scopes.split()))
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer", "scope": scopes}

    def expire(self) -> None:
        """Take every token out of force."""
        self.issued.clear()

    def user_of(self, header: str | None, accepted: list[str], service: str) -> str:
        """The user behind an Authorization header whose token has one of the accepted scopes."""
        kind, _, text = (header or "").partition(" ")
        token = self.issued.get(text) if kind.lower() == "bearer" else None
        if token is None:
            raise unauthenticated()
        if not token.scopes & set(accepted):
            raise insufficient_scopes(service)
        return token.user
