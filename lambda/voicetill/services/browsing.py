"""Looking around: welcome, the offers a few at a time, and what a product is."""

import logging
from contextlib import suppress
from dataclasses import replace

from voicetill.domain.customers import Standing
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.occurrences import Happening
from voicetill.domain.products import Product
from voicetill.services.choosing import PAGE, find, on_sale, price, sort_cart
from voicetill.services.outcomes import Detailed, NotSoldHere, Offered, Outcome, StillProcessing, Welcomed
from voicetill.services.ports import Shop
from voicetill.services.remembering import just_placed
from voicetill.services.visits import Named, Visitor

logger = logging.getLogger(__name__)


class Browsing:
    """Answers what can be bought. It only reads, but that it remembers what a customer has heard of by now."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def welcome(self, visitor: Visitor) -> Outcome:
        """Tell of a payment under way; else greet, and offer the cart that an earlier visit left."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        standing = self._shop.ledger.standing(visitor.customer_id)
        if standing.current is not None and standing.current.is_in_doubt:
            if standing.current.is_overdue(now=self._shop.clock()):
                names = {"checkout": standing.current.id, "reference": standing.current.reference}
                logger.error("charge overdue", extra=names)
            return StillProcessing()
        customer = standing.customer
        cart, _ = sort_cart(self._shop, market, customer.cart, locale=visitor.locale)
        return Welcomed(
            market,
            on_sale(self._shop, market, locale=visitor.locale)[:PAGE],
            returning=customer.agreement is not None,
            cart=price(self._shop, market, cart, customer, locale=visitor.locale),
            meanwhile=self._meanwhile(standing) or just_placed(visitor, standing, now=self._shop.clock()),
        )

    def _meanwhile(self, standing: Standing) -> Happening | None:
        """Return what the customer has not heard of; once they have, it is forgotten."""
        if standing.customer.unheard is not None:
            heard = replace(standing.customer, unheard=None)
            # Who writes at the same moment, or a store that cannot, lets it be said once more the next time.
            with suppress(ConflictError, StoreUnavailableError):
                self._shop.ledger.save(standing, replace(standing, customer=heard))
        return standing.customer.unheard

    def browse(self, visitor: Visitor, *, page: int = 0) -> Outcome:
        """Name a few products; a page past the end begins anew."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        offers = on_sale(self._shop, market, locale=visitor.locale)
        anew = not 0 <= page * PAGE < len(offers)
        page = 0 if anew else page
        shown = offers[page * PAGE : (page + 1) * PAGE]
        return Offered(market, shown, page, more=len(offers) > (page + 1) * PAGE, anew=anew)

    def details(self, visitor: Visitor, named: Named) -> Outcome:
        """Tell what a product is and costs."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        product = find(self._shop, market, named, locale=visitor.locale)
        return Detailed(product, market) if isinstance(product, Product) else product
