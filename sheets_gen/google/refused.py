"""The sentences for a sign-in that Google refuses: who is unknown, whose key is old, whose clock is wrong."""

from __future__ import annotations

from sheets_gen.errors import CredentialsProblem
from sheets_gen.google.answers import one_line
from sheets_gen.google.who import GCLOUD_LOGIN, USER, Who

_CLOCK = ("iat and exp", "token used too early", "token used too late", "short-lived token", "clock is set")


def refused(words: str, who: Who) -> CredentialsProblem:
    """What to say when the sign-in server (or the library in front of it) gave no token."""
    low = words.lower()
    if any(each in low for each in _CLOCK):
        return CredentialsProblem(
            "Google refuses the sign-in because the clock of this computer is wrong; set it (on Linux: "
            "timedatectl set-ntp true) and run the command again"
        )
    if "rapt" in low or "reauth" in low:
        again = GCLOUD_LOGIN if who.kind != USER else who.again
        return CredentialsProblem(f"Google wants {who.name} to sign in again, as the organisation demands: {again}")
    if "invalid_scope" in low or "not all requested scopes" in low:
        return CredentialsProblem(who.wider)
    if "invalid_grant" in low:
        return CredentialsProblem(_grant(low, who))
    if "deleted_client" in low or "invalid_client" in low or "unauthorized_client" in low:
        return CredentialsProblem(
            f"Google does not know the program that {who.name} signs in with, or it may not ask for spreadsheets "
            f"({one_line(words, 120)}); {who.again}"
        )
    return CredentialsProblem(
        f"Google gave no token to {who.name}: {one_line(words) or 'no reason given'}; {who.again}"
    )


def _grant(low: str, who: Who) -> str:
    """The cases of ``invalid_grant``."""
    if "signature" in low or "no private key" in low:
        return f"Google does not know the key of {who.name} (deleted, or replaced); {who.again}"
    if "account not found" in low or "not a valid email" in low:
        return f"the account {who.name} does not exist any more; {who.again}"
    if who.person:
        testing = (
            ""
            if who.kind != USER
            else "; while the app's consent screen is in status Testing this happens every 7 days"
        )
        return f"the sign-in of {who.name} has expired or was revoked{testing}; {who.again}"
    return f"Google does not accept the sign-in of {who.name} (invalid_grant); {who.again}"
