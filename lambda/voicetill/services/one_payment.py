"""One payment on the company's own page: what is in the cart is paid at once, and no consent is left behind.

The checkout is the very same as by voice: the price is frozen when it is shown, the yes is the button, and only
proof places the order. To the machine the page is an agreement that is good once. It is never the customer's: what
happens to it is not written into their record.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from voicetill.domain import attempts
from voicetill.domain.agreements import ONE_PAYMENT, Agreement, AgreementStatus
from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import (
    Ability,
    ChargeResult,
    ChargeWish,
    ConsentWish,
    Occasion,
    Operation,
    Pending,
    Prepared,
)
from voicetill.domain.checkout_events import SetupRefused
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.errors import GatewayUnavailableError, NotPossibleError, PayloadRefusedError
from voicetill.domain.journal import Change
from voicetill.domain.links import Link
from voicetill.domain.markets import Market
from voicetill.domain.orders import Order
from voicetill.domain.payments import Capture, Refusal
from voicetill.domain.pricing import Quote
from voicetill.services.consent_pages import PATIENCE
from voicetill.services.outcomes import Page
from voicetill.services.paying import Caller
from voicetill.services.ports import Ledger, Shop
from voicetill.services.provider_ports import ServerPayments
from voicetill.services.providers import Providers
from voicetill.services.visits import Visitor

logger = logging.getLogger(__name__)

GOOD_ONCE = ONE_PAYMENT
"""What the agreement that is none is called in a checkout."""


def page_company(providers: Providers, market: Market) -> ServerPayments | None:
    """Return the company that takes one payment on its page in a market; None if there is none."""
    company = providers.serving(market.ledger_currency)
    return company if company is not None and Ability.ONE_TIME in company.abilities else None


@dataclass(slots=True)
class PageRoute:
    """Begins one payment for one checkout of a link's customer; fits `Paying`.

    `opened` is where the customer goes, once a payment was begun.
    """

    shop: Shop
    providers: Providers
    link: Link
    return_url: str = ""
    opened: str = field(default="", init=False)

    def obstacle(self, visitor: Visitor) -> Refusal | None:
        """Return nothing: whoever is here may pay."""
        return None

    def meet(self, visitor: Visitor, customer: Customer) -> Customer | Refusal:
        """Return the customer as they are: they are on the page."""
        return customer

    def usable(self, customer: Customer, market: Market) -> Agreement | None:
        """Return the agreement that is good once, whatever the customer has."""
        return self.once(market)

    def once(self, market: Market) -> Agreement | None:
        """Return the agreement that is good once; None where no company takes one payment."""
        company = page_company(self.providers, market)
        if company is None:
            return None
        now = self.shop.clock()
        return Agreement(GOOD_ONCE, AgreementStatus.OPEN, now, address=self.link.address, provider=company.name)

    def capture(self, market: Market, quote: Quote) -> Capture:
        """Return when money is taken: at once."""
        return Capture.NOW

    def set_up(self, checkout: Checkout, customer: Customer, caller: Caller) -> SetupRefused:
        """Return that it is the address that is missing: nothing else is asked of a page."""
        return SetupRefused(self.shop.clock(), Refusal.ADDRESS_MISSING)

    def ask(self, checkout: Checkout, caller: Caller) -> Attempt | None:
        """Begin the payment, and return the attempt to be stored before the customer is sent there.

        Nothing can move before: nobody knows the page yet.
        """
        # A page of a try that lost its race must never be shown: nothing is stored of its payment.
        self.opened = ""
        company = self.providers.named(checkout.provider)
        wish = self._wish(checkout)
        try:
            page = company.start_payment(wish, self._consent(checkout), within=PATIENCE)
        except (GatewayUnavailableError, NotPossibleError, PayloadRefusedError) as error:
            logger.warning("payment not begun", extra={"provider": company.name, "why": type(error).__name__})
            return None
        self.opened = page.url
        # Found again by the company's id only: no request of ours can be sent a second time.
        prepared = Prepared(Operation.CHARGE, wish.reference, "", "", "", wish.amount)
        begun = attempts.begin(
            prepared,
            provider=company.name,
            customer_id=checkout.customer_id,
            owner=Owner.CHECKOUT,
            owner_id=checkout.id,
            at=self.shop.clock(),
        )
        return replace(begun, charge_id=page.consent_id)

    def charge(self, attempt: Attempt, caller: Caller) -> ChargeResult:
        """Return that nobody knows yet: the customer is about to go there."""
        return Pending(attempt.charge_id)

    def page(self, reason: Refusal, caller: Caller) -> Page | None:
        """Return no page: this is one."""
        return None

    def _wish(self, checkout: Checkout) -> ChargeWish:
        return ChargeWish(
            reference=checkout.reference,
            agreement_id=GOOD_ONCE,
            amount=checkout.quote.total,
            occasion=Occasion.CUSTOMER_PRESENT,
            seller=self.shop.markets.by_id(checkout.market_id).seller,
            order_number=checkout.order_number,
            quote=checkout.quote,
            address=checkout.address,
        )

    def _consent(self, checkout: Checkout) -> ConsentWish:
        market = self.shop.markets.by_id(checkout.market_id)
        return ConsentWish(
            reference=checkout.reference,
            return_url=self.return_url,
            country=market.home,
            currency=market.ledger_currency.value,
            language=market.checkout_languages.get(checkout.locale, ""),
            seller=market.seller,
            name=self.link.name,
            email=self.link.email,
        )


@dataclass(frozen=True, slots=True)
class LedgerOfOnePayment:
    """The ledger as one payment sees it: with the agreement that is good once, and the customer's own untouched.

    Fits `Ledger`.
    """

    whole: Ledger
    once: Agreement
    _own: dict[str, Agreement | None] = field(default_factory=dict)

    def standing(self, customer_id: str, *, checkout_id: str | None = None) -> Standing:
        """Read where a customer stands; see the port."""
        return self._seen(self.whole.standing(customer_id, checkout_id=checkout_id))

    def save(
        self, before: Standing, after: Standing, *, order: Order | None = None, also: Sequence[Change] = ()
    ) -> Standing:
        """Write what changed; see the port."""
        return self._seen(self.whole.save(self._kept(before), self._kept(after), order=order, also=also))

    def orders(self, customer_id: str, *, limit: int) -> Sequence[Order]:
        """Return a customer's latest orders; see the port."""
        return self.whole.orders(customer_id, limit=limit)

    def save_order(self, before: Order, after: Order) -> Order:
        """Write an order that changed; see the port."""
        return self.whole.save_order(before, after)

    def _seen(self, standing: Standing) -> Standing:
        customer = standing.customer
        self._own[customer.id] = customer.agreement
        return replace(standing, customer=replace(customer, agreement=self.once))

    def _kept(self, standing: Standing) -> Standing:
        customer = standing.customer
        return replace(standing, customer=replace(customer, agreement=self._own.get(customer.id)))
