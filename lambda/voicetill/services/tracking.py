"""After the purchase: where an order stands, a wish to cancel it or to get the money back, and whom to talk to.

The voice never moves money back: it writes the customer's wish on the order and says how it goes on.
"""

import logging
from collections.abc import Sequence

from voicetill.domain.markets import Market
from voicetill.domain.orders import Order, Wish, asked, named
from voicetill.services.outcomes import (
    ContactTold,
    NoOrders,
    NotSoldHere,
    OrderTold,
    OrderUnknown,
    Outcome,
    StillProcessing,
    TooLateToCancel,
    WishNoted,
)
from voicetill.services.ports import Shop
from voicetill.services.repeating import again_on_conflict
from voicetill.services.visits import NamedOrder, Visitor

logger = logging.getLogger(__name__)

# How far back a customer's orders are looked through.
MOST_ORDERS = 50


class Tracking:
    """Answers for the orders of the customer who speaks, and of nobody else."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def status(self, visitor: Visitor, which: NamedOrder, *, page: int = 0) -> Outcome:
        """Tell where an order stands: the latest, or the one that was named; `page` counts back from there.

        A payment that is under way comes first, unless the customer asks for another order by name. Whatever is
        said for a number and is none ("the last one") asks for the latest: looking harms nobody.
        """
        which = NamedOrder() if which.is_unclear else which
        market = self._market(visitor)
        if market is None:
            return NotSoldHere()
        if which.is_blank and page == 0 and self._is_in_doubt(visitor):
            return StillProcessing()
        orders = self._orders(visitor)
        found = named(orders, digits=which.digits, product_ids=which.product_ids)
        if not found:
            return self._not_found(orders, market)
        place = page if page < len(found) else 0
        return OrderTold(
            order=found[place],
            market=self._shop.markets.by_id(found[place].market_id),
            now=self._shop.clock(),
            page=place,
            more=len(found) > place + 1,
            was_named=not which.is_blank,
            product_ids=which.product.ids,
        )

    def ask(self, visitor: Visitor, which: NamedOrder, wish: Wish) -> Outcome:
        """Write a wish on the latest order, or on the one that was named."""
        market = self._market(visitor)
        if market is None:
            return NotSoldHere()
        return again_on_conflict(lambda: self._ask(visitor, market, which, wish))

    def contact(self, visitor: Visitor) -> Outcome:
        """Tell how to reach a person."""
        market = self._market(visitor)
        return NotSoldHere() if market is None else ContactTold(market)

    def _ask(self, visitor: Visitor, market: Market, which: NamedOrder, wish: Wish) -> Outcome:
        if which.is_blank and self._is_in_doubt(visitor):
            # What they mean is the order under way, and not the one before it.
            return StillProcessing()
        orders = self._orders(visitor)
        found = named(orders, digits=which.digits, product_ids=which.product_ids)
        if not found:
            return self._not_found(orders, market, wish=wish)
        order = found[0]
        sold_by = self._shop.markets.by_id(order.market_id)
        if order.is_canceled or order.is_given_back:
            # What was wished has come about already: where it stands says so.
            return OrderTold(order, sold_by, now=self._shop.clock(), was_named=True)
        if wish is Wish.CANCEL and not order.can_be_canceled:
            return TooLateToCancel(order, sold_by, now=self._shop.clock())
        if order.has_asked(wish):
            return WishNoted(order, sold_by, wish, before=True)
        saved = self._shop.ledger.save_order(order, asked(order, wish, at=self._shop.clock()))
        logger.info("customer asks", extra={"wish": wish.value, "order": order.id})
        return WishNoted(saved, sold_by, wish)

    def _not_found(self, orders: Sequence[Order], market: Market, *, wish: Wish | None = None) -> Outcome:
        if not orders:
            return NoOrders(market, wish)
        return OrderUnknown(orders[0], market, now=self._shop.clock())

    def _orders(self, visitor: Visitor) -> Sequence[Order]:
        return self._shop.ledger.orders(visitor.customer_id, limit=MOST_ORDERS)

    def _is_in_doubt(self, visitor: Visitor) -> bool:
        current = self._shop.ledger.standing(visitor.customer_id).current
        return current is not None and current.is_in_doubt

    def _market(self, visitor: Visitor) -> Market | None:
        return self._shop.markets.for_locale(visitor.locale)
