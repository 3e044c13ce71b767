"""Where the shop sells, and by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from voicetill.domain.money import Currency, Money
from voicetill.domain.products import Product, ProductKind


@dataclass(frozen=True, slots=True)
class DeliveryRule:
    """A flat fee, free when the goods reach `free_from`; `countries` are the places delivered to (ISO 3166)."""

    flat: Money
    free_from: Money | None
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class TaxRule:
    """The tax contained in gross prices: one rate (0.0725 is 7.25 %), and the regions that differ from it."""

    rate: Decimal
    regions: Mapping[str, Decimal]

    def rate_in(self, region: str) -> Decimal:
        """Return the rate for a region as an address spells it; the market's rate if it is not listed."""
        return self.regions.get(region.strip().upper(), self.rate)


@dataclass(frozen=True, slots=True)
class Contact:
    """How a customer reaches a person."""

    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Logo:
    """The shop's logo for cards: https addresses of a 720 and a 1200 pixels wide image."""

    small: str
    large: str


@dataclass(frozen=True, slots=True)
class Market:
    """One merchant account's region: seller of record, currency, locales, delivery, tax and contact.

    `country_of_establishment` is in Amazon Pay's spelling (UK, not GB). `checkout_languages` maps each
    locale that the market serves to the language of Amazon Pay's pages and mails. `time_zone` (IANA) is where
    its days begin. `receipt_billing_address` says that a receipt names the billing address, where it is known.
    """

    id: str
    seller: str
    country_of_establishment: str
    ledger_currency: Currency
    checkout_languages: Mapping[str, str]
    donations: bool
    delivery: DeliveryRule
    tax: TaxRule
    contact: Contact
    logo: Logo
    time_zone: str
    receipt_billing_address: bool = False

    def sells(self, product: Product, *, locale: str) -> bool:
        """Whether the product is on sale here, sold out or not, and can be named in the locale."""
        allowed = self.donations or product.kind is not ProductKind.DONATION
        return product.offered and allowed and self.id in product.prices and locale in product.texts

    def delivers_to(self, country: str) -> bool:
        """Whether we deliver to a country; an address that names none is taken for one of ours."""
        return not country.strip() or country.strip().upper() in self.delivery.countries
