"""Opens the payment companies of the live route, each when it is first needed.

What they need beyond the skill's own (a signer, say) is imported then, and not before.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

import boto3

from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import Send, WebSend
from voicetill.services.providers import Open, Providers
from voicetill.settings.providers import PPRO, ProviderSettings
from voicetill.stores.secrets import SecretsManager
from voicetill.wiring.parts import environment, now

if TYPE_CHECKING:
    from voicetill.services.provider_ports import ServerPayments


class Secret(Protocol):
    """A secret's text, fetched when it is asked for."""

    def __call__(self, *, fresh: bool = False) -> str:
        """Return the text; `fresh` after it was refused."""


Secrets = Callable[[str], Secret]
"""Names a secret, and fetches nothing yet."""


def secrets_manager() -> Secrets:
    """Return the real secrets."""
    return SecretsManager(boto3.client("secretsmanager"), now).named


def open_providers(
    settings: ProviderSettings, *, send: Send | None = None, secrets: Secrets | None = None
) -> Providers:
    """Return the payment companies that the settings name; `send` stands in for the web."""
    way = _Way(settings, send or WebSend(), secrets or secrets_manager())
    ways: Mapping[str, Open] = {PPRO: way.ppro}
    return Providers({name: ways[name] for name in settings.names if name in ways})


class _Way:
    """How each company is opened."""

    def __init__(self, settings: ProviderSettings, send: Send, secrets: Secrets) -> None:
        self._settings = settings
        self._send = send
        self._secrets = secrets

    @property
    def _environment(self) -> Environment:
        return environment(sandbox=self._settings.sandbox_mode)

    def ppro(self) -> "ServerPayments":
        from voicetill.gateways.ppro.gateway import Ppro  # noqa: PLC0415 - only where it is used
        from voicetill.gateways.ppro.payloads import Terms  # noqa: PLC0415

        return Ppro(
            merchant_id=self._settings.ppro_merchant_id or "",
            api_key=self._secrets(self._settings.ppro_api_key_secret or ""),
            environment=self._environment,
            send=self._send,
            terms=Terms(webhooks_url=self._settings.ppro_webhooks_url or ""),
            endpoint=self._settings.ppro_endpoint or "",
        )
