"""The one client of our token endpoint: who it says it is, proven by a secret that is kept elsewhere."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from voicetill.domain.oauth import Client
from voicetill.services.ports import Clock

# A changed secret is asked for once in a while only: whoever guesses must not cost us a call each.
_ASK_AGAIN_AFTER = timedelta(minutes=1)


class Secrets(Protocol):
    """Tells the client's secrets."""

    def __call__(self, *, fresh: bool = False) -> str:
        """Return them, with blanks or line ends between: more than one while they are changed."""


@dataclass(slots=True)
class ClientCheck:
    """Tells whether somebody is the client."""

    client: Client
    secrets: Secrets
    clock: Clock
    _asked_at: datetime | None = None

    def is_client(self, client_id: str, *secrets: str) -> bool:
        """Whether one of these secrets is the client's; raises StoreUnavailableError."""
        proven = self._proves(secrets, fresh=False) or (self._may_ask() and self._proves(secrets, fresh=True))
        return proven and hmac.compare_digest(client_id.encode("utf-8", "replace"), self.client.id.encode())

    def keys(self, purpose: str) -> tuple[bytes, ...]:
        """Return keys of our own for a purpose, the newest first; raises StoreUnavailableError.

        They are made of the client's secrets, so that there is one secret less to keep.
        """
        return tuple(
            hmac.new(secret.encode(), purpose.encode(), sha256).digest() for secret in self.secrets().split()
        )

    def _proves(self, told: tuple[str, ...], *, fresh: bool) -> bool:
        known = (self.secrets(fresh=True) if fresh else self.secrets()).split()
        # All are compared, each in the same time: how long it takes tells nothing.
        matches = [
            hmac.compare_digest(one.encode("utf-8", "replace"), right.encode()) for one in told for right in known
        ]
        return any(matches)

    def _may_ask(self) -> bool:
        now = self.clock()
        if self._asked_at is not None and abs(now - self._asked_at) < _ASK_AGAIN_AFTER:
            return False
        self._asked_at = now
        return True
