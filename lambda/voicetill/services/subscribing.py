"""Subscriptions, as long as none can be sold: the truth about that, and no promise.

Renewals do not exist yet, so the start refuses a catalogue that offers a subscription.
"""

from voicetill.services.choosing import PAGE, on_sale
from voicetill.services.outcomes import NoSubscriptions, NotSoldHere, Outcome, SubscriptionsUnsold
from voicetill.services.ports import Shop
from voicetill.services.visits import Visitor


class Subscribing:
    """Answers whoever asks for a subscription."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

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
