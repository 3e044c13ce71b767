"""Buying: begin a checkout, and hear the customer's yes or no to its total."""

from dataclasses import replace

from voicetill.domain.agreements import Agreement
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
from voicetill.domain.customers import Customer, Standing, with_cart
from voicetill.domain.funnel import wished
from voicetill.domain.markets import Market
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import terms_at
from voicetill.domain.products import Product, ProductKind
from voicetill.domain.quantities import read_quantity
from voicetill.services.advancing import Advancing
from voicetill.services.beginning import Turn, as_before, id_for, new_checkout, requested, standing_of, turn_of
from voicetill.services.choosing import find_to_buy, lines_gone, price, sort_cart
from voicetill.services.enrolling import Enrolling
from voicetill.services.guarding import Guard
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
from voicetill.services.paying import Paying
from voicetill.services.ports import BuyerAddresses, NewId, Shop
from voicetill.services.remembering import given_up, just_placed, retry_question
from voicetill.services.repeating import again_on_conflict
from voicetill.services.visits import Named, Question, Visitor


class Buying:
    """Takes a customer from the wish to the yes."""

    def __init__(
        self,
        shop: Shop,
        advancing: Advancing,
        new_id: NewId,
        addresses: BuyerAddresses,
        enrolling: Enrolling,
        *,
        guard: Guard | None = None,
    ) -> None:
        self._shop = shop
        self._advancing = advancing
        self._paying: Paying = advancing.paying
        self._guard = guard
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
        turn, wish = self._turn(visitor), CartLine(product.id, number)
        return again_on_conflict(lambda: self._begin(turn, market, wish))

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
        turn, wish = replace(self._turn(visitor), home=as_before), CartLine(product.id, 1)
        return again_on_conflict(lambda: self._begin(turn, market, wish, upsell=product.id))

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
        turn = self._turn(visitor)
        return again_on_conflict(lambda: self._begin_cart(turn))

    def agree(self, visitor: Visitor, question: Question | None) -> Outcome:
        """Hear a yes: charge, if it answers the latest total; else read that total back again."""
        turn = self._turn(visitor)
        return again_on_conflict(lambda: self._agree(turn, self._standing(visitor), question))

    def say_code(self, visitor: Visitor, question: Question | None, code: str | None) -> Outcome:
        """Hear the code that guards an order, after the yes or the wish to try again that it was asked for."""
        turn, said = self._turn(visitor), code or ""

        def go_on() -> Outcome:
            standing = self._standing(visitor)
            retried = standing.current is not None and standing.current.may_retry
            return (self._retry if retried else self._agree)(turn, standing, question, said)

        return again_on_conflict(go_on)

    def remind(self, visitor: Visitor) -> Outcome:
        """Tell once more where the customer's checkout stands: the same total, if it still waits for a yes."""
        checkout = self._standing(visitor).current
        return self._advancing.tell(checkout) if checkout else NothingAsked()

    def retry(self, visitor: Visitor, question: Question | None) -> Outcome:
        """Hear a yes to trying a declined charge once more; where that is no longer possible, begin anew."""
        turn = self._turn(visitor)
        return again_on_conflict(lambda: self._retry(turn, self._standing(visitor), question))

    def refuse(self, visitor: Visitor, question: Question) -> Outcome:
        """Hear a no: give the checkout up, if it answers the latest total; the cart is kept.

        What was only offered after an order is taken out of it again: whoever refuses that is done.
        """
        return again_on_conflict(lambda: self._refuse(visitor, question))

    def _turn(self, visitor: Visitor) -> Turn:
        return turn_of(visitor, self._addresses, self._shop.clock)

    def _standing(self, visitor: Visitor) -> Standing:
        return self._shop.ledger.standing(visitor.customer_id)

    def _begin(self, turn: Turn, market: Market, wish: CartLine | None, *, upsell: str | None = None) -> Outcome:
        visitor = turn.visitor
        standing = standing_of(self._shop.ledger, visitor)
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
            return self._enrolling.take_up(turn, standing.current)
        if quote is None:
            return CartTold(None, gone)
        after = replace(standing, customer=replace(standing.customer, cart=cart))
        met = self._paying.meet(visitor, after.customer)
        if isinstance(met, Refusal):
            kept = replace(after, customer=with_cart(after.customer, wanted, at=self._shop.clock()))
            return self._kept_back(standing, kept, met, market)
        after = replace(after, customer=met)
        quote = price(self._shop, market, cart, met, locale=visitor.locale) or quote
        heard = turn.home() if quote.needs_delivery else None
        if heard is not None:
            quote = quote.on(terms_at(quote, market, heard))
        now, id_ = self._shop.clock(), id_for(visitor, standing, self._new_id)
        self._shop.watch.follow(id_)
        capture = self._paying.capture(market, quote)
        checkout = new_checkout(visitor, market, quote, id_=id_, at=now, capture=capture)
        begun = requested(market, self._paying.usable(met, market), heard, at=now)
        outcome = self._advancing.advance(
            standing,
            replace(checkout, upsell=upsell),
            begun,
            after=replace(after, past=given_up(standing.current, at=now)),
            caller=turn.caller,
        )
        if isinstance(outcome, TotalTold):
            return replace(outcome, gone=gone, meanwhile=just_placed(visitor, standing, now=now))
        return replace(outcome, gone=gone) if isinstance(outcome, HandedOff) else outcome

    def _kept_back(self, before: Standing, after: Standing, obstacle: Refusal, market: Market) -> Outcome:
        """Keep the cart for when the customer comes back and may pay."""
        self._shop.ledger.save(before, replace(after, current=given_up(before.current, at=self._shop.clock())))
        self._shop.watch.count(*wished(market.id, obstacle))
        return Refused(obstacle)

    def _agree(
        self, turn: Turn, standing: Standing, question: Question | None, code: str | None = None
    ) -> Outcome:
        checkout, now = standing.current, self._shop.clock()
        if checkout is None:
            return NothingAsked()
        # The shop may be open again: whoever still says yes to what it did not take hears the total of now.
        turned_away = question is not None and checkout.refusal is Refusal.SHOP_CLOSED
        if turned_away or (checkout.awaits_yes and checkout.is_stale(now=now)):
            return self._begin_anew(turn, checkout)
        if not _answers(question, checkout):
            return self._advancing.tell(checkout) if question or checkout.awaits_yes else NothingAsked()
        gone, obstacle = lines_gone(self._shop, checkout), self._paying.obstacle(turn.visitor)
        if obstacle is not None:
            return self._advancing.advance(standing, checkout, ConsentWithdrawn(now, obstacle))
        if gone:
            return self._advancing.advance(standing, checkout, ItemsWithdrawn(now), gone=gone)
        agreed = BuyerAgreed(now, self._usable(standing, checkout))
        return self._guarded(turn, standing, checkout, agreed, code)

    def _retry(
        self, turn: Turn, standing: Standing, question: Question | None, code: str | None = None
    ) -> Outcome:
        checkout, now = standing.current, self._shop.clock()
        # A forgotten question is no answer to one: without it, the total is read back first.
        if question is None or checkout is None or retry_question(checkout) != question:
            return self._begin_anew(turn, checkout)
        late = checkout.is_stale(now=now) or lines_gone(self._shop, checkout)
        if late or self._paying.obstacle(turn.visitor) is not None:
            return self._begin_anew(turn, checkout)
        retried = BuyerRetried(now, self._usable(standing, checkout))
        return self._guarded(turn, standing, checkout, retried, code)

    def _guarded(
        self, turn: Turn, standing: Standing, checkout: Checkout, event: Event, code: str | None
    ) -> Outcome:
        """Go on to the money, if the order may pass."""
        passed = self._guard.let_pass(turn.visitor, standing, checkout, code) if self._guard else standing.customer
        if not isinstance(passed, Customer):
            return passed
        after = replace(standing, customer=passed)
        return self._advancing.advance(standing, checkout, event, after=after, caller=turn.caller)

    def _usable(self, standing: Standing, checkout: Checkout) -> Agreement | None:
        return self._paying.usable(standing.customer, self._shop.markets.by_id(checkout.market_id))

    def _begin_anew(self, turn: Turn, checkout: Checkout | None) -> Outcome:
        """Make the offer again, at the terms of today: a subscription by itself, or the cart."""
        if checkout is not None and checkout.can_be_taken_up:
            return self._enrolling.take_up(turn, checkout)
        return self._begin_cart(turn)

    def _begin_cart(self, turn: Turn) -> Outcome:
        market = self._shop.markets.for_locale(turn.visitor.locale)
        return NotSoldHere() if market is None else self._begin(turn, market, None)

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


def _answers(question: Question | None, checkout: Checkout) -> bool:
    """Whether a yes or no to this question is about the checkout as it stands now."""
    return checkout.awaits_yes and question == Question(checkout.id, checkout.version)
