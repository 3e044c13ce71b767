"""Opens the two doors of renewals: the clock's, which finds what is due, and the queue's, which charges it."""

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import boto3

from voicetill.domain.funnel import Mark, Metric
from voicetill.domain.renewals import RetryCalendar
from voicetill.gateways.fetching import Send
from voicetill.messengers.queues import Work, WorkQueue, work_off
from voicetill.services.faults import kind_and_place
from voicetill.services.handing_out import HandedOut, HandingOut
from voicetill.services.handing_out import Queue as Works
from voicetill.services.ports import Clock, Journal, Ledger
from voicetill.services.providers import Providers
from voicetill.services.renewing import Books, RenewalRules, Renewing
from voicetill.settings.renewals import (
    RenewalsSettings,
    RenewalWorkerSettings,
    read_renewal_worker,
    read_renewals,
)
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.markets import MarketFile
from voicetill.wiring.parts import dynamodb as dynamodb_client
from voicetill.wiring.parts import environment, now
from voicetill.wiring.providers import Secrets, open_providers
from voicetill.wiring.selling import open_switch
from voicetill.wiring.starting import Starting
from voicetill.wiring.watching import Watcher, watched, watcher_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Handler = Callable[[Mapping[str, Any], Any], dict[str, Any]]
"""What Lambda calls: with an event and its context."""

_LOG = logging.getLogger(__name__)

# A renewal lasts so long at most, in milliseconds: none is begun that could be cut off.
_LONGEST_RENEWAL = 60_000


class RenewalFailedError(Exception):
    """Raised for a renewal that must come again; it says no more than that."""


def open_renewals(
    settings: RenewalsSettings | None = None,
    *,
    dynamodb: "DynamoDBClient | None" = None,
    journal: Journal | None = None,
    queue: Works | None = None,
    sqs: Any = None,  # noqa: ANN401 - boto3 is not typed here
    clock: Clock | None = None,
    ssm: Any = None,  # noqa: ANN401 - boto3 is not typed here
) -> Handler:
    """Return what the clock calls: it hands out what is due, and returns the counts. Raises CannotStartError.

    `sqs` and `ssm` stand in for boto3's clients: of the queue, and of the merchant's switch.
    """
    starting = Starting({})
    settings = settings or starting.settings(lambda: read_renewals(os.environ))
    starting.raise_if_faulty()
    assert settings is not None  # noqa: S101 - a missing one is a fault
    journal = journal or DynamoJournal(
        watched(dynamodb or dynamodb_client(settings.region)),
        table_name=settings.table_name,
        seller_id=settings.seller_id,
        environment=environment(sandbox=settings.sandbox_mode),
    )
    queue = queue or WorkQueue(sqs or _sqs(settings.region), url=settings.queue_url)
    clock = clock or now
    sells = open_switch(settings.sales_switch, settings.region, clock, client=ssm)
    handing_out = HandingOut(journal, queue, clock, most=settings.most, sells=sells)
    watcher = watcher_of(settings, "renewals", clock=clock)
    return watcher.over(lambda event, context: _handed_out(handing_out.find_due(), watcher))


def open_renewal_worker(
    settings: RenewalWorkerSettings | None = None,
    *,
    dynamodb: "DynamoDBClient | None" = None,
    books: Books | None = None,
    providers: Providers | None = None,
    markets: MarketFile | None = None,
    send: Send | None = None,
    secrets: Secrets | None = None,
    clock: Clock | None = None,
    pause: Callable[[float], object] = time.sleep,
    ssm: Any = None,  # noqa: ANN401 - boto3 is not typed here
) -> Handler:
    """Return what the queue calls with a batch: it renews, and names what failed. Raises CannotStartError.

    `send` stands in for the web, `secrets` for the store of secrets, and `ssm` for boto3's client, which
    reads the merchant's switch.
    """
    starting = Starting({})
    settings = settings or starting.settings(lambda: read_renewal_worker(os.environ))
    markets = markets or starting.markets()
    starting.raise_if_faulty()
    assert settings is not None  # noqa: S101 - a missing one is a fault
    if books is None:
        journal, ledger = _records(settings, watched(dynamodb or dynamodb_client(settings.region)))
        books = Books(journal, ledger, markets, clock or now)
    watcher = watcher_of(settings, "renewal_worker", clock=books.clock)
    books = replace(books, watch=watcher)
    providers = providers or open_providers(
        settings, send=send, secrets=secrets, clock=clock, patient=True, pause=pause
    )
    sells = open_switch(settings.sales_switch, settings.region, books.clock, client=ssm)
    renewing = Renewing(books, providers, _rules(settings), pause=pause, sells=sells)

    def work(each: Work) -> object:
        try:
            came = renewing.renew(each.customer_id, each.subscription_id)
        except Exception as error:
            _LOG.warning("renewal failed", extra=kind_and_place(error))
            # The trace of what leaves here is logged: what the cause says may be about the customer.
            raise RenewalFailedError from None
        _LOG.info("renewal", extra={"outcome": came.value})
        return came

    def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        answer: dict[str, Any] = work_off(event, work, has_time=lambda: _has_time(context))
        records = event.get("Records") if isinstance(event, Mapping) else None
        messages = len(records) if isinstance(records, list) else 0
        watcher.note(messages=messages, failed=len(answer["batchItemFailures"]))
        return answer

    return watcher.over(handle)


def _handed_out(told: HandedOut, watcher: Watcher) -> dict[str, Any]:
    watcher.note(found=told.found, handed_out=told.handed_out)
    if told.oldest_seconds is not None:
        watcher.count(
            Mark(Metric.RENEWALS_DUE, told.found),
            Mark(Metric.RENEWALS_HANDED_OUT, told.handed_out),
            Mark(Metric.OLDEST_RENEWAL, told.oldest_seconds),
        )
    return asdict(told)


def _records(settings: RenewalWorkerSettings, client: "DynamoDBClient") -> tuple[Journal, Ledger]:
    where: dict[str, Any] = {
        "table_name": settings.table_name,
        "seller_id": settings.seller_id,
        "environment": environment(sandbox=settings.sandbox_mode),
    }
    return DynamoJournal(client, **where), DynamoLedger(client, **where)


def _rules(settings: RenewalWorkerSettings) -> RenewalRules:
    calendar = RetryCalendar(settings.retry_days, charges_missed=settings.charge_missed)
    return RenewalRules(calendar, alexa_through=settings.alexa_through)


def _has_time(context: Any) -> bool:  # noqa: ANN401 - Lambda's own context, or none where it is called by hand
    left = getattr(context, "get_remaining_time_in_millis", None)
    return left is None or left() > _LONGEST_RENEWAL


def _sqs(region: str | None) -> Any:  # noqa: ANN401 - boto3 is not typed here
    session = boto3.session.Session()
    return session.client("sqs", region_name=session.region_name or region or "us-east-1")
