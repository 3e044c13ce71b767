"""The shop's products, read from `data/catalogue.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass

from voicetill.domain.markets import Market
from voicetill.domain.money import Money
from voicetill.domain.products import Plan, Product, ProductKind, ProductText
from voicetill.stores.files import Section, raise_if_faulty, shipped

FILE = "catalogue.toml"

# What people can be asked to agree to in one breath: terms of a few years at most.
MOST_MONTHS = 36
MOST_TRIAL_DAYS = 366
_SHORTEST_MONTH = 28

# Alexa speaks at most 8000 characters (Request and Response JSON Reference), and several names in one sentence.
LONGEST_NAME = 100
LONGEST_DETAILS = 1000


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """The products of one file, in its order; fits the services' `Catalogue` port."""

    products: Mapping[str, Product]


def read_catalogue(markets: Mapping[str, Market], text: str | None, faults: list[str]) -> CatalogueFile:
    """Read the products for these markets as well as they can be read, and note every fault."""
    file = Section.of_file(shipped(FILE) if text is None else text, FILE, faults)
    tables = file.section("products")
    products = {name: _product(name, tables.section(name), markets) for name in tables.names()}
    file.done()
    for product in products.values():
        if product.upsell is not None and (product.upsell not in products or product.upsell == product.id):
            tables.fault(f"{product.id}.upsell", f"must name another product, not {product.upsell!r}")
    if not any(product.offered for product in products.values()):
        tables.fault("", "must hold at least one product that is offered")
    return CatalogueFile(products)


def load_catalogue(markets: Mapping[str, Market], text: str | None = None) -> CatalogueFile:
    """Read the products for these markets; raises FaultyDataError naming every fault."""
    faults: list[str] = []
    catalogue = read_catalogue(markets, text, faults)
    raise_if_faulty(faults)
    return catalogue


def _product(name: str, table: Section, markets: Mapping[str, Market]) -> Product:
    kind = table.choice("kind", {kind.value: kind for kind in ProductKind}, otherwise=ProductKind.GOODS)
    product = Product(
        id=name,
        kind=kind,
        offered=table.flag("offered"),
        sold_out=table.flag("sold_out"),
        max_quantity=table.count("max_quantity"),
        prices=_prices(table.section("price"), markets),
        texts=_texts(table.section("text")),
        plan=_plan(table.section("plan")) if kind is ProductKind.SUBSCRIPTION else None,
        upsell=table.text("upsell") if table.has("upsell") else None,
        delivered=_delivered(table, kind),
    )
    if product.offered:
        _sellable(product, table, markets)
    table.done()
    return product


def _prices(table: Section, markets: Mapping[str, Market]) -> dict[str, Money]:
    prices = {}
    for market_id in table.names():
        if market_id in markets:
            prices[market_id] = table.money(market_id, markets[market_id].ledger_currency, positive=True)
        elif markets:
            table.fault(market_id, f"is no market; the markets are {', '.join(markets)}")
    return prices


def _texts(table: Section) -> dict[str, ProductText]:
    return {locale: _text(table.section(locale)) for locale in table.names()}


def _text(table: Section) -> ProductText:
    text = ProductText(
        title=table.text("title", most=LONGEST_NAME),
        one=table.text("one", most=LONGEST_NAME),
        other=table.text("other", most=LONGEST_NAME),
        a=table.text("a", most=LONGEST_NAME),
        details=table.text("details", most=LONGEST_DETAILS),
    )
    table.texts("synonyms")
    table.done()
    return text


def _delivered(table: Section, kind: ProductKind) -> bool:
    """Read whether a subscription is one of goods; what else is sold is delivered or not by its kind."""
    return not (kind is ProductKind.SUBSCRIPTION and table.has("delivered")) or table.flag("delivered")


def _plan(table: Section) -> Plan:
    plan = Plan(
        period_months=table.count("period_months"),
        trial_days=table.count("trial_days", least=0),
        notice_days=table.count("notice_days", least=0) if table.has("notice_days") else 0,
    )
    for name, value, most in (
        ("period_months", plan.period_months, MOST_MONTHS),
        ("trial_days", plan.trial_days, MOST_TRIAL_DAYS),
        # Who is told of a renewal before the one before it would take the two for one.
        ("notice_days", plan.notice_days, _SHORTEST_MONTH * min(plan.period_months, MOST_MONTHS) - 1),
    ):
        if value > most:
            table.fault(name, f"must be at most {most}, not {value}")
    table.done()
    return plan


def _sellable(product: Product, table: Section, markets: Mapping[str, Market]) -> None:
    """Note what a product on sale lacks: any price, or a text in a locale of a market that has one."""
    if product.kind is ProductKind.SUBSCRIPTION and product.max_quantity != 1:
        table.fault("max_quantity", "must be 1: a subscription is sold by itself, one at a time")
    if not product.prices:
        table.fault("price", "must name at least one market")
    for market_id in product.prices:
        for locale in markets[market_id].checkout_languages:
            if locale not in product.texts:
                table.fault(f"text.{locale}", f"is missing, but the product is sold in {market_id}")
