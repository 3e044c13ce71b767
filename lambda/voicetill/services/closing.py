"""The closed shop: while the merchant does not sell, nothing new begins to be offered or charged.

It stands before the route of the voice and of the server alike, as one thing more that may keep a customer from
paying. What was claimed or handed over before goes on as ever, because only the company knows what became of it.
"""

from dataclasses import dataclass

from voicetill.domain.agreements import Agreement
from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import ChargeResult
from voicetill.domain.checkout_events import AgreementOpened, SetupRefused
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.markets import Market
from voicetill.domain.payments import Capture, Handoff, Refusal
from voicetill.domain.pricing import Quote
from voicetill.services.outcomes import Page
from voicetill.services.paying import Caller, Paying
from voicetill.services.ports import Shop
from voicetill.services.visits import Visitor


@dataclass(frozen=True, slots=True)
class UnlessClosed:
    """A route that leads nowhere while the shop is closed; fits `Paying`."""

    route: Paying
    shop: Shop

    def obstacle(self, visitor: Visitor) -> Refusal | None:
        """Return that the shop is closed, or what else keeps this customer from paying; see the protocol."""
        return self.route.obstacle(visitor) if self.shop.sells() else Refusal.SHOP_CLOSED

    def meet(self, visitor: Visitor, customer: Customer) -> Customer | Refusal:
        """Return that the shop is closed, or who comes; see the protocol."""
        return self.route.meet(visitor, customer) if self.shop.sells() else Refusal.SHOP_CLOSED

    def usable(self, customer: Customer, market: Market) -> Agreement | None:
        """Return the agreement that could be charged; see the protocol."""
        return self.route.usable(customer, market)

    def capture(self, market: Market, quote: Quote) -> Capture:
        """Return when money would be taken; see the protocol."""
        return self.route.capture(market, quote)

    def set_up(
        self, checkout: Checkout, customer: Customer, caller: Caller
    ) -> Handoff | AgreementOpened | SetupRefused:
        """Open no agreement for what would not be charged; see the protocol."""
        if not self.shop.sells():
            return SetupRefused(self.shop.clock(), Refusal.SHOP_CLOSED)
        return self.route.set_up(checkout, customer, caller)

    def ask(self, checkout: Checkout, caller: Caller) -> Handoff | Attempt | None:
        """Prepare no charge; see the protocol. Who comes so far has been let in a moment before it was closed."""
        return self.route.ask(checkout, caller) if self.shop.sells() else None

    def charge(self, attempt: Attempt, caller: Caller) -> ChargeResult:
        """Charge what was claimed; see the protocol."""
        return self.route.charge(attempt, caller)

    def page(self, reason: Refusal, caller: Caller) -> Page | None:
        """Return the page that helps; see the protocol."""
        return self.route.page(reason, caller)
