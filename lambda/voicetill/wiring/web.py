"""Opens our pages: it makes the real parts, and takes a replacement for each."""

import os
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from voicetill.domain.errors import FaultyDataError
from voicetill.domain.oauth import Client
from voicetill.domain.voice_codes import SALT_BYTES, hashed
from voicetill.gateways.fetching import Send
from voicetill.services.choosing import WithoutRenewals
from voicetill.services.clients import ClientCheck
from voicetill.services.consent_pages import ConsentPages as CompanyPages
from voicetill.services.consenting import Consenting
from voicetill.services.hearing import Hearing, Hears
from voicetill.services.link_ports import LinkDesk, NewSecret
from voicetill.services.linking import Linking
from voicetill.services.pay_desk import PayDesk
from voicetill.services.ports import Clock, Journal, Ledger, NewId, Shop
from voicetill.services.provider_ports import ProviderNotices
from voicetill.services.providers import Providers
from voicetill.settings.web import WebSettings, read_web
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.links import DynamoLinks
from voicetill.stores.markets import MarketFile
from voicetill.web.authorising import Authorising
from voicetill.web.consenting import ConsentPages, Ways
from voicetill.web.cookies import FormGuard
from voicetill.web.granting import Granting
from voicetill.web.pages import Pages
from voicetill.web.paying import PayPages
from voicetill.web.site import Site, WebHandler
from voicetill.web.texts import Texts, load_texts
from voicetill.wiring.parts import dynamodb as dynamodb_client
from voicetill.wiring.parts import environment, now, random_id
from voicetill.wiring.providers import Secrets, open_notices, open_providers, secrets_manager
from voicetill.wiring.selling import open_switch
from voicetill.wiring.settling import Records, settling_of
from voicetill.wiring.starting import Starting
from voicetill.wiring.watching import watched, watcher_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def open_web(
    settings: WebSettings | None = None,
    *,
    files: Mapping[str, str] | None = None,
    dynamodb: "DynamoDBClient | None" = None,
    desk: LinkDesk | None = None,
    ledger: Ledger | None = None,
    journal: Journal | None = None,
    providers: Providers | None = None,
    readers: Mapping[str, ProviderNotices] | None = None,
    hears: Hears | None = None,
    secrets: Secrets | None = None,
    send: Send | None = None,
    clock: Clock | None = None,
    new_id: NewId | None = None,
    new_secret: NewSecret | None = None,
    ssm: Any = None,  # noqa: ANN401 - boto3 is not typed here
) -> WebHandler:
    """Open our pages: return what Lambda calls. Raises CannotStartError.

    `files` holds texts that stand in for files of `data`, each by its name there; `send` stands in for the web,
    `ssm` for boto3's client, which reads the merchant's switch.
    """
    starting = Starting(files or {})
    settings = settings or starting.settings(lambda: read_web(os.environ))
    markets = starting.markets()
    catalogue = starting.catalogue(markets)
    texts = _texts(markets, files or {}, starting.faults)
    starting.raise_if_faulty()
    assert settings is not None  # noqa: S101 - a missing one is a fault
    secrets, clock = secrets or secrets_manager(), clock or now
    if desk is None or ledger is None or journal is None:
        store = _Store(settings, watched(dynamodb or dynamodb_client(settings.region)))
        desk, ledger, journal = desk or store.desk(), ledger or store.ledger(), journal or store.journal()
    providers = providers or open_providers(settings, send=send, secrets=secrets, clock=clock)
    sells = open_switch(settings.sales_switch, settings.region, clock, client=ssm)
    watcher = watcher_of(settings, "web", clock=clock, summary="request")
    shop = Shop(catalogue, markets, ledger, clock, sells, watcher)
    site = _House(
        settings=settings,
        shop=shop,
        markets=markets,
        texts=texts,
        desk=desk,
        journal=journal,
        providers=providers,
        readers=readers if readers is not None else open_notices(settings, send=send, secrets=secrets),
        hears=hears or settling_of(settings, shop, Records(ledger, journal, desk), providers=providers),
        secrets=secrets,
        clock=clock,
        new_id=new_id or random_id,
        new_secret=new_secret or random_secret,
    ).site()
    return watcher.over(site)


def random_secret() -> str:
    """Return 256 random bits in base64url."""
    return chance.token_urlsafe(32)


def hash_code(code: str) -> str:
    """Return what is kept of a voice code."""
    return hashed(code, salt=chance.token_bytes(SALT_BYTES))


@dataclass(frozen=True, slots=True)
class _House:
    """All that the pages stand on."""

    settings: WebSettings
    shop: Shop
    markets: MarketFile
    texts: Mapping[str, Texts]
    desk: LinkDesk
    journal: Journal
    providers: Providers
    readers: Mapping[str, ProviderNotices]
    hears: Hears
    secrets: Secrets
    clock: Clock
    new_id: NewId
    new_secret: NewSecret

    def site(self) -> WebHandler:
        """Return the whole of them."""
        check = self._check()
        guard = FormGuard(lambda: check.keys("forms of our pages"), self.new_secret)
        pages = Pages(self.texts, self.markets, guard)
        ways = Ways(pages)
        linking = self._linking()
        consenting = self._consenting(linking)
        paying = PayPages(self._pay_desk(), consenting, pages, guard)
        return Site(
            authorising=Authorising(check.client, consenting, pages, guard, ways),
            consents=ConsentPages(consenting, pages, guard, ways, paying),
            paying=paying,
            granting=Granting(check, linking),
            hearing=Hearing(self.desk, self.readers, self.hears, self.clock),
            pages=pages,
            base_url=self.settings.base_url or "",
            watch=self.shop.watch,
        )

    def _check(self) -> ClientCheck:
        client = Client(self.settings.client_id, frozenset(self.settings.redirect_uris))
        return ClientCheck(client, self.secrets(self.settings.client_secret), self.clock)

    def _linking(self) -> Linking:
        leeway = timedelta(seconds=self.settings.refresh_leeway)
        return Linking(self.desk, self.clock, self.new_secret, leeway=leeway)

    def _pay_desk(self) -> PayDesk:
        # A subscription needs a consent to what comes after today.
        sold = replace(self.shop, catalogue=WithoutRenewals(self.shop.catalogue))
        return PayDesk(sold, self.journal, self.providers, self.new_id)

    def _consenting(self, linking: Linking) -> Consenting:
        return Consenting(
            desk=self.desk,
            linking=linking,
            pages=CompanyPages(self.providers, self.shop.catalogue),
            clock=self.clock,
            new_id=self.new_id,
            new_secret=self.new_secret,
            hash_code=hash_code,
        )


def _texts(markets: MarketFile, files: Mapping[str, str], faults: list[str]) -> Mapping[str, Texts]:
    loaded: dict[str, Texts] = {}
    for locale in markets.locales:
        try:
            loaded[locale] = load_texts(locale, files.get(f"pages/{locale}.toml"))
        except FaultyDataError as error:
            faults += error.faults
    return loaded


@dataclass(frozen=True, slots=True)
class _Store:
    """The one table, as each of its readers sees it."""

    settings: WebSettings
    client: "DynamoDBClient"

    def desk(self) -> LinkDesk:
        return DynamoLinks(self.client, **self._where())

    def ledger(self) -> Ledger:
        return DynamoLedger(self.client, **self._where())

    def journal(self) -> Journal:
        return DynamoJournal(self.client, **self._where())

    def _where(self) -> dict[str, Any]:
        return {
            "table_name": self.settings.table_name,
            "seller_id": self.settings.seller_id,
            "environment": environment(sandbox=self.settings.sandbox_mode),
        }
