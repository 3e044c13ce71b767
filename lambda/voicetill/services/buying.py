"""Buying: begin a checkout, and hear the customer's yes or no to its total."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from voicetill.domain.addresses import Address
from voicetill.domain.carts import CartLine
from voicetill.domain.checkout_events import (
    BuyerAgreed,
    BuyerRefused,
    BuyerRetried,
    BuyRequested,
    ConsentWithdrawn,
    Event,
    Expired,
    ItemsWithdrawn,
)
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.markets import Market
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import Quote, terms_at
from voicetill.domain.products import Product
from voicetill.domain.quantities import read_quantity
from voicetill.services.advancing import Advancing, given_up, retry_question
from voicetill.services.choosing import find_to_buy, lines_gone, price, sort_cart
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
    StillProcessing,
    TotalTold,
)
from voicetill.services.ports import BuyerAddresses, NewId, Shop
from voicetill.services.repeating import again_on_conflict
from voicetill.services.visits import Named, Question, Visitor

# A turn whose store took longer asks nobody: what is left of Alexa's eight seconds, the write needs.
_TIME_TO_ASK = timedelta(seconds=3)

Home = Callable[[], Address | None]
"""Tells where the customer of this turn has goods sent, if that can be learned; it asks nobody twice."""


class Buying:
    """Takes a customer from the wish to the yes."""

    def __init__(self, shop: Shop, advancing: Advancing, new_id: NewId, addresses: BuyerAddresses) -> None:
        self._shop = shop
        self._advancing = advancing
        self._new_id = new_id
        self._addresses = addresses

    def buy(self, visitor: Visitor, named: Named, quantity: str | None) -> Outcome:
        """Put a product into the cart and begin the checkout of it all."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        product = find_to_buy(self._shop, market, named, locale=visitor.locale)
        if not isinstance(product, Product):
            return product
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
        """Return what asks for the home of this turn's customer: once, also where a lost race plays it again."""
        access, began = visitor.access, self._shop.clock()

        def ask() -> Address | None:
            late = self._shop.clock() - began > _TIME_TO_ASK
            return None if access is None or late else self._addresses.home(access)

        return cache(ask)

    def _begin(
        self, visitor: Visitor, market: Market, wish: CartLine | None, home: Home, *, upsell: str | None = None
    ) -> Outcome:
        standing = self._shop.ledger.standing(visitor.customer_id)
        if standing.current is not None and standing.current.is_in_doubt:
            return self._still_processing(standing, standing.current)
        wanted = standing.customer.cart
        if upsell is not None and wanted.quantity_of(upsell):
            # Chosen by themselves meanwhile, at another device: it is bought as they chose it.
            wish = upsell = None
        wanted = wanted.holding(wish.product_id, wish.quantity) if wish else wanted
        cart, gone = sort_cart(self._shop, market, wanted, locale=visitor.locale)
        quote = price(self._shop, market, cart, standing.customer, locale=visitor.locale)
        if quote is None:
            return CartTold(None, gone)
        after = replace(standing, customer=replace(standing.customer, cart=cart))
        if not visitor.may_pay:
            return self._without_consent(standing, replace(after, customer=replace(after.customer, cart=wanted)))
        heard = home() if quote.needs_delivery else None
        if heard is not None:
            quote = quote.on(terms_at(quote, market, heard))
        now = self._shop.clock()
        checkout = replace(self._new(visitor, market, quote, now), upsell=upsell)
        begun = _requested(market, standing.customer, heard, at=now)
        replaced = given_up(standing.current, at=now)
        outcome = self._advancing.advance(standing, checkout, begun, after=replace(after, past=replaced))
        return replace(outcome, gone=gone) if isinstance(outcome, HandedOff | TotalTold) else outcome

    def _still_processing(self, standing: Standing, checkout: Checkout) -> Outcome:
        """Tell that a payment is under way; one that was never answered becomes the merchant's to settle."""
        now = self._shop.clock()
        if checkout.is_overdue(now=now):
            return self._advancing.advance(standing, checkout, Expired(now))
        return StillProcessing()

    def _without_consent(self, before: Standing, after: Standing) -> Outcome:
        """Keep the cart for when the customer comes back with the permission."""
        self._shop.ledger.save(before, replace(after, current=given_up(before.current, at=self._shop.clock())))
        return Refused(Refusal.CONSENT_MISSING)

    def _new(self, visitor: Visitor, market: Market, quote: Quote, now: datetime) -> Checkout:
        return Checkout(
            id=self._new_id(),
            customer_id=visitor.customer_id,
            market_id=market.id,
            locale=visitor.locale,
            quote=quote,
            created_at=now,
            updated_at=now,
        )

    def _agree(self, visitor: Visitor, question: Question | None, home: Home) -> Outcome:
        standing = self._shop.ledger.standing(visitor.customer_id)
        checkout = standing.current
        if checkout is None:
            return NothingAsked()
        now = self._shop.clock()
        if checkout.awaits_yes and checkout.is_stale(now=now):
            return self._begin_cart(visitor, home)
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
            return self._begin_cart(visitor, home)
        if checkout.is_stale(now=now) or lines_gone(self._shop, checkout):
            return self._begin_cart(visitor, home)
        retried = BuyerRetried(now, standing.customer.open_agreement)
        return self._advancing.advance(standing, checkout, retried)

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
            return Declined(checkout.quote)
        cart = standing.customer.cart.without(checkout.upsell)
        after = replace(standing, customer=replace(standing.customer, cart=cart))
        self._advancing.advance(standing, checkout, refused, after=after)
        return NothingMore()


def _as_before() -> None:
    """Ask nobody: an order was placed a moment ago, and this goes where that goes."""


def _requested(market: Market, customer: Customer, heard: Address | None, *, at: datetime) -> BuyRequested:
    agreement = customer.open_agreement
    place = heard or (agreement.address if agreement else None)
    reachable = place is None or market.delivers_to(place.country)
    return BuyRequested(at, agreement, reachable=reachable, home=heard)


def _answers(question: Question | None, checkout: Checkout) -> bool:
    """Whether a yes or no to this question is about the checkout as it stands now."""
    return checkout.awaits_yes and question == Question(checkout.id, checkout.version)
