"""Subscriptions, as long as none can be sold: the truth about that, and no promise.

Renewals do not exist yet, so the start refuses a catalogue that offers a subscription.
"""

from voicetill.domain.orders import Wish
from voicetill.domain.products import ProductKind
from voicetill.services.choosing import PAGE, on_sale
from voicetill.services.outcomes import NoSubscriptions, NotSoldHere, Outcome, SubscriptionsUnsold
from voicetill.services.ports import Shop
from voicetill.services.tracking import Tracking
from voicetill.services.visits import Named, NamedOrder, Visitor


class Subscribing:
    """Answers whoever asks for a subscription."""

    def __init__(self, shop: Shop, tracking: Tracking) -> None:
        self._shop = shop
        self._tracking = tracking

    def subscribe(self, visitor: Visitor) -> Outcome:
        """Say that none is sold, and what is."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        return SubscriptionsUnsold(on_sale(self._shop, market, locale=visitor.locale)[:PAGE])

    def status(self, visitor: Visitor) -> Outcome:
        """Say what runs: nothing."""
        market = self._shop.markets.for_locale(visitor.locale)
        return NotSoldHere() if market is None else NoSubscriptions()

    def cancel(self, visitor: Visitor, named: Named) -> Outcome:
        """End a subscription: there is none. Who names something else wants to cancel the order of it."""
        products = self._shop.catalogue.products
        known = [products[id_] for id_ in named.ids if id_ in products]
        if known and all(product.kind is not ProductKind.SUBSCRIPTION for product in known):
            return self._tracking.ask(visitor, NamedOrder(product=named), Wish.CANCEL)
        return self.status(visitor)
