"""Opens what finds out about unanswered requests for money: for the clock's door, and for who hears or asks."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicetill.domain.funnel import Mark, Metric
from voicetill.domain.renewals import RetryCalendar
from voicetill.gateways.fetching import Send
from voicetill.services.agreement_news import AgreementNews
from voicetill.services.erasing import Erasing
from voicetill.services.link_ports import Links
from voicetill.services.order_results import OrderResults
from voicetill.services.ports import Clock, Journal, Ledger, Shop
from voicetill.services.providers import Providers
from voicetill.services.resolving import Resolving
from voicetill.services.revoking import Revoking
from voicetill.services.settling import Owners, Settling
from voicetill.services.surfacing import Found, Surfacing, Unsettled
from voicetill.settings.settling import SettlingSettings, read_settling
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.links import DynamoLinks
from voicetill.stores.markets import MarketFile
from voicetill.wiring.parts import dynamodb as dynamodb_client
from voicetill.wiring.parts import environment, now
from voicetill.wiring.providers import Secrets, open_providers
from voicetill.wiring.selling import open_switch
from voicetill.wiring.starting import Starting
from voicetill.wiring.watching import watched, watcher_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Handler = Callable[[Mapping[str, Any], Any], dict[str, Any]]
"""What Lambda calls: with an event and its context."""

# A look lasts so long at most, in milliseconds: none is begun that could be cut off.
_LONGEST_LOOK = 30_000


@dataclass(frozen=True, slots=True)
class Records:
    """Where everything is remembered that settling reads and writes."""

    ledger: Ledger
    journal: Journal
    links: Links


def open_settling(
    settings: SettlingSettings | None = None,
    *,
    dynamodb: "DynamoDBClient | None" = None,
    records: Records | None = None,
    providers: Providers | None = None,
    markets: MarketFile | None = None,
    send: Send | None = None,
    secrets: Secrets | None = None,
    clock: Clock | None = None,
    pause: Callable[[float], object] | None = None,
    ssm: Any = None,  # noqa: ANN401 - boto3 is not typed here
) -> Handler:
    """Return what the clock calls: it settles what is due, and returns the counts. Raises CannotStartError.

    Beside the counts it tells what has no result yet: `open_attempts`, `open_doubts` and `oldest_seconds`; not if
    that cannot be read.

    An event with a `reference` has just that attempt looked at. `send` stands in for the web, and is asked again
    only where a `pause` between the tries is given. `ssm` stands in for boto3's client: nothing hangs on the
    merchant's switch here, but who forgot that the shop is closed is told so from here.
    """
    starting = Starting({})
    settings = settings or starting.settings(lambda: read_settling(os.environ))
    markets = markets or starting.markets()
    starting.raise_if_faulty()
    assert settings is not None  # noqa: S101 - a missing one is a fault
    records = records or open_records(settings, watched(dynamodb or dynamodb_client(settings.region)))
    if providers is None:
        # Nobody waits here; in a rehearsal somebody does.
        patient = send is None or pause is not None
        providers = open_providers(
            settings, send=send, secrets=secrets, clock=clock, patient=patient, pause=pause or time.sleep
        )
    clock = clock or now
    sells = open_switch(settings.sales_switch, settings.region, clock, client=ssm)
    watcher = watcher_of(settings, "settling", clock=clock)
    shop = Shop(load_catalogue(markets.markets), markets, records.ledger, clock, sells, watcher)
    settling = settling_of(settings, shop, records, providers=providers)
    erasing = erasing_of(shop, records, providers=providers)
    surfacing = Surfacing(shop, records.journal)

    def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        return _answer(settling, erasing, surfacing, shop, event=event, context=context)

    return watcher.over(handle)


def open_records(settings: SettlingSettings, client: "DynamoDBClient") -> Records:
    """Return the one table, as settling needs it."""
    where: dict[str, Any] = {
        "table_name": settings.table_name,
        "seller_id": settings.seller_id,
        "environment": environment(sandbox=settings.sandbox_mode),
    }
    return Records(DynamoLedger(client, **where), DynamoJournal(client, **where), DynamoLinks(client, **where))


def settling_of(settings: SettlingSettings, shop: Shop, records: Records, *, providers: Providers) -> Settling:
    """Return the service, for any door that settles or hears news."""
    calendar = RetryCalendar(settings.retry_days, charges_missed=settings.charge_missed)
    return Settling(
        shop,
        records.journal,
        providers,
        Owners(
            renewals=Resolving(records.journal, shop.clock, calendar, watch=shop.watch),
            orders=OrderResults(records.journal, records.ledger, shop.clock, watch=shop.watch),
        ),
        agreements=AgreementNews(shop, records.journal, providers, records.links),
    )


def erasing_of(shop: Shop, records: Records, *, providers: Providers) -> Erasing:
    """Return what erases customers, for any door that can close agreements."""
    return Erasing(shop.ledger, records.journal, shop.clock, records.links, Revoking(providers))


def _answer(
    settling: Settling,
    erasing: Erasing,
    surfacing: Surfacing,
    shop: Shop,
    *,
    event: Mapping[str, Any],
    context: Any,  # noqa: ANN401 - Lambda's own
) -> dict[str, Any]:
    reference = event.get("reference") if isinstance(event, Mapping) else None
    if isinstance(reference, str) and reference:
        return {"settled": settling.settle(reference).value}
    found = Found()
    counts = settling.settle_due(go_on=lambda: _has_time(context), left=found.attempts)
    surfaced = surfacing.surface_due(go_on=lambda: _has_time(context), left=found.doubts)
    erased = erasing.go_on_due(go_on=lambda: _has_time(context))
    unsettled = surfacing.unsettled(found if _has_time(context) else None)
    told = {
        **{each.value: number for each, number in counts.items()},
        **({"surfaced": surfaced} if surfaced else {}),
        **_open(unsettled),
        **{f"erasures_{each.value}": number for each, number in erased.items()},
    }
    shop.watch.note(**told)
    shop.watch.count(Mark(Metric.SHOP_CLOSED, 0 if shop.sells() else 1), *_measured(unsettled))
    return told


def _measured(unsettled: Unsettled | None) -> tuple[Mark, ...]:
    if unsettled is None:
        return ()
    return (
        Mark(Metric.OPEN_ATTEMPTS, unsettled.attempts),
        Mark(Metric.OPEN_DOUBTS, unsettled.doubts),
        Mark(Metric.OLDEST_ATTEMPT, int(unsettled.oldest.total_seconds())),
    )


def _open(unsettled: Unsettled | None) -> dict[str, int]:
    """Tell what has no result yet, and the age of the oldest in seconds; nothing if nobody knows."""
    if unsettled is None:
        return {}
    return {
        "open_attempts": unsettled.attempts,
        "open_doubts": unsettled.doubts,
        "oldest_seconds": int(unsettled.oldest.total_seconds()),
    }


def _has_time(context: Any) -> bool:  # noqa: ANN401 - Lambda's own context, or none where it is called by hand
    left = getattr(context, "get_remaining_time_in_millis", None)
    return left is None or left() > _LONGEST_LOOK
