"""Opens the till for Alexa: it makes the real parts, and takes a replacement for each."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voicetill.alexa.armour import LambdaHandler
from voicetill.alexa.skill import Services, open_skill
from voicetill.alexa.speech import Speech
from voicetill.domain.markets import Market
from voicetill.gateways.alexa_api.profiles import AlexaProfiles
from voicetill.gateways.amazon_pay.buyers import AmazonPayBuyers
from voicetill.gateways.amazon_pay.gateway import AmazonPay
from voicetill.gateways.amazon_pay.handoffs import kind_for_renewals
from voicetill.gateways.fetching import Fetch, Send, WebFetch
from voicetill.services.advancing import Advancing
from voicetill.services.beginning import NoHomes
from voicetill.services.browsing import Browsing
from voicetill.services.buying import Buying
from voicetill.services.choosing import WithoutRenewals
from voicetill.services.closing import UnlessClosed
from voicetill.services.enrolling import Enrolling, KindNeeded, any_kind
from voicetill.services.erasing import Erasing
from voicetill.services.filling import Filling
from voicetill.services.listening import Listening
from voicetill.services.paying import VoiceRoute
from voicetill.services.ports import (
    BuyerAddresses,
    Catalogue,
    Clock,
    CustomerContacts,
    Journal,
    Ledger,
    NewId,
    Shop,
    VoicePayments,
)
from voicetill.services.receiving import Receiving
from voicetill.services.subscribing import Subscribing
from voicetill.services.tracking import Tracking
from voicetill.settings.live import LiveSettings, read_live
from voicetill.settings.skill import SkillSettings, read_settings
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.markets import MarketFile
from voicetill.wiring.parts import dynamodb as dynamodb_client
from voicetill.wiring.parts import environment, now, random_id
from voicetill.wiring.selling import open_switch
from voicetill.wiring.starting import Starting
from voicetill.wiring.watching import counted, watched, watcher_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from voicetill.services.link_ports import Links
    from voicetill.services.providers import Providers
    from voicetill.wiring.live import Live
    from voicetill.wiring.providers import Secrets


def open_till(
    settings: SkillSettings | None = None,
    *,
    files: Mapping[str, str] | None = None,
    markets: MarketFile | None = None,
    catalogue: Catalogue | None = None,
    speeches: Mapping[str, Speech] | None = None,
    dynamodb: "DynamoDBClient | None" = None,
    ledger: Ledger | None = None,
    journal: Journal | None = None,
    payments: VoicePayments | None = None,
    addresses: BuyerAddresses | None = None,
    contacts: CustomerContacts | None = None,
    fetch: Fetch | None = None,
    clock: Clock | None = None,
    new_id: NewId | None = None,
    live_settings: LiveSettings | None = None,
    providers: "Providers | None" = None,
    links: "Links | None" = None,
    send: Send | None = None,
    secrets: "Secrets | None" = None,
    ssm: Any = None,  # noqa: ANN401 - boto3 is not typed here
) -> LambdaHandler:
    """Open the till for Alexa: return what Lambda calls. Raises CannotStartError.

    `files` holds texts that stand in for files of `data`, each by its name there; `fetch` stands in for the web
    where Amazon is asked for addresses, of the post and of e-mail. The rest is of use on the route of the server
    only: its settings, the payment companies, the linked accounts; and `send`, which stands in for the web where
    companies are called. `ssm` stands in for boto3's client, which reads the
    merchant's switch.
    """
    starting = Starting(files or {})
    settings = settings or starting.settings(lambda: read_settings(os.environ))
    markets = markets or starting.markets()
    catalogue = catalogue or starting.catalogue(markets)
    speeches = speeches or starting.speeches(markets)
    if settings is not None and settings.payment_route == "server":
        live_settings = live_settings or starting.settings(lambda: read_live(os.environ))
    else:
        live_settings = None
    starting.raise_if_faulty()
    assert settings is not None  # noqa: S101 - a missing one is a fault
    region = settings.region
    if ledger is None or journal is None:
        client = dynamodb = watched(dynamodb or dynamodb_client(region))
        ledger, journal = ledger or _ledger(settings, client), journal or _journal(settings, client)
    payments = payments or _amazon_pay(settings, markets.markets)
    fetch = counted(fetch or WebFetch())
    addresses = addresses or _buyers(settings, fetch)
    contacts = contacts or AlexaProfiles(fetch=fetch, endpoint=settings.alexa_api_endpoint)
    sold = catalogue if settings.renews else WithoutRenewals(catalogue)
    clock = clock or now
    sells = open_switch(settings.sales_switch, region, clock, client=ssm)
    watcher = watcher_of(settings, "skill", clock=clock, summary="turn")
    shop = Shop(sold, markets, ledger, clock, sells, watcher)
    opened = None
    if live_settings is not None:
        # The other route never pays for loading what only this one needs.
        from voicetill.wiring.live import LiveParts, open_live  # noqa: PLC0415

        opened = open_live(
            settings,
            live_settings,
            shop,
            journal=journal,
            voice=VoiceRoute(payments),
            dynamodb=lambda: dynamodb or watched(dynamodb_client(region)),
            parts=LiveParts(providers, links, send, secrets),
        )
    services = _services(
        shop,
        journal,
        payments,
        addresses,
        new_id or random_id,
        contacts=contacts,
        kind_needed=any_kind if opened else kind_for_renewals,
        renews=settings.renews,
        live=opened,
    )
    return watcher.over(open_skill(services, speeches, skill_id=settings.skill_id, watch=watcher))


def _services(
    shop: Shop,
    journal: Journal,
    payments: VoicePayments,
    addresses: BuyerAddresses,
    new_id: NewId,
    *,
    contacts: CustomerContacts,
    kind_needed: KindNeeded,
    renews: bool,
    live: "Live | None",
) -> Services:
    advancing = Advancing(shop, UnlessClosed(VoiceRoute(payments), shop), contacts=contacts)
    if live is not None:
        # Goods go where the customer said on our pages.
        route = UnlessClosed(live.route, shop)
        advancing, addresses = Advancing(shop, route, live.concluding, contacts), NoHomes()
    enrolling = Enrolling(shop, journal, advancing, new_id, addresses, kind_needed)
    tracking = Tracking(shop)
    return Services(
        browsing=Browsing(shop),
        filling=Filling(shop),
        buying=Buying(shop, advancing, new_id, addresses, enrolling, guard=live.guard if live else None),
        receiving=Receiving(shop, advancing, payments),
        tracking=tracking,
        subscribing=Subscribing(shop, journal, enrolling, tracking, renews=renews),
        listening=Listening(shop.ledger, shop.clock),
        erasing=Erasing(
            shop.ledger,
            journal,
            shop.clock,
            links=live.links if live else None,
            by_permission=live is None,
        ),
        adopting=live.adopting if live else None,
    )


def _ledger(settings: SkillSettings, client: "DynamoDBClient") -> Ledger:
    return DynamoLedger(
        client,
        table_name=settings.table_name,
        seller_id=settings.seller_id,
        environment=environment(sandbox=settings.sandbox_mode),
    )


def _journal(settings: SkillSettings, client: "DynamoDBClient") -> Journal:
    return DynamoJournal(
        client,
        table_name=settings.table_name,
        seller_id=settings.seller_id,
        environment=environment(sandbox=settings.sandbox_mode),
    )


def _amazon_pay(settings: SkillSettings, markets: Mapping[str, Market]) -> VoicePayments:
    return AmazonPay(
        seller_id=settings.seller_id,
        environment=environment(sandbox=settings.sandbox_mode),
        sandbox_email=settings.sandbox_customer_email,
        markets=markets,
    )


def _buyers(settings: SkillSettings, fetch: Fetch) -> BuyerAddresses:
    return AmazonPayBuyers(
        seller_id=settings.seller_id,
        environment=environment(sandbox=settings.sandbox_mode),
        sandbox_email=settings.sandbox_customer_email,
        fetch=fetch,
        endpoint=settings.buyer_api_endpoint,
    )
