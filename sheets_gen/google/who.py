"""Who asks Google, and how that one can sign in again."""

from __future__ import annotations

from dataclasses import dataclass

SPREADSHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"

GCLOUD_LOGIN = (
    f"gcloud auth application-default login --scopes=https://www.googleapis.com/auth/cloud-platform,{SPREADSHEETS}"
)
GCLOUD_PROJECT = "gcloud auth application-default set-quota-project PROJECT"

SERVICE_ACCOUNT = "service account"
GCLOUD_USER = "user of gcloud"
USER = "user"
FEDERATED = "workload identity"
MACHINE = "this machine's service account"


@dataclass(frozen=True)
class Who:
    """The account that asks: its kind, its address ("" when Google alone knows), its project, where its key stands."""

    kind: str = SERVICE_ACCOUNT
    address: str = ""
    project: str = ""
    source: str = ""

    @property
    def person(self) -> bool:
        """Whether a person signed in, so that no address need be given access."""
        return self.kind in {USER, GCLOUD_USER}

    @property
    def name(self) -> str:
        """What to call this account in a sentence."""
        return self.address or f"the {self.kind}".replace("the this", "this")

    @property
    def again(self) -> str:
        """What to do to sign in anew."""
        if self.kind == GCLOUD_USER:
            return f"sign in again: {GCLOUD_LOGIN}"
        if self.kind == USER and not self.source.endswith(".json"):
            return f"sign in again, and put the new sign-in into {self.source}"
        if self.kind == USER:
            return f"sign in again: delete {self.source}, then run in a terminal: sheets-gen auth check"
        if self.kind == SERVICE_ACCOUNT:
            return (
                "make a new key (https://console.cloud.google.com/iam-admin/serviceaccounts, the account, Keys, "
                "Add key, JSON) and pass it with --credentials FILE"
            )
        return "check how the workload identity is set up, or pass a key file with --credentials FILE"

    @property
    def wider(self) -> str:
        """That the sign-in does not reach far enough, and how to widen it."""
        how = self.again if self.kind == USER else f"sign in with that scope: {GCLOUD_LOGIN}"
        if self.kind == MACHINE:
            how = f"give the machine the scope {SPREADSHEETS}, or pass a key file with --credentials FILE"
        return f"the sign-in of {self.name} does not include spreadsheets; {how}"
