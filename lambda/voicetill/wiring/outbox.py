"""Opens the outbox: what happened leaves as soon as the table's stream tells of it, what waits by the clock."""

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from voicetill.domain.errors import FaultyDataError, StoreUnavailableError
from voicetill.domain.funnel import Mark, Metric
from voicetill.domain.occurrences import Channel
from voicetill.gateways.fetching import WebSend
from voicetill.messengers.events import EventBus
from voicetill.messengers.mail.mailer import Mailer
from voicetill.messengers.mail.texts import MailTexts, load_mail_texts
from voicetill.messengers.notices import SCOPE, Notices
from voicetill.messengers.tokens import SkillTokens
from voicetill.messengers.web import Web
from voicetill.services.faults import kind_and_place
from voicetill.services.notifying import Notifying, Telling
from voicetill.services.ports import Clock, Messenger
from voicetill.services.reaching import AddressBook
from voicetill.settings.outbox import OutboxSettings, read_outbox
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.links import DynamoLinks
from voicetill.stores.markets import MarketFile
from voicetill.stores.stream import noticed
from voicetill.wiring.parts import dynamodb as dynamodb_client
from voicetill.wiring.parts import environment, now
from voicetill.wiring.providers import Secrets, secrets_manager
from voicetill.wiring.starting import Starting
from voicetill.wiring.watching import Watcher, watched, watcher_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = logging.getLogger(__name__)

Handler = Callable[[Mapping[str, Any], Any], dict[str, Any]]
"""What Lambda calls: with an event and its context."""

# One occurrence lasts so long at most, in milliseconds: none is begun that could be cut off.
_LONGEST_TELLING = 45_000

# A mailbox knows no ids: a request that may have been carried out is never repeated by the client itself.
_ONCE = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
_TWICE = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})


@dataclass(frozen=True, slots=True)
class Clouds:
    """What stands in for Amazon's services: boto3's `events` and `sesv2`; None makes the real ones."""

    events: Any = None
    ses: Any = None


def open_outbox(
    settings: OutboxSettings | None = None,
    *,
    files: Mapping[str, str] | None = None,
    markets: MarketFile | None = None,
    dynamodb: "DynamoDBClient | None" = None,
    clouds: Clouds | None = None,
    messengers: Mapping[Channel, Messenger] | None = None,
    send: Web | None = None,
    secrets: Secrets | None = None,
    clock: Clock | None = None,
) -> Handler:
    """Return what the stream and the clock call. Raises CannotStartError.

    A batch of the stream is answered with the records that must come again, any other event with counts.
    """
    files = files or {}
    starting = Starting(files)
    settings = settings or starting.settings(lambda: read_outbox(os.environ))
    markets = markets or starting.markets()
    texts = _texts(markets, files, starting.faults)
    starting.raise_if_faulty()
    assert settings is not None  # noqa: S101 - a missing one is a fault
    ways = _Ways(settings, markets, texts, clouds or Clouds(), send, secrets, clock or now)
    messengers = ways.all() if messengers is None else messengers
    where = _where(settings)
    client = watched(dynamodb or dynamodb_client(settings.region))
    watcher = watcher_of(settings, "outbox", clock=ways.clock)
    book = AddressBook(DynamoLedger(client, **where), DynamoLinks(client, **where))
    notifying = Notifying(
        DynamoJournal(client, **where), markets, messengers, ways.clock, book=book, watch=watcher
    )
    shop = f"{where['environment'].value}#{settings.seller_id}"
    return watcher.over(lambda event, context: _handled(notifying, shop, watcher, event, context))


def _handled(
    notifying: Notifying,
    shop: str,
    watcher: Watcher,
    event: Mapping[str, Any],
    context: Any,  # noqa: ANN401 - Lambda's own
) -> dict[str, Any]:
    def has_time() -> bool:
        left = getattr(context, "get_remaining_time_in_millis", None)
        return left is None or left() > _LONGEST_TELLING

    if isinstance(event, Mapping) and "Records" in event:
        records = event["Records"]
        watcher.note(request="stream", records=len(records) if isinstance(records, list) else 0)
        return {"batchItemFailures": _told(notifying, shop, event, has_time)}
    told = notifying.tell_due(go_on=has_time)
    watcher.note(request="clock", **{name.value: number for name, number in told.items()})
    waiting = told.get(Telling.LATER, 0) + told.get(Telling.FAILED, 0)
    watcher.count(Mark(Metric.OUTBOX_WAITING, waiting))
    return {name.value: number for name, number in told.items()}


def _told(
    notifying: Notifying, shop: str, event: Mapping[str, Any], has_time: Callable[[], bool]
) -> list[dict[str, str]]:
    """Tell every new occurrence of a batch; what the time does not suffice for, the clock finds later."""
    failed: list[dict[str, str]] = []
    for new in noticed(event, shop=shop):
        if not has_time():
            break
        try:
            notifying.tell(new.customer_id, new.occurrence_id)
        except StoreUnavailableError:
            logger.exception("occurrence not told yet", extra={"occurrence": new.occurrence_id})
            failed.append({"itemIdentifier": new.sequence})
        except Exception as error:
            # It would be the same the next time, and hold up whatever comes after it; the clock tries it again.
            fields = {"occurrence": new.occurrence_id, **kind_and_place(error)}
            logger.error("occurrence cannot be told", extra=fields)
    return failed


@dataclass(frozen=True, slots=True)
class _Ways:
    """Every way out that the settings name."""

    settings: OutboxSettings
    markets: MarketFile
    texts: Mapping[str, MailTexts]
    clouds: Clouds
    send: Web | None
    secrets: Secrets | None
    clock: Clock

    def all(self) -> Mapping[Channel, Messenger]:
        ways = {Channel.EVENT_BUS: self._bus(), Channel.MAIL: self._mail(), Channel.NOTICE: self._notices()}
        return {channel: messenger for channel, messenger in ways.items() if messenger is not None}

    def _bus(self) -> Messenger | None:
        if self.settings.event_bus_name is None:
            return None
        events = self.clouds.events or _client("events", self.settings.region, _TWICE)
        mode = environment(sandbox=self.settings.sandbox_mode)
        return EventBus(events, bus_name=self.settings.event_bus_name, environment=mode)

    def _mail(self) -> Messenger | None:
        if self.settings.mail_sender is None:
            return None
        return Mailer(
            self.clouds.ses or _client("sesv2", self.settings.region, _ONCE),
            texts=self.texts,
            sender=self.settings.mail_sender,
            sandbox=self.settings.sandbox_mode,
            configuration_set=self.settings.mail_configuration_set,
        )

    def _notices(self) -> Messenger | None:
        if self.settings.notices == "off":
            return None
        send, endpoint = self.send or WebSend(), self.settings.alexa_endpoint
        secret = (self.secrets or secrets_manager())(self.settings.notices_secret or "")
        token_endpoint = f"{endpoint.rstrip('/')}/auth/O2/token" if endpoint else None
        markets = self.markets.markets.values()
        sellers = {locale: market.seller for market in markets for locale in market.checkout_languages}
        return Notices(
            send,
            SkillTokens(send, secret, self.clock, scope=SCOPE, endpoint=token_endpoint),
            sellers=sellers,
            live=self.settings.notices == "live",
            endpoint=endpoint,
        )


def _texts(markets: MarketFile, files: Mapping[str, str], faults: list[str]) -> Mapping[str, MailTexts]:
    texts: dict[str, MailTexts] = {}
    for locale in markets.locales:
        try:
            texts[locale] = load_mail_texts(locale, files.get(f"mail/{locale}.toml"))
        except FaultyDataError as error:
            faults += error.faults
    return texts


def _where(settings: OutboxSettings) -> dict[str, Any]:
    return {
        "table_name": settings.table_name,
        "seller_id": settings.seller_id,
        "environment": environment(sandbox=settings.sandbox_mode),
    }


def _client(name: str, region: str | None, config: Config) -> Any:  # noqa: ANN401 - boto3 is not typed here
    session = boto3.session.Session()
    return session.client(name, region_name=session.region_name or region or "us-east-1", config=config)
