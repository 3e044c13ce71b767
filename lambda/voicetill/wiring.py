"""The one room that knows everyone: it makes the real parts, and takes a replacement for each."""

import os
import secrets
import string
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from voicetill.alexa.armour import LambdaHandler
from voicetill.alexa.skill import Services, open_skill
from voicetill.alexa.speech import Speech, load_speech
from voicetill.domain.errors import FaultyDataError
from voicetill.domain.markets import Market
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay.buyers import AmazonPayBuyers
from voicetill.gateways.amazon_pay.gateway import AmazonPay
from voicetill.gateways.amazon_pay.prices import product_faults
from voicetill.gateways.amazon_pay.regions import market_faults
from voicetill.gateways.fetching import Fetch, WebFetch
from voicetill.services.advancing import Advancing
from voicetill.services.browsing import Browsing
from voicetill.services.buying import Buying
from voicetill.services.filling import Filling
from voicetill.services.ports import BuyerAddresses, Catalogue, Clock, Ledger, NewId, Shop, VoicePayments
from voicetill.services.receiving import Receiving
from voicetill.services.subscribing import Subscribing
from voicetill.services.tracking import Tracking
from voicetill.settings import SettingsError, SkillSettings, read_settings
from voicetill.stores.catalogue import CatalogueFile, read_catalogue
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.markets import MarketFile, read_markets

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Alexa waits eight seconds for an answer; a store that hangs must leave time to say so.
_PATIENCE = Config(connect_timeout=1, read_timeout=1.5, retries={"mode": "standard", "total_max_attempts": 2})


class CannotStartError(Exception):
    """Raised at start: the message names every fault of the settings and of the shop's files."""


def open_till(
    settings: SkillSettings | None = None,
    *,
    files: Mapping[str, str] | None = None,
    markets: MarketFile | None = None,
    catalogue: Catalogue | None = None,
    speeches: Mapping[str, Speech] | None = None,
    dynamodb: "DynamoDBClient | None" = None,
    ledger: Ledger | None = None,
    payments: VoicePayments | None = None,
    addresses: BuyerAddresses | None = None,
    fetch: Fetch | None = None,
    clock: Clock | None = None,
    new_id: NewId | None = None,
) -> LambdaHandler:
    """Open the till for Alexa: return what Lambda calls. Raises CannotStartError.

    `files` holds texts that stand in for files of `data`, each by its name there; `fetch` stands in for the web
    where Amazon is asked for addresses.
    """
    starting = _Starting(files or {})
    settings = settings or starting.settings()
    markets = markets or starting.markets()
    catalogue = catalogue or starting.catalogue(markets)
    speeches = speeches or starting.speeches(markets)
    if settings is None or starting.faults:
        raise CannotStartError("Voicetill cannot start:\n" + "\n".join(f"- {fault}" for fault in starting.faults))
    ledger = ledger or _ledger(settings, dynamodb or _dynamodb(settings))
    payments = payments or _amazon_pay(settings, markets.markets)
    addresses = addresses or _buyers(settings, fetch or WebFetch())
    shop = Shop(catalogue, markets, ledger, clock or _now)
    services = _services(shop, payments, addresses, new_id or _random_id)
    return open_skill(services, speeches, skill_id=settings.skill_id)


def _services(shop: Shop, payments: VoicePayments, addresses: BuyerAddresses, new_id: NewId) -> Services:
    advancing = Advancing(shop, payments)
    tracking = Tracking(shop)
    return Services(
        browsing=Browsing(shop),
        filling=Filling(shop),
        buying=Buying(shop, advancing, new_id, addresses),
        receiving=Receiving(shop, advancing, payments),
        tracking=tracking,
        subscribing=Subscribing(shop, tracking),
    )


class _Starting:
    """Reads settings and files, and collects their faults, so that one message can name them all."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self.faults: list[str] = []

    def settings(self) -> SkillSettings | None:
        try:
            return read_settings(os.environ)
        except SettingsError as error:
            self.faults += error.faults
            return None

    def markets(self) -> MarketFile:
        markets = read_markets(self._files.get("markets.toml"), self.faults)
        for market in markets.markets.values():
            self.faults += (f"markets.toml {fault}" for fault in market_faults(market))
        return markets

    def catalogue(self, markets: MarketFile) -> CatalogueFile:
        before = len(self.faults)
        catalogue = read_catalogue(markets.markets, self._files.get("catalogue.toml"), self.faults)
        if len(self.faults) == before:
            for product in catalogue.products.values():
                self.faults += (f"catalogue.toml {fault}" for fault in product_faults(product))
        return catalogue

    def speeches(self, markets: MarketFile) -> Mapping[str, Speech]:
        loaded = {locale: self._speech(locale) for locale in markets.locales}
        found = {locale: speech for locale, speech in loaded.items() if speech is not None}
        for market in markets.markets.values():
            for locale in market.checkout_languages:
                if locale in found and not found[locale].knows(market.ledger_currency):
                    place = f"speech/{locale}.toml money.{market.ledger_currency}"
                    self.faults.append(f"{place}: is missing, but {market.id} sells in it")
        return found

    def _speech(self, locale: str) -> Speech | None:
        try:
            return load_speech(locale, self._files.get(f"speech/{locale}.toml"))
        except FaultyDataError as error:
            self.faults += error.faults
            return None


def _ledger(settings: SkillSettings, client: "DynamoDBClient") -> Ledger:
    return DynamoLedger(
        client,
        table_name=settings.table_name,
        seller_id=settings.seller_id,
        environment=_environment(settings),
    )


def _dynamodb(settings: SkillSettings) -> "DynamoDBClient":
    session = boto3.session.Session()
    client: DynamoDBClient = session.client(
        "dynamodb", region_name=session.region_name or settings.region or "us-east-1", config=_PATIENCE
    )
    return client


def _amazon_pay(settings: SkillSettings, markets: Mapping[str, Market]) -> VoicePayments:
    return AmazonPay(
        seller_id=settings.seller_id,
        environment=_environment(settings),
        sandbox_email=settings.sandbox_customer_email,
        markets=markets,
    )


def _buyers(settings: SkillSettings, fetch: Fetch) -> BuyerAddresses:
    return AmazonPayBuyers(
        seller_id=settings.seller_id,
        environment=_environment(settings),
        sandbox_email=settings.sandbox_customer_email,
        fetch=fetch,
        endpoint=settings.buyer_api_endpoint,
    )


def _environment(settings: SkillSettings) -> Environment:
    return Environment.SANDBOX if settings.sandbox_mode else Environment.LIVE


def _now() -> datetime:
    return datetime.now(UTC)


def _random_id() -> str:
    """Return 26 letters and digits: 134 random bits."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(26))
