"""Where the shop sells, and by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from voicetill.domain.addresses import Address
from voicetill.domain.money import Currency, Money, zero
from voicetill.domain.products import Product, ProductKind


@dataclass(frozen=True, slots=True)
class DeliveryFee:
    """A flat fee, free when the goods reach `free_from`; without that amount it is never free."""

    flat: Money
    free_from: Money | None

    def due_for(self, goods: Money) -> Money:
        """Return what it costs to send goods of this price."""
        free = self.free_from is not None and goods.covers(self.free_from)
        return zero(self.flat.currency) if free else self.flat


@dataclass(frozen=True, slots=True)
class DeliveryRule:
    """What delivery costs, and the `countries` delivered to (ISO 3166); some may have `fees` of their own."""

    flat: Money
    free_from: Money | None
    countries: frozenset[str]
    fees: Mapping[str, DeliveryFee] = field(default_factory=dict)

    def fee_to(self, place: Address | None) -> DeliveryFee:
        """Return the fee for a place; the market's own where none is known, or its country has none."""
        own = DeliveryFee(self.flat, self.free_from)
        return self.fees.get(place.country_code, own) if place else own


@dataclass(frozen=True, slots=True)
class TaxRule:
    """The tax contained in gross prices: one rate (0.0725 is 7.25 %), and what differs from it.

    `regions` are those of the market's home country, by any name that an address may spell, in upper case;
    `countries` are others delivered to (ISO 3166).
    """

    rate: Decimal
    regions: Mapping[str, Decimal]
    countries: Mapping[str, Decimal] = field(default_factory=dict)

    def rate_in(self, region: str) -> Decimal:
        """Return the rate for a region as an address spells it; the market's rate if it is not listed."""
        return self.regions.get(" ".join(region.upper().split()), self.rate)


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
    Orders over `voice_code_over` are guarded by the customer's own code, where they chose one; None: none are.
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
    voice_code_over: Money | None = None

    def sells(self, product: Product, *, locale: str) -> bool:
        """Whether the product is on sale here, sold out or not, and can be named in the locale."""
        allowed = self.donations or product.kind is not ProductKind.DONATION
        return product.offered and allowed and self.id in product.prices and locale in product.texts

    @property
    def home(self) -> str:
        """The country that the market is established in, as addresses name it (ISO 3166)."""
        return "GB" if self.country_of_establishment == "UK" else self.country_of_establishment

    def tax_rate_at(self, place: Address | None) -> Decimal:
        """Return the tax rate for goods that go to a place; the market's own where none is known."""
        if place is None:
            return self.tax.rate
        if place.country_code in self.tax.countries:
            return self.tax.countries[place.country_code]
        # A region counts at home only: the WA of an Australian address is not the one of the US.
        return self.tax.rate_in(place.region) if place.country_code in ("", self.home) else self.tax.rate

    def delivers_to(self, country: str) -> bool:
        """Whether we deliver to a country; an address that names none is taken for one of ours."""
        return not country.strip() or country.strip().upper() in self.delivery.countries
