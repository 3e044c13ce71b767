"""Buying: begin a checkout, and hear the customer's yes or no to its total."""

from dataclasses import replace

from voicetill.domain.carts import CartLine
from voicetill.domain.checkout_events import (
    BuyerAgreed,
    BuyerRefused,
    BuyerRetried,
    ConsentWithdrawn,
    Event,
    ItemsWithdrawn,
)
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Standing
from voicetill.domain.markets import Market
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import terms_at
from voicetill.domain.products import Product, ProductKind
from voicetill.domain.quantities import read_quantity
from voicetill.services.advancing import Advancing, given_up, retry_question
from voicetill.services.beginning import Home, home_of, new_checkout, requested
from voicetill.services.choosing import find_to_buy, lines_gone, price, sort_cart
from voicetill.services.enrolling import Enrolling
from voicetill.services.outcomes import (
    CartTold,
    Declined,
    HandedOff,
    NothingAsked,
    NothingMore,
    NotSoldHere,
    Outcome,
    QuantityUnclear,
    Refused,
    SubscriptionDeclined,
    TotalTold,
)
from voicetill.services.ports import BuyerAddresses, NewId, Shop
from voicetill.services.repeating import again_on_conflict
from voicetill.services.visits import Named, Question, Visitor


class Buying:
    """Takes a customer from the wish to the yes."""

    def __init__(
        self, shop: Shop, advancing: Advancing, new_id: NewId, addresses: BuyerAddresses, enrolling: Enrolling
    ) -> None:
        self._shop = shop
        self._advancing = advancing
        self._new_id = new_id
        self._addresses = addresses
        self._enrolling = enrolling

    def buy(self, visitor: Visitor, named: Named, quantity: str | None) -> Outcome:
        """Put a product into the cart and begin the checkout of it all."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        product = find_to_buy(self._shop, market, named, locale=visitor.locale)
        if not isinstance(product, Product):
            return product
        if product.kind is ProductKind.SUBSCRIPTION:
            # Sold by itself, one at a time, whatever number was said: the terms are heard before the yes.
            return self._enrolling.begin(visitor, market, product)
        number = read_quantity(quantity, most=product.max_quantity)
        if number is None:
            return QuantityUnclear(product, product.max_quantity)
        home, wish = self._home_of(visitor), CartLine(product.id, number)
        return again_on_conflict(lambda: self._begin(visitor, market, wish, home))

    def buy_more(self, visitor: Visitor, product_id: str) -> Outcome:
        """Hear a yes to what was offered after an order: begin the checkout of one, on the same agreement."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        product = find_to_buy(self._shop, market, Named(ids=(product_id,)), locale=visitor.locale)
        if not isinstance(product, Product):
            return product
        if product.kind is ProductKind.SUBSCRIPTION:
            return self._enrolling.begin(visitor, market, product)
        wish = CartLine(product.id, 1)
        return again_on_conflict(lambda: self._begin(visitor, market, wish, _as_before, upsell=product.id))

    def want_no_more(self, visitor: Visitor) -> Outcome:
        """Hear a no to what was offered after an order: it is not offered again with that order."""

        def refuse() -> Outcome:
            standing = self._shop.ledger.standing(visitor.customer_id)
            if standing.current is not None and standing.current.is_placed:
                refused = replace(standing.current, upsell_refused=True)
                self._shop.ledger.save(standing, replace(standing, current=refused))
            return NothingMore()

        return again_on_conflict(refuse)

    def check_out(self, visitor: Visitor) -> Outcome:
        """Begin the checkout of what is in the cart."""
        home = self._home_of(visitor)
        return again_on_conflict(lambda: self._begin_cart(visitor, home))

    def agree(self, visitor: Visitor, question: Question | None) -> Outcome:
        """Hear a yes: charge, if it answers the latest total; else read that total back again."""
        home = self._home_of(visitor)
        return again_on_conflict(lambda: self._agree(visitor, question, home))

    def remind(self, visitor: Visitor) -> Outcome:
        """Tell once more where the customer's checkout stands: the same total, if it still waits for a yes."""
        checkout = self._shop.ledger.standing(visitor.customer_id).current
        return self._advancing.tell(checkout) if checkout else NothingAsked()

    def retry(self, visitor: Visitor, question: Question | None) -> Outcome:
        """Hear a yes to trying a declined charge once more; where that is no longer possible, begin anew."""
        home = self._home_of(visitor)
        return again_on_conflict(lambda: self._retry(visitor, question, home))

    def refuse(self, visitor: Visitor, question: Question) -> Outcome:
        """Hear a no: give the checkout up, if it answers the latest total; the cart is kept.

        What was only offered after an order is taken out of it again: whoever refuses that is done.
        """
        return again_on_conflict(lambda: self._refuse(visitor, question))

    def _home_of(self, visitor: Visitor) -> Home:
        return home_of(visitor, self._addresses, self._shop.clock)

    def _begin(
        self, visitor: Visitor, market: Market, wish: CartLine | None, home: Home, *, upsell: str | None = None
    ) -> Outcome:
        standing = self._shop.ledger.standing(visitor.customer_id)
        if standing.current is not None and standing.current.is_in_doubt:
            return self._advancing.still_processing(standing, standing.current)
        wanted = standing.customer.cart
        if upsell is not None and wanted.quantity_of(upsell):
            # Chosen by themselves meanwhile, at another device: it is bought as they chose it.
            wish = upsell = None
        wanted = wanted.holding(wish.product_id, wish.quantity) if wish else wanted
        cart, gone = sort_cart(self._shop, market, wanted, locale=visitor.locale)
        quote = price(self._shop, market, cart, standing.customer, locale=visitor.locale)
        if quote is None and wish is None and standing.current is not None and standing.current.can_be_taken_up:
            # "Check out", with nothing in the cart: what they were about to order is the subscription.
            return self._enrolling.take_up(visitor, standing.current, home)
        if quote is None:
            return CartTold(None, gone)
        after = replace(standing, customer=replace(standing.customer, cart=cart))
        if not visitor.may_pay:
            return self._without_consent(standing, replace(after, customer=replace(after.customer, cart=wanted)))
        heard = home() if quote.needs_delivery else None
        if heard is not None:
            quote = quote.on(terms_at(quote, market, heard))
        now = self._shop.clock()
        checkout = replace(new_checkout(visitor, market, quote, id_=self._new_id(), at=now), upsell=upsell)
        begun = requested(market, standing.customer, heard, at=now)
        replaced = given_up(standing.current, at=now)
        outcome = self._advancing.advance(standing, checkout, begun, after=replace(after, past=replaced))
        return replace(outcome, gone=gone) if isinstance(outcome, HandedOff | TotalTold) else outcome

    def _without_consent(self, before: Standing, after: Standing) -> Outcome:
        """Keep the cart for when the customer comes back with the permission."""
        self._shop.ledger.save(before, replace(after, current=given_up(before.current, at=self._shop.clock())))
        return Refused(Refusal.CONSENT_MISSING)

    def _agree(self, visitor: Visitor, question: Question | None, home: Home) -> Outcome:
        standing = self._shop.ledger.standing(visitor.customer_id)
        checkout = standing.current
        if checkout is None:
            return NothingAsked()
        now = self._shop.clock()
        if checkout.awaits_yes and checkout.is_stale(now=now):
            return self._begin_anew(visitor, checkout, home)
        if not _answers(question, checkout):
            return self._advancing.tell(checkout) if question or checkout.awaits_yes else NothingAsked()
        gone = lines_gone(self._shop, checkout)
        event: Event = BuyerAgreed(now, standing.customer.open_agreement)
        if gone:
            event = ItemsWithdrawn(now)
        if not visitor.may_pay:
            event, gone = ConsentWithdrawn(now), ()
        return self._advancing.advance(standing, checkout, event, gone=gone)

    def _retry(self, visitor: Visitor, question: Question | None, home: Home) -> Outcome:
        standing = self._shop.ledger.standing(visitor.customer_id)
        checkout, now = standing.current, self._shop.clock()
        # A forgotten question is no answer to one: without it, the total is read back first.
        if question is None or checkout is None or retry_question(checkout) != question or not visitor.may_pay:
            return self._begin_anew(visitor, checkout, home)
        if checkout.is_stale(now=now) or lines_gone(self._shop, checkout):
            return self._begin_anew(visitor, checkout, home)
        retried = BuyerRetried(now, standing.customer.open_agreement)
        return self._advancing.advance(standing, checkout, retried)

    def _begin_anew(self, visitor: Visitor, checkout: Checkout | None, home: Home) -> Outcome:
        """Make the offer again, at the terms of today: a subscription by itself, or the cart."""
        if checkout is not None and checkout.can_be_taken_up:
            return self._enrolling.take_up(visitor, checkout, home)
        return self._begin_cart(visitor, home)

    def _begin_cart(self, visitor: Visitor, home: Home) -> Outcome:
        market = self._shop.markets.for_locale(visitor.locale)
        return NotSoldHere() if market is None else self._begin(visitor, market, None, home)

    def _refuse(self, visitor: Visitor, question: Question) -> Outcome:
        standing = self._shop.ledger.standing(visitor.customer_id)
        checkout = standing.current
        if checkout is None or not _answers(question, checkout):
            return self._advancing.tell(checkout) if checkout else NothingAsked()
        refused = BuyerRefused(self._shop.clock())
        if checkout.upsell is None:
            self._advancing.advance(standing, checkout, refused)
            return Declined(checkout.quote) if checkout.plan is None else SubscriptionDeclined()
        cart = standing.customer.cart.without(checkout.upsell)
        after = replace(standing, customer=replace(standing.customer, cart=cart))
        self._advancing.advance(standing, checkout, refused, after=after)
        return NothingMore()


def _as_before() -> None:
    """Ask nobody: an order was placed a moment ago, and this goes where that goes."""


def _answers(question: Question | None, checkout: Checkout) -> bool:
    """Whether a yes or no to this question is about the checkout as it stands now."""
    return checkout.awaits_yes and question == Question(checkout.id, checkout.version)
