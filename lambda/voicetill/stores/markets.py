"""The shop's markets, read from `data/markets.toml`."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voicetill.domain.markets import Contact, DeliveryFee, DeliveryRule, Logo, Market, TaxRule
from voicetill.domain.money import Currency
from voicetill.stores.files import Section, raise_if_faulty, shipped

FILE = "markets.toml"

# Alexa speaks at most 8000 characters (Request and Response JSON Reference), and a name is one part of a sentence.
LONGEST_SELLER = 100

_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}", re.ASCII)
_ISO_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


class MarketFile:
    """The markets of one file; fits the services' `Markets` port."""

    def __init__(self, markets: Mapping[str, Market]) -> None:
        self.markets = markets
        self._by_locale = {locale: market for market in markets.values() for locale in market.checkout_languages}

    def for_locale(self, locale: str) -> Market | None:
        """Return the market that serves a locale; None where we do not sell."""
        return self._by_locale.get(locale)

    def by_id(self, market_id: str) -> Market:
        """Return a market by its id; for one that is no more, the first: a paid order must still be confirmed."""
        return self.markets.get(market_id) or next(iter(self.markets.values()))

    @property
    def locales(self) -> tuple[str, ...]:
        """Every locale that some market serves, in the order of the file."""
        return tuple(self._by_locale)


def read_markets(text: str | None, faults: list[str]) -> MarketFile:
    """Read the markets as well as they can be read, and note every fault; None reads the shipped file.

    Whether a payment company takes such markets is for its gateway to say.
    """
    file = Section.of_file(shipped(FILE) if text is None else text, FILE, faults)
    tables = file.section("markets")
    markets = {name: _market(name, tables.section(name)) for name in tables.names()}
    file.done()
    if not markets:
        tables.fault("", "must hold at least one market")
    _no_locale_twice(markets, tables)
    return MarketFile(markets)


def load_markets(text: str | None = None) -> MarketFile:
    """Read the markets; raises FaultyDataError naming every fault."""
    faults: list[str] = []
    markets = read_markets(text, faults)
    raise_if_faulty(faults)
    return markets


def _market(name: str, table: Section) -> Market:
    currency = table.choice("ledger_currency", {c.value: c for c in Currency}, otherwise=Currency.USD)
    delivery = _delivery(table.section("delivery"), currency)
    market = Market(
        id=name,
        seller=table.text("seller", most=LONGEST_SELLER),
        country_of_establishment=table.text("country_of_establishment"),
        ledger_currency=currency,
        checkout_languages=_languages(table.section("locales")),
        donations=table.flag("donations"),
        delivery=delivery,
        tax=_tax(table.section("tax"), delivery.countries),
        contact=_contact(table.section("contact")),
        logo=_logo(table.section("logo")),
        time_zone=_time_zone(table),
        receipt_billing_address=table.flag("receipt_billing_address"),
        voice_code_over=table.money("voice_code_over", currency) if table.has("voice_code_over") else None,
    )
    table.done()
    return market


def _time_zone(table: Section) -> str:
    name = table.text("time_zone")
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        table.fault("time_zone", f"must be a time zone by its IANA name, like Europe/Berlin, not {name!r}")
        return ""


def _languages(table: Section) -> dict[str, str]:
    locales = {locale: table.text(locale) for locale in table.names()}
    if not locales:
        table.fault("", "must name at least one locale")
    for locale in locales:
        if not _LOCALE.fullmatch(locale):
            table.fault(locale, "must be a locale as Alexa writes it, like en-US")
    return locales


def _delivery(table: Section, currency: Currency) -> DeliveryRule:
    own, countries = _fee(table, currency), _countries(table)
    fees = _fees(table.section("fees"), currency, countries) if table.has("fees") else {}
    table.done()
    return DeliveryRule(own.flat, own.free_from, countries, fees)


def _fees(table: Section, currency: Currency, countries: frozenset[str]) -> dict[str, DeliveryFee]:
    fees: dict[str, DeliveryFee] = {}
    for name in _delivered_to(table, countries):
        section = table.section(name)
        fees[name.upper()] = _fee(section, currency)
        section.done()
    return fees


def _fee(table: Section, currency: Currency) -> DeliveryFee:
    free_from = table.money("free_from", currency) if table.has("free_from") else None
    return DeliveryFee(table.money("flat", currency), free_from)


def _delivered_to(table: Section, countries: frozenset[str]) -> Iterable[str]:
    """Return the names in a table by country; one that goods never go to is a slip of the pen."""
    names = tuple(table.names())
    for name in names:
        if name.upper() not in countries:
            table.fault(name, "must be one of the countries delivered to")
    return names


def _countries(table: Section) -> frozenset[str]:
    """Return where goods go. A country misspelt here would turn its customers away one by one, unseen."""
    countries = frozenset(country.upper() for country in table.texts("countries"))
    if not countries:
        table.fault("countries", "must name at least one country")
    for country in sorted(countries):
        if country == "UK" or not _ISO_COUNTRY.fullmatch(country):
            table.fault("countries", f"must be ISO 3166 codes of two letters (GB, not UK), not {country!r}")
    return countries


def _tax(table: Section, countries: frozenset[str]) -> TaxRule:
    regions = table.section("regions") if table.has("regions") else None
    abroad = table.section("countries") if table.has("countries") else None
    rule = TaxRule(
        rate=table.rate("rate"),
        regions=_rates(regions, regions.names()) if regions else {},
        countries=_rates(abroad, _delivered_to(abroad, countries)) if abroad else {},
    )
    table.done()
    return rule


def _rates(table: Section, names: Iterable[str]) -> dict[str, Decimal]:
    return {" ".join(name.upper().split()): table.rate(name) for name in names}


def _contact(table: Section) -> Contact:
    contact = Contact(phone=table.text("phone"), email=table.text("email"))
    table.done()
    return contact


def _logo(table: Section) -> Logo:
    logo = Logo(small=table.text("small"), large=table.text("large"))
    for name, address in (("small", logo.small), ("large", logo.large)):
        if address and not address.startswith("https://"):
            table.fault(name, "must begin with https://, or the card shows no image")
    table.done()
    return logo


def _no_locale_twice(markets: Mapping[str, Market], tables: Section) -> None:
    owners: dict[str, str] = {}
    for market in markets.values():
        for locale in market.checkout_languages:
            if locale in owners:
                tables.fault(market.id, f"serves {locale}, which {owners[locale]} serves already")
            owners.setdefault(locale, market.id)
