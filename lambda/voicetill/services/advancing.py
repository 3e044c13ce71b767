"""One turn of the checkout machine: step, remember, save, and only then speak or hand off."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from voicetill.domain.agreements import refreshed
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import (
    Command,
    Confirm,
    Event,
    Expired,
    Explain,
    ExplainWait,
    MarkAgreement,
    PlaceOrder,
    RefundDue,
    RequestCharge,
    RequestSetup,
    Settle,
    StartSubscription,
    StoreAgreement,
    Superseded,
    TellTotal,
)
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.journal import Change
from voicetill.domain.markets import Market
from voicetill.domain.occurrences import Happening, happened
from voicetill.domain.orders import Order, place
from voicetill.domain.payments import Handoff, Refusal
from voicetill.domain.pricing import Line
from voicetill.domain.subscriptions import Subscription, begin
from voicetill.services.choosing import upsell
from voicetill.services.outcomes import (
    AgreementKept,
    Enrolled,
    HandedOff,
    OrderPlaced,
    Outcome,
    Refused,
    StillProcessing,
    TotalTold,
    Unmatched,
)
from voicetill.services.ports import Shop, VoicePayments
from voicetill.services.visits import Question

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Advancing:
    """Moves a checkout by events, and carries out what follows."""

    shop: Shop
    payments: VoicePayments

    def advance(
        self,
        before: Standing,
        checkout: Checkout,
        *events: Event,
        after: Standing | None = None,
        gone: tuple[Line, ...] = (),
    ) -> Outcome:
        """Step a checkout through events, save it, and return what came of it.

        `before` is what was read; `after` is that with what the turn has changed besides (the cart, a replaced
        checkout). `gone` are lines of it that can no longer be bought. Raises IllegalStep, ConflictError,
        PayloadRefusedError and StoreUnavailableError; nothing is saved then.
        """
        after = after or before
        checkout, commands = _walk(checkout, events)
        handoff = self._handoff(checkout, commands)
        customer = _remembering(after.customer, checkout, commands, gone)
        saved = self.shop.ledger.save(
            before,
            _placed(before, replace(after, customer=customer), checkout),
            order=_order(checkout, commands),
            also=self._begun(checkout, commands),
        )
        _report(checkout, commands)
        stored = next(c for c in (saved.past, saved.current) if c is not None and c.id == checkout.id)
        outcome = self._outcome(stored, commands, handoff, gone)
        return self._leading_on(outcome, stored, saved.customer) if saved.current == stored else outcome

    def tell(self, checkout: Checkout) -> Outcome:
        """Return the truth about a checkout that this turn does not move."""
        if checkout.awaits_yes:
            return TotalTold(checkout, self._market(checkout))
        if checkout.is_placed or checkout.is_enrolled:
            return self._order_placed(checkout)
        if checkout.is_in_doubt:
            return StillProcessing()
        if checkout.refusal is None:
            return Unmatched()
        return _refused(checkout, checkout.refusal)

    def still_processing(self, standing: Standing, checkout: Checkout) -> Outcome:
        """Tell that a payment is under way; one that was never answered becomes the merchant's to settle."""
        now = self.shop.clock()
        if checkout.is_overdue(now=now):
            return self.advance(standing, checkout, Expired(now))
        return StillProcessing()

    def _begun(self, checkout: Checkout, commands: Sequence[Command]) -> tuple[Change, ...]:
        """Return the subscription that begins with these commands, and the word of it."""
        if not any(isinstance(command, StartSubscription) for command in commands):
            return ()
        if checkout.plan is None:
            # Sold as a subscription, but without terms: nothing was promised, and nothing is charged again.
            logger.error("subscription without terms", extra={"checkout": checkout.id})
            return ()
        subscription = self._subscription(checkout)
        told = happened(
            Happening.SUBSCRIPTION_STARTED,
            subject_id=subscription.id,
            customer_id=subscription.customer_id,
            market_id=subscription.market_id,
            locale=subscription.locale,
            at=subscription.started_at,
            product=subscription.product_id,
            trial_days=subscription.plan.trial_days,
        )
        return Change(None, subscription), Change(None, told)

    def _subscription(self, checkout: Checkout) -> Subscription:
        zone = self._market(checkout).time_zone
        return begin(checkout, at=checkout.updated_at, provider=checkout.provider, time_zone=zone)

    def _handoff(self, checkout: Checkout, commands: Sequence[Command]) -> Handoff | None:
        """Build the request before anything is saved: one that the rules refuse must leave no trace."""
        if any(isinstance(command, RequestSetup) for command in commands):
            return self.payments.request_setup(checkout)
        if any(isinstance(command, RequestCharge) for command in commands):
            return self.payments.request_charge(checkout)
        return None

    def _outcome(
        self,
        checkout: Checkout,
        commands: Sequence[Command],
        handoff: Handoff | None,
        gone: tuple[Line, ...],
    ) -> Outcome:
        if handoff is not None:
            return HandedOff(handoff, token=checkout.id)
        for command in commands:
            match command:
                case TellTotal():
                    return TotalTold(checkout, self._market(checkout))
                case Confirm():
                    return self._order_placed(checkout)
                case Explain(reason):
                    return _refused(checkout, reason, gone)
                case ExplainWait():
                    return StillProcessing()
        kept = any(isinstance(command, StoreAgreement) for command in commands)
        return AgreementKept(self._market(checkout)) if kept else self.tell(checkout)

    def _order_placed(self, checkout: Checkout) -> Outcome:
        market, payment = self._market(checkout), checkout.payment
        order = place(checkout, payment, at=checkout.updated_at) if payment else None
        if checkout.began_subscription:
            return Enrolled(self._subscription(checkout), market, order)
        return OrderPlaced(order, market) if order else Unmatched()

    def _leading_on(self, outcome: Outcome, checkout: Checkout, customer: Customer) -> Outcome:
        """Offer one thing more with the customer's latest order; a proof that comes again says the same again."""
        if not isinstance(outcome, OrderPlaced):
            return outcome
        return replace(outcome, upsell=upsell(self.shop, outcome.market, checkout, customer.cart))

    def _market(self, checkout: Checkout) -> Market:
        return self.shop.markets.by_id(checkout.market_id)


def _walk(checkout: Checkout, events: Sequence[Event]) -> tuple[Checkout, list[Command]]:
    commands: list[Command] = []
    for event in events:
        taken = step(checkout, event)
        checkout = taken.checkout
        commands += taken.commands
    return checkout, commands


def _placed(before: Standing, after: Standing, checkout: Checkout) -> Standing:
    """Put a checkout back where it was found: among the past ones, or as the current one."""
    if before.past is None or before.past.id != checkout.id:
        return replace(after, current=checkout)
    if checkout.is_in_doubt and not before.past.is_in_doubt and not _is_in_doubt(after.current):
        # Money may be under way after all: it becomes the current one again, and blocks a new purchase.
        return replace(after, current=checkout, past=given_up(after.current, at=checkout.updated_at))
    if checkout.is_placed and not before.past.is_placed and _offers_again(after.current, checkout):
        # Paid after all: the offer that the customer got instead would sell them the same goods twice.
        after = replace(after, current=given_up(after.current, at=checkout.updated_at))
    return replace(after, past=checkout)


def _is_in_doubt(checkout: Checkout | None) -> bool:
    return checkout is not None and checkout.is_in_doubt


def _offers_again(current: Checkout | None, paid: Checkout) -> bool:
    sold = {line.product_id for line in paid.quote.lines}
    return current is not None and any(line.product_id in sold for line in current.quote.lines)


def _refused(checkout: Checkout, reason: Refusal, gone: tuple[Line, ...] = ()) -> Refused:
    return Refused(reason, gone, retry_question(checkout), subscription=checkout.plan is not None)


def retry_question(checkout: Checkout) -> Question | None:
    """Return what a yes to trying again would answer; None where it may not be tried."""
    return Question(checkout.id, checkout.version) if checkout.may_retry else None


def given_up(checkout: Checkout | None, *, at: datetime) -> Checkout | None:
    """Return a checkout as it is once something newer takes its place; one under way is left alone."""
    if checkout is None or checkout.is_in_doubt:
        return checkout
    return step(checkout, Superseded(at)).checkout


def _order(checkout: Checkout, commands: Sequence[Command]) -> Order | None:
    payments = [command.payment for command in commands if isinstance(command, PlaceOrder)]
    return place(checkout, payments[0], at=checkout.updated_at) if payments else None


def _remembering(
    customer: Customer, checkout: Checkout, commands: Sequence[Command], gone: tuple[Line, ...]
) -> Customer:
    """Return the customer as they are after these commands: agreement and cart."""
    for line in gone:
        customer = replace(customer, cart=customer.cart.without(line.product_id))
    for command in commands:
        match command:
            case StoreAgreement(agreement):
                customer = replace(customer, agreement=refreshed(customer.agreement, agreement))
            case MarkAgreement(status) if customer.agreement is not None:
                customer = replace(customer, agreement=replace(customer.agreement, status=status))
            case PlaceOrder():
                bought = [line.cart_line for line in checkout.quote.lines]
                customer = replace(customer, cart=customer.cart.minus(bought))
    return customer


def _report(checkout: Checkout, commands: Sequence[Command]) -> None:
    """Leave a line for the merchant about what needs a person, or ended well."""
    names = {"checkout": checkout.id, "reference": checkout.reference, "state": checkout.state.value}
    for command in commands:
        match command:
            case Settle():
                logger.error("charge in doubt", extra=names)
            case RefundDue(payment):
                logger.error("second payment for one order", extra={**names, "second": payment.reference})
            case PlaceOrder():
                logger.info("order placed", extra=names)
