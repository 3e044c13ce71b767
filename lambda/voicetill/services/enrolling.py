"""Taking up a subscription: a checkout of its own, with nothing else in it. The cart stays as it is.

What the customer subscribes to already is not sold to them twice. A trial is for who never had the subscription.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement, AgreementKind
from voicetill.domain.carts import Cart, CartLine
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.funnel import wished
from voicetill.domain.markets import Market
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import Quote, due_today, terms_at
from voicetill.domain.products import Plan, Product
from voicetill.domain.subscriptions import Subscription, SubscriptionState
from voicetill.services.advancing import Advancing
from voicetill.services.beginning import Turn, id_for, new_checkout, requested, standing_of, turn_of
from voicetill.services.choosing import find_to_buy, price
from voicetill.services.outcomes import NotSoldHere, Outcome, Refused, SubscriptionsTold
from voicetill.services.ports import BuyerAddresses, Journal, NewId, Shop
from voicetill.services.remembering import given_up
from voicetill.services.repeating import again_on_conflict
from voicetill.services.visits import Named, Visitor

KindNeeded = Callable[[Market], AgreementKind | None]
"""Tells of which kind an agreement must be, in a market, for renewals to be charged on it; None: any will do."""


def any_kind(market: Market) -> None:
    """Need no certain kind of agreement."""
    return


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Begins the checkouts of subscriptions."""

    shop: Shop
    journal: Journal
    advancing: Advancing
    new_id: NewId
    addresses: BuyerAddresses
    kind_needed: KindNeeded = any_kind

    def begin(self, visitor: Visitor, market: Market, product: Product) -> Outcome:
        """Begin the checkout of a subscription that is on sale, or tell of the one that runs already."""
        turn = turn_of(visitor, self.addresses, self.shop.clock)
        return again_on_conflict(lambda: self._begin(turn, market, product))

    def take_up(self, turn: Turn, checkout: Checkout) -> Outcome:
        """Begin anew the checkout of a subscription, at the terms of today; the caller repeats lost races."""
        visitor = turn.visitor
        market = self.shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        named = Named(ids=tuple(line.product_id for line in checkout.quote.lines))
        product = find_to_buy(self.shop, market, named, locale=visitor.locale)
        return self._begin(turn, market, product) if isinstance(product, Product) else product

    def renews_on(self, agreement: Agreement | None, market: Market, *, provider: str) -> bool:
        """Whether a customer's agreement is open, this provider's, and of a kind to be charged with them away."""
        if agreement is None or not agreement.is_open or agreement.provider != provider:
            return False
        return self.kind_needed(market) in (None, agreement.kind)

    def _begin(self, turn: Turn, market: Market, product: Product) -> Outcome:
        visitor = turn.visitor
        # Read before the subscriptions: one that begins in between makes the write below a conflict.
        standing = standing_of(self.shop.ledger, visitor)
        if standing.current is not None and standing.current.is_in_doubt:
            return self.advancing.still_processing(standing, standing.current)
        now = self.shop.clock()
        held = [it for it in self.journal.subscriptions(visitor.customer_id) if it.product_id == product.id]
        if running := _not_over(held):
            return SubscriptionsTold(running, market, now, before=True)
        met = self.advancing.paying.meet(visitor, standing.customer)
        if isinstance(met, Refusal):
            self.shop.watch.count(*wished(market.id, met))
            return Refused(met, subscription=True)
        renewal, heard = self._priced(turn, market, product, met)
        plan = _plan_for(product, had_before=bool(held))
        today, paying = due_today(renewal, plan), self.advancing.paying
        capture, id_ = paying.capture(market, today), id_for(visitor, standing, self.new_id)
        self.shop.watch.follow(id_)
        checkout = replace(
            new_checkout(visitor, market, today, id_=id_, at=now, capture=capture),
            plan=plan,
            renewal=renewal,
            kind_needed=self.kind_needed(market),
        )
        begun = requested(market, paying.usable(met, market), heard, at=now)
        after = replace(standing, customer=met, past=given_up(standing.current, at=now))
        return self.advancing.advance(standing, checkout, begun, after=after, caller=turn.caller)

    def _priced(
        self, turn: Turn, market: Market, product: Product, customer: Customer
    ) -> tuple[Quote, Address | None]:
        """Return the price of a period at the customer's home, and that home if it was told just now."""
        cart = Cart((CartLine(product.id, 1),))
        renewal = price(self.shop, market, cart, customer, locale=turn.visitor.locale)
        assert renewal is not None  # noqa: S101 - there is something in it
        heard = turn.home() if renewal.needs_delivery else None
        return (renewal.on(terms_at(renewal, market, heard)) if heard else renewal), heard


def _not_over(held: Sequence[Subscription]) -> tuple[Subscription, ...]:
    return tuple(it for it in held if it.state is not SubscriptionState.ENDED)


def _plan_for(product: Product, *, had_before: bool) -> Plan:
    assert product.plan is not None  # noqa: S101 - a subscription has one
    return replace(product.plan, trial_days=0) if had_before else product.plan
