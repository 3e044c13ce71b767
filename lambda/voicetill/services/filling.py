"""The cart: read it, change it, take things out, start over.

A change under an offer that was read back makes that offer void: its total is no longer the cart's.
"""

from collections.abc import Callable
from dataclasses import replace

from voicetill.domain.carts import Cart
from voicetill.domain.customers import Standing, with_cart
from voicetill.domain.markets import Market
from voicetill.domain.products import Product
from voicetill.domain.quantities import read_quantity
from voicetill.services.choosing import PAGE, find, on_sale, price, sort_cart
from voicetill.services.outcomes import (
    CartTold,
    NotInCart,
    NotSoldHere,
    Outcome,
    QuantityUnclear,
    StartedOver,
    StillProcessing,
)
from voicetill.services.ports import Shop
from voicetill.services.remembering import given_up
from voicetill.services.repeating import again_on_conflict
from voicetill.services.visits import Named, Visitor


class Filling:
    """Keeps the cart."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def show(self, visitor: Visitor, *, page: int = 0) -> Outcome:
        """Tell what is in the cart, a few lines at a time; a page past the end begins anew."""

        def show(market: Market, standing: Standing) -> Outcome:
            told = self._told(visitor, market, standing)
            lines = len(told.cart.lines) if told.cart else 0
            return replace(told, page=page if 0 < page * PAGE < lines else 0)

        return self._on_cart(visitor, show)

    def change(self, visitor: Visitor, named: Named, quantity: str | None) -> Outcome:
        """Set how many of a product are in the cart."""

        def change(market: Market, standing: Standing) -> Outcome:
            product = self._in_cart(visitor, market, standing, named)
            if not isinstance(product, Product):
                return product
            number = read_quantity(quantity, most=product.max_quantity, unsaid=None)
            if number is None:
                return QuantityUnclear(product, product.max_quantity)
            return self._changed(visitor, market, standing, standing.customer.cart.holding(product.id, number))

        return self._on_cart(visitor, change)

    def remove(self, visitor: Visitor, named: Named, quantity: str | None) -> Outcome:
        """Take a product out of the cart, or only so many of it."""

        def remove(market: Market, standing: Standing) -> Outcome:
            product = self._in_cart(visitor, market, standing, named)
            if not isinstance(product, Product):
                return product
            cart = standing.customer.cart
            held = min(cart.quantity_of(product.id), product.max_quantity)
            number = read_quantity(quantity, most=product.max_quantity, unsaid=held)
            if number is None:
                return QuantityUnclear(product, held)
            return self._changed(visitor, market, standing, cart.holding(product.id, held - number))

        return self._on_cart(visitor, remove)

    def start_over(self, visitor: Visitor) -> Outcome:
        """Empty the cart and give up an offer that waits for its yes."""

        def start_over(market: Market, standing: Standing) -> Outcome:
            if standing.current is not None and standing.current.is_in_doubt:
                return StillProcessing(blocks=True)
            self._saved(standing, Cart())
            return StartedOver(on_sale(self._shop, market, locale=visitor.locale)[:PAGE])

        return self._on_cart(visitor, start_over)

    def _on_cart(self, visitor: Visitor, turn: Callable[[Market, Standing], Outcome]) -> Outcome:
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        return again_on_conflict(lambda: turn(market, self._shop.ledger.standing(visitor.customer_id)))

    def _in_cart(self, visitor: Visitor, market: Market, standing: Standing, named: Named) -> Product | Outcome:
        """Return the product meant, on sale or not: the only one in the cart when none was named."""
        lines = standing.customer.cart.lines
        held = [line.product_id for line in lines if line.product_id in named.ids]
        if len(held) == 1 and held[0] in self._shop.catalogue.products:
            return self._shop.catalogue.products[held[0]]
        only = self._shop.catalogue.products.get(lines[0].product_id) if len(lines) == 1 else None
        if named.is_blank and only is not None:
            return only
        product = find(self._shop, market, named, locale=visitor.locale)
        if isinstance(product, Product) and not standing.customer.cart.quantity_of(product.id):
            told = self._told(visitor, market, standing)
            return NotInCart(product, told.cart)
        return product

    def _changed(self, visitor: Visitor, market: Market, standing: Standing, cart: Cart) -> Outcome:
        if standing.current is not None and standing.current.is_in_doubt:
            return StillProcessing(blocks=True)
        return self._told(visitor, market, self._saved(standing, cart))

    def _told(self, visitor: Visitor, market: Market, standing: Standing) -> CartTold:
        buyable, gone = sort_cart(self._shop, market, standing.customer.cart, locale=visitor.locale)
        return CartTold(price(self._shop, market, buyable, standing.customer, locale=visitor.locale), gone)

    def _saved(self, standing: Standing, cart: Cart) -> Standing:
        after = replace(
            standing,
            customer=with_cart(standing.customer, cart, at=self._shop.clock()),
            current=given_up(standing.current, at=self._shop.clock()),
        )
        return self._shop.ledger.save(standing, after)
