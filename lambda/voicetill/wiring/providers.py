"""Opens the payment companies of the live route, each when it is first needed.

What they need beyond the skill's own (a signer, say) is imported then, and not before.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import boto3

from voicetill.domain.money import Currency
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import Send, WebSend
from voicetill.gateways.patience import PatientSend
from voicetill.services.ports import Clock
from voicetill.services.providers import Open, Providers
from voicetill.settings.providers import AMAZON_PAY_V2, PPRO, ProviderSettings
from voicetill.stores.secrets import SecretsManager
from voicetill.wiring.parts import PATIENCE, environment, now
from voicetill.wiring.watching import counted

if TYPE_CHECKING:
    from voicetill.services.provider_ports import ProviderNotices, ServerPayments


class Secret(Protocol):
    """A secret's text, fetched when it is asked for."""

    def __call__(self, *, fresh: bool = False) -> str:
        """Return the text; `fresh` after it was refused."""


Secrets = Callable[[str], Secret]
"""Names a secret, and fetches nothing yet."""


def secrets_manager(
    region: str | None = None,
    *,
    client: Any = None,  # noqa: ANN401 - boto3 is not typed here
    clock: Clock | None = None,
) -> Secrets:
    """Return the real secrets; the region of the environment goes before the one given.

    `client` stands in for boto3's `secretsmanager`.
    """
    if client is None:
        session = boto3.session.Session()
        where = session.region_name or region or "us-east-1"
        client = session.client("secretsmanager", region_name=where, config=PATIENCE)
    return SecretsManager(client, clock or now).named


def open_providers(
    settings: ProviderSettings,
    *,
    send: Send | None = None,
    secrets: Secrets | None = None,
    clock: Clock | None = None,
    patient: bool = False,
    pause: Callable[[float], object] = time.sleep,
) -> Providers:
    """Return the payment companies that the settings name; `send` stands in for the web.

    `patient` tries again what fails for the moment: right where nobody waits, and wrong in a turn of speech.
    Between the tries it pauses with `pause`, for seconds.
    """
    once = counted(send or WebSend())
    sends = PatientSend(once, sleep=pause, ticks=time.monotonic) if patient else once
    way = _Way(settings, sends, secrets or secrets_manager(), clock or now)
    ways: Mapping[str, Open] = {PPRO: way.ppro, AMAZON_PAY_V2: way.amazon_pay_v2}
    return Providers({name: ways[name] for name in settings.names})


def open_notices(
    settings: ProviderSettings, *, send: Send | None = None, secrets: Secrets | None = None
) -> "Mapping[str, ProviderNotices]":
    """Return who reads the notifications of each company that the settings name, and that can be verified."""
    way = _Way(settings, send or WebSend(), secrets or secrets_manager(), now)
    readers = {PPRO: way.ppro_notices, AMAZON_PAY_V2: way.amazon_pay_notices}
    found = {name: readers[name]() for name in settings.names}
    return {name: reader for name, reader in found.items() if reader is not None}


class _Way:
    """How each company is opened."""

    def __init__(self, settings: ProviderSettings, send: Send, secrets: Secrets, clock: Clock) -> None:
        self._settings = settings
        self._send = send
        self._secrets = secrets
        self._clock = clock

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
            terms=Terms(
                webhooks_url=self._settings.ppro_webhooks_url or "",
                separate_captures=self._settings.ppro_separate_captures,
            ),
            endpoint=self._settings.ppro_endpoint or "",
            clock=self._clock,
        )

    def ppro_notices(self) -> "ProviderNotices | None":
        """Return who reads PPRO's webhooks; None without a secret to prove them by."""
        from voicetill.gateways.ppro.notices import PproNotices  # noqa: PLC0415

        if self._settings.ppro_webhook_secret is None:
            return None
        return PproNotices(
            merchant_id=self._settings.ppro_merchant_id or "",
            secrets=self._secrets(self._settings.ppro_webhook_secret),
            window=timedelta(seconds=self._settings.ppro_webhook_window),
        )

    def amazon_pay_notices(self) -> "ProviderNotices | None":
        """Return who reads Amazon Pay's notifications; None without the topic that they must come from."""
        from voicetill.gateways.amazon_pay_v2.notices import AmazonPayNotices  # noqa: PLC0415

        if self._settings.amazon_pay_topic_arn is None:
            return None
        return AmazonPayNotices(
            topic_arn=self._settings.amazon_pay_topic_arn,
            merchant_id=self._settings.amazon_pay_merchant_id or "",
            send=self._send,
            ticks=time.monotonic,
        )

    def amazon_pay_v2(self) -> "ServerPayments":
        from voicetill.gateways.amazon_pay_v2.bodies import PermissionType  # noqa: PLC0415
        from voicetill.gateways.amazon_pay_v2.gateway import AmazonPayV2  # noqa: PLC0415

        key = self._secrets(self._settings.amazon_pay_private_key_secret or "")
        currency = self._settings.amazon_pay_currency
        return AmazonPayV2(
            public_key_id=self._settings.amazon_pay_public_key_id or "",
            private_key=key,
            key_refused=lambda: key(fresh=True),
            region=self._settings.amazon_pay_region or "us",
            environment=self._environment,
            store_id=self._settings.amazon_pay_store_id or "",
            send=self._send,
            clock=self._clock,
            ticks=_ticks(self._clock),
            currency=Currency(currency) if currency else None,
            permission=PermissionType[self._settings.amazon_pay_permission.upper()],
            share=self._settings.share,
            base=self._settings.amazon_pay_endpoint,
        )


def _ticks(clock: Clock) -> Callable[[], float]:
    """Return what limits of calls are counted with; where time is a rehearsal's own, its leaps count, too."""
    if clock is now:
        return time.monotonic
    return lambda: time.monotonic() + clock().timestamp()
