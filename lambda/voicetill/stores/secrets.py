"""Secrets by their names: fetched where they are used, kept five minutes, fetched again when they were refused.

A secret that was rotated is so in use within five minutes, without a deployment; a provider's "unauthorised" asks
for the newest at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from voicetill.domain.errors import StoreUnavailableError

KEPT = timedelta(minutes=5)


class SecretsManager:
    """AWS Secrets Manager; `client` is boto3's `secretsmanager`."""

    def __init__(self, client: Any, clock: Callable[[], datetime]) -> None:  # noqa: ANN401 - boto3 is not typed here
        self._client = client
        self._clock = clock
        self._kept: dict[str, tuple[str, datetime]] = {}

    def named(self, name: str) -> "Secret":
        """Return the secret of a name; nothing is fetched before it is read."""
        return Secret(self, name)

    def read(self, name: str, *, fresh: bool) -> str:
        """Return a secret's text; raises StoreUnavailableError, which says nothing of the secret.

        An old value is used on where a new one cannot be fetched, unless a fresh one was asked for.
        """
        known = self._kept.get(name)
        if known is not None and not fresh and self._clock() - known[1] < KEPT:
            return known[0]
        try:
            text = str(self._client.get_secret_value(SecretId=name)["SecretString"])
        except (ClientError, BotoCoreError, KeyError) as error:
            if known is not None and not fresh:
                return known[0]
            raise StoreUnavailableError from error
        self._kept[name] = (text, self._clock())
        return text


class Secret:
    """One secret, read anew whenever it is needed."""

    def __init__(self, manager: SecretsManager, name: str) -> None:
        self._manager = manager
        self._name = name

    def __call__(self, *, fresh: bool = False) -> str:
        """Return its text; `fresh` after it was refused. Raises StoreUnavailableError."""
        return self._manager.read(self._name, fresh=fresh)

    def __repr__(self) -> str:
        return f"<Secret {self._name}>"
