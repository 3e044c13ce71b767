"""The shop's files, kept in memory, so that a test can change a price or withdraw a product in the middle."""

from collections.abc import Mapping
from dataclasses import replace

from voicetill.domain.markets import Market
from voicetill.domain.money import Money
from voicetill.domain.products import Product


class Shelf:
    """Fits the services' `Catalogue` port."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._products = dict(products)

    @property
    def products(self) -> Mapping[str, Product]:
        """Every product by its id."""
        return self._products

    def sell_out(self, product_id: str) -> None:
        """Keep a product in the shop, but with nothing of it left."""
        self.stock(product_id, sold_out=True)

    def stock(self, product_id: str, *, sold_out: bool) -> None:
        """Say whether anything of a product is left."""
        self._change(product_id, sold_out=sold_out)

    def withdraw(self, product_id: str) -> None:
        """Take a product off sale."""
        self._change(product_id, offered=False)

    def lead_on(self, product_id: str, to: str) -> None:
        """Let a product be followed by the offer of another one."""
        self._change(product_id, upsell=to)

    def forget(self, product_id: str) -> None:
        """Remove a product from the file altogether."""
        del self._products[product_id]

    def limit(self, product_id: str, most: int) -> None:
        """Lower or raise how many of a product one order may hold."""
        self._change(product_id, max_quantity=most)

    def reprice(self, product_id: str, price: Money) -> None:
        """Give a product another price in the US."""
        self._change(product_id, prices={"US": price})

    def _change(self, product_id: str, **changes: object) -> None:
        self._products[product_id] = replace(self._products[product_id], **changes)  # type: ignore[arg-type]


class MarketList:
    """Fits the services' `Markets` port."""

    def __init__(self, *markets: Market) -> None:
        self._markets = {market.id: market for market in markets}

    def for_locale(self, locale: str) -> Market | None:
        """Return the market that serves a locale."""
        return next((it for it in self._markets.values() if locale in it.checkout_languages), None)

    def by_id(self, market_id: str) -> Market:
        """Return a market by its id, or the first for one that is no more."""
        return self._markets.get(market_id) or next(iter(self._markets.values()))
