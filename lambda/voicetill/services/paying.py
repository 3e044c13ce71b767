"""The route by which a checkout is paid, as the machine's services see it: a hand-off to the voice, or an event.

On the route of the voice every request is carried by it, and answered in another session. On the route of the
server (`charging`) an agreement is found, and charged, within the turn.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from voicetill.domain.agreements import ALEXA, Agreement
from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import ChargeResult
from voicetill.domain.checkout_events import AgreementOpened, SetupRefused
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.markets import Market
from voicetill.domain.payments import Capture, Handoff, Refusal
from voicetill.domain.pricing import Quote
from voicetill.services.outcomes import Page
from voicetill.services.ports import VoicePayments
from voicetill.services.visits import Visitor

# Alexa gives a request up after eight seconds: one that seems older was stamped by another clock.
_BELIEVED = timedelta(seconds=8)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who has the word in a turn, and since when it lasts; nobody, where no customer is there."""

    visitor: Visitor | None
    began: datetime


def caller(visitor: Visitor, *, at: datetime) -> Caller:
    """Return who has the word, since the moment at which the voice platform asked, if that can be true."""
    asked = visitor.asked_at
    known = asked is not None and timedelta() <= at - asked <= _BELIEVED
    return Caller(visitor, asked if asked is not None and known else at)


class Paying(Protocol):
    """Who is asked for agreements and money."""

    def obstacle(self, visitor: Visitor) -> Refusal | None:
        """Return what keeps this customer from paying, as far as their request alone tells; None for nothing."""

    def meet(self, visitor: Visitor, customer: Customer) -> Customer | Refusal:
        """Return the customer with what they have told elsewhere since, or what keeps them from paying.

        For who begins to buy: it may read. Raises StoreUnavailableError.
        """

    def usable(self, customer: Customer, market: Market) -> Agreement | None:
        """Return the customer's agreement, if it is open and can be charged on this route in this market."""

    def capture(self, market: Market, quote: Quote) -> Capture:
        """Return when money for such an offer is taken."""

    def set_up(
        self, checkout: Checkout, customer: Customer, caller: Caller
    ) -> Handoff | AgreementOpened | SetupRefused:
        """Find or open an agreement; raises PayloadRefusedError and StoreUnavailableError."""

    def ask(self, checkout: Checkout, caller: Caller) -> Handoff | Attempt | None:
        """Return the request for the money, unsent; raises PayloadRefusedError.

        None where the turn has lasted too long already to ask for money in it.
        """

    def charge(self, attempt: Attempt, caller: Caller) -> ChargeResult:
        """Send a request for money that was stored; raises GatewayUnavailableError if it certainly did nothing."""

    def page(self, reason: Refusal, caller: Caller) -> Page | None:
        """Return the page of ours that helps after a refusal, if there is one; raises StoreUnavailableError."""


class VoiceRoute:
    """Amazon Pay over Alexa; fits `Paying`."""

    def __init__(self, payments: VoicePayments) -> None:
        self._payments = payments

    def obstacle(self, visitor: Visitor) -> Refusal | None:
        """Return whether the permission to pay is missing; see the protocol."""
        return None if visitor.may_pay else Refusal.CONSENT_MISSING

    def meet(self, visitor: Visitor, customer: Customer) -> Customer | Refusal:
        """Return the customer as they are: here everything is told by voice."""
        return self.obstacle(visitor) or customer

    def usable(self, customer: Customer, market: Market) -> Agreement | None:
        """Return the agreement, if Alexa's Setup opened it; see the protocol."""
        known = customer.open_agreement
        return known if known is not None and known.provider == ALEXA else None

    def capture(self, market: Market, quote: Quote) -> Capture:
        """Return when money is taken: at once."""
        return Capture.NOW

    def set_up(self, checkout: Checkout, customer: Customer, caller: Caller) -> Handoff:
        """Hand over to Setup; see the protocol."""
        return self._payments.request_setup(checkout)

    def ask(self, checkout: Checkout, caller: Caller) -> Handoff:
        """Hand over to Charge; see the protocol."""
        return self._payments.request_charge(checkout)

    def charge(self, attempt: Attempt, caller: Caller) -> ChargeResult:
        """Never called: what this route asks for is handed off."""
        raise NotImplementedError

    def page(self, reason: Refusal, caller: Caller) -> Page | None:
        """Return no page: Alexa's own cards help."""
        return None
