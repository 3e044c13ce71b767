"""The desk of our pages at which a linked customer pays what is in their cart, once."""

from dataclasses import dataclass, replace
from enum import StrEnum

from voicetill.domain.agreements import Agreement
from voicetill.domain.checkout_events import BuyerAgreed, ItemsWithdrawn
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.errors import GatewayUnavailableError, NotPossibleError
from voicetill.domain.links import Link, Visit
from voicetill.domain.markets import Market
from voicetill.services.advancing import Advancing
from voicetill.services.beginning import new_checkout, requested
from voicetill.services.choosing import lines_gone, price, sort_cart
from voicetill.services.concluding import Concluding
from voicetill.services.consent_pages import PATIENCE
from voicetill.services.one_payment import LedgerOfOnePayment, PageRoute, page_company
from voicetill.services.outcomes import Outcome, StillProcessing, TotalTold
from voicetill.services.ports import Journal, NewId, Shop
from voicetill.services.providers import Providers
from voicetill.services.remembering import given_up, named
from voicetill.services.repeating import again_on_conflict
from voicetill.services.visits import Visitor


class Paid(StrEnum):
    """What the customer is told when they come back."""

    PAID = "paid"
    PENDING = "pending"
    NOT_PAID = "not_paid"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be paid; its button answers just this version of this checkout."""

    checkout: Checkout
    market: Market

    @property
    def reference(self) -> str:
        """What the payment of it will be called."""
        return replace(self.checkout, attempt=self.checkout.attempt + 1).reference


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment was begun: where the customer goes."""

    address: str


@dataclass(frozen=True, slots=True)
class NoOffer:
    """There is nothing to be paid here now.

    `processing` says that another payment is under way, `closed` that the shop does not sell.
    """

    processing: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class _Counter:
    """One link's customer at the desk, and all that serves them."""

    link: Link
    market: Market
    once: Agreement
    route: PageRoute
    shop: Shop
    advancing: Advancing


@dataclass(frozen=True, slots=True)
class PayDesk:
    """Offers, begins and reads one payment."""

    shop: Shop
    journal: Journal
    providers: Providers
    new_id: NewId

    def serves(self, link: Link, market: Market) -> bool:
        """Whether somebody could pay here: a known customer without a consent, with something in the cart."""
        if not link.customer_id or link.open_agreement or page_company(self.providers, market) is None:
            return False
        customer = self.shop.ledger.standing(link.customer_id).customer
        return customer.open_agreement is None and not customer.cart.is_empty

    def needs_address(self, link: Link) -> bool:
        """Whether something in the cart is sent to the customer, and nobody knows where."""
        cart = self.shop.ledger.standing(link.customer_id).customer.cart
        products = self.shop.catalogue.products
        sent = any(products[it.product_id].kind.needs_delivery for it in cart.lines if it.product_id in products)
        return sent and link.address is None

    def offer(self, link: Link, market: Market) -> Offer | NoOffer:
        """Begin a checkout of what is in the cart, at the prices of now; goods need an address on the link."""
        at = self._counter(link, market, "")
        return again_on_conflict(lambda: self._offered(at)) if at else NoOffer()

    def offered(self, link: Link, checkout_id: str) -> Offer | NoOffer:
        """Return an offer that was made, if it still waits for its answer."""
        self.shop.watch.follow(checkout_id)
        checkout = self.shop.ledger.standing(link.customer_id).current
        if checkout is None or checkout.id != checkout_id or not checkout.awaits_yes:
            return NoOffer(checkout is not None and checkout.is_in_doubt)
        return Offer(checkout, self.shop.markets.by_id(checkout.market_id))

    def pay(
        self, link: Link, market: Market, *, checkout_id: str, version: int, return_url: str
    ) -> Begun | Offer | NoOffer | None:
        """Take the yes to an offer, and begin the payment; None if the company cannot be reached.

        An offer that is too old, or of which something is gone, is made anew.
        """
        at = self._counter(link, market, return_url)
        if at is None:
            return NoOffer()
        return again_on_conflict(lambda: self._agreed(at, checkout_id, version))

    def read(self, visit: Visit) -> Paid:
        """Read what became of a payment, and store what that means; raises StoreUnavailableError, ConflictError.

        What the company cannot say now is pending: the clock looks again.
        """
        self.shop.watch.follow(visit.reference)
        attempt = self.journal.attempt(visit.reference)
        if attempt is None:
            return Paid.NOT_PAID
        standing = self.shop.ledger.standing(attempt.customer_id, checkout_id=attempt.owner_id)
        checkout = named(standing, attempt.owner_id)
        if checkout is None or checkout.is_placed or not attempt.is_open:
            return _told(checkout)
        try:
            company = self.providers.named(attempt.provider)
            found = company.find_charge(attempt.charge_id, within=PATIENCE)
        except (GatewayUnavailableError, NotPossibleError):
            return Paid.PENDING
        if found is None or found.reference != attempt.reference:
            return Paid.PENDING
        concluding = Concluding(self.shop, self.journal)
        return _told(concluding.conclude(standing, checkout, attempt, found.result, present=True).checkout)

    def _counter(self, link: Link, market: Market, return_url: str) -> _Counter | None:
        route = PageRoute(self.shop, self.providers, link, return_url)
        once = route.once(market)
        if once is None or not link.customer_id:
            return None
        shop = replace(self.shop, ledger=LedgerOfOnePayment(self.shop.ledger, once))
        advancing = Advancing(shop, route, Concluding(shop, self.journal))
        return _Counter(link, market, once, route, shop, advancing)

    def _offered(self, at: _Counter) -> Offer | NoOffer:
        standing = at.shop.ledger.standing(at.link.customer_id)
        if standing.current is not None and standing.current.is_in_doubt:
            return NoOffer(processing=True)
        if not at.shop.sells():
            return NoOffer(closed=True)
        cart, _ = sort_cart(at.shop, at.market, standing.customer.cart, locale=at.link.locale)
        quote = price(at.shop, at.market, cart, standing.customer, locale=at.link.locale)
        if quote is None:
            return NoOffer()
        now = at.shop.clock()
        visitor = Visitor(at.link.customer_id, at.link.locale, may_pay=True)
        checkout = new_checkout(visitor, at.market, quote, id_=self.new_id(), at=now)
        at.shop.watch.follow(checkout.id)
        after = replace(
            standing,
            customer=replace(standing.customer, cart=cart),
            past=given_up(standing.current, at=now),
        )
        wish = requested(at.market, at.once, None, at=now)
        return _offer(at.advancing.advance(standing, checkout, wish, after=after))

    def _agreed(self, at: _Counter, checkout_id: str, version: int) -> Begun | Offer | NoOffer | None:
        standing, now = at.shop.ledger.standing(at.link.customer_id), at.shop.clock()
        checkout = standing.current
        if checkout is None or not checkout.awaits_yes or checkout.agreement_id != at.once.id:
            return NoOffer(checkout is not None and checkout.is_in_doubt)
        if not at.shop.sells():
            return NoOffer(closed=True)
        if (checkout.id, checkout.version) != (checkout_id, version) or checkout.is_stale(now=now):
            return self._offered(at)
        gone = lines_gone(at.shop, checkout)
        if gone:
            at.advancing.advance(standing, checkout, ItemsWithdrawn(now), gone=gone)
            return self._offered(at)
        at.advancing.advance(standing, checkout, BuyerAgreed(now, at.once))
        return Begun(at.route.opened) if at.route.opened else None


def _offer(outcome: Outcome) -> Offer | NoOffer:
    if isinstance(outcome, TotalTold):
        return Offer(outcome.checkout, outcome.market)
    return NoOffer(isinstance(outcome, StillProcessing))


def _told(checkout: Checkout | None) -> Paid:
    if checkout is None:
        return Paid.NOT_PAID
    if checkout.is_placed:
        return Paid.PAID
    return Paid.PENDING if checkout.is_in_doubt else Paid.NOT_PAID
