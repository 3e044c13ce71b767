"""One turn of the checkout machine: step, remember, save, and only then speak, hand off or charge."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicetill.domain.agreements import ALEXA
from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import ChargeResult, DeclinedForNow
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import (
    Command,
    Confirm,
    Event,
    Expired,
    Explain,
    ExplainWait,
    RequestCharge,
    RequestSetup,
    StoreAgreement,
    TellTotal,
)
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.funnel import Mark, passed
from voicetill.domain.journal import Change
from voicetill.domain.markets import Market
from voicetill.domain.orders import place
from voicetill.domain.payments import Handoff, Refusal
from voicetill.domain.pricing import Line
from voicetill.services.choosing import at_home, upsell
from voicetill.services.concluding import Concluding
from voicetill.services.contacting import Contact, addressed, heard
from voicetill.services.faults import kind_and_place
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
from voicetill.services.paying import Caller, Paying
from voicetill.services.ports import CustomerContacts, Shop
from voicetill.services.remembering import (
    changes,
    named,
    order_of,
    placed,
    remembering,
    report,
    retry_question,
    subscription_of,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A checkout after some events, what follows from them, and the hand-off that the last of them asked for."""

    checkout: Checkout
    commands: tuple[Command, ...]
    marks: tuple[Mark, ...]
    setup: Handoff | None = None

    def asks(self, kind: type) -> bool:
        return any(isinstance(command, kind) for command in self.commands)


@dataclass(frozen=True, slots=True)
class Advancing:
    """Moves a checkout by events, and carries out what follows.

    `concluding` stores what a charge in the turn came to; only the route of the server needs it. `contacts` are
    asked where a mail is to go that tells of this turn; an agreement given on our pages brought its own address.
    """

    shop: Shop
    paying: Paying
    concluding: Concluding | None = None
    contacts: CustomerContacts | None = None

    def advance(
        self,
        before: Standing,
        checkout: Checkout,
        *events: Event,
        after: Standing | None = None,
        gone: tuple[Line, ...] = (),
        caller: Caller | None = None,
        contact: Contact | None = None,
    ) -> Outcome:
        """Step a checkout through events, save it, and return what came of it.

        `before` is what was read; `after` is that with what the turn has changed besides (the cart, a replaced
        checkout). `gone` are lines of it that can no longer be bought; `caller` is who has the word, None for
        nobody; `contact` is where a mail goes, if that is known beside the caller. Raises IllegalStep,
        ConflictError, PayloadRefusedError and StoreUnavailableError; nothing is saved then.
        """
        after, caller = after or before, caller or Caller(None, self.shop.clock())
        walk = self._walked(after.customer, checkout, events, gone, caller)
        asked = self._asked(walk, caller)
        if isinstance(asked, Attempt) and walk.checkout.attempt == checkout.attempt:
            # Asked for already, under this very name: the answer is on its way.
            return StillProcessing()
        if asked is None and walk.asks(RequestCharge):
            return Refused(Refusal.TRY_LATER)
        customer = remembering(after.customer, walk.checkout, walk.commands, gone)
        claim = [Change(None, asked)] if isinstance(asked, Attempt) else []
        saved = self.shop.ledger.save(
            before,
            placed(before, replace(after, customer=customer), walk.checkout),
            order=order_of(walk.checkout, walk.commands),
            also=[*self._told(before.customer, checkout, walk, contact or self._contact(caller)), *claim],
        )
        self.shop.watch.count(*walk.marks)
        report(walk.checkout, walk.commands)
        stored = named(saved, checkout.id) or walk.checkout
        if isinstance(asked, Attempt):
            return self._charged(saved, stored, replace(asked, version=1), caller)
        outcome = self._outcome(stored, walk.commands, asked, gone, caller)
        return self._leading_on(outcome, stored, saved)

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
        """Tell that a payment is under way, to who wants something new.

        One that was never answered becomes the merchant's to settle.
        """
        now = self.shop.clock()
        if checkout.is_overdue(now=now):
            self.advance(standing, checkout, Expired(now))
        return StillProcessing(blocks=True)

    def _told(self, customer: Customer, before: Checkout, walk: _Walk, contact: Contact) -> tuple[Change, ...]:
        told = heard(changes(self.shop, before, walk.checkout, walk.commands, customer=customer))
        return addressed(told, contact) if before.provider == ALEXA else told

    def _contact(self, caller: Caller) -> Contact:
        return Contact(self.contacts, caller.visitor.mail_access if caller.visitor else None)

    def _walked(
        self,
        customer: Customer,
        checkout: Checkout,
        events: Sequence[Event],
        gone: tuple[Line, ...],
        caller: Caller,
    ) -> _Walk:
        """Step through events; an agreement that is found at once is the next one."""
        commands: list[Command] = []
        marks: list[Mark] = []
        waiting = list(events)
        while waiting:
            taken = step(checkout, waiting.pop(0))
            marks += passed(checkout, taken.checkout, taken.commands)
            checkout = taken.checkout
            commands += taken.commands
            if RequestSetup() in commands and not waiting:
                known = remembering(customer, checkout, commands, gone)
                answer = self.paying.set_up(checkout, known, caller)
                if isinstance(answer, Handoff):
                    return _Walk(checkout, tuple(commands), tuple(marks), answer)
                commands.remove(RequestSetup())
                waiting.append(at_home(self.shop, checkout, answer))
        return _Walk(checkout, tuple(commands), tuple(marks))

    def _asked(self, walk: _Walk, caller: Caller) -> Handoff | Attempt | None:
        """Build the request before anything is saved: one that the rules refuse must leave no trace."""
        if walk.setup is not None:
            return walk.setup
        return self.paying.ask(walk.checkout, caller) if walk.asks(RequestCharge) else None

    def _charged(self, saved: Standing, checkout: Checkout, attempt: Attempt, caller: Caller) -> Outcome:
        """Charge what was claimed, and store what came of it; if that fails, it is looked after later."""
        assert self.concluding is not None  # noqa: S101 - who makes attempts concludes them
        try:
            result = self._result(attempt, caller)
            concluded = self.concluding.conclude(saved, checkout, attempt, result, present=True)
        except Exception as error:
            # Whatever it was, money may have moved: nobody is told otherwise, and the attempt is looked after.
            fields = {"reference": attempt.reference, **kind_and_place(error)}
            logger.error("result of a charge not stored", extra=fields)
            return StillProcessing()
        outcome = self._outcome(concluded.checkout, concluded.commands, None, (), caller)
        return self._leading_on(outcome, concluded.checkout, concluded.standing)

    def _result(self, attempt: Attempt, caller: Caller) -> ChargeResult:
        try:
            return self.paying.charge(attempt, caller)
        except GatewayUnavailableError as error:
            logger.warning("charge not sent", extra={"reference": attempt.reference, "why": error.why})
            return DeclinedForNow(Refusal.TRY_LATER)

    def _outcome(
        self,
        checkout: Checkout,
        commands: Sequence[Command],
        asked: Handoff | None,
        gone: tuple[Line, ...],
        caller: Caller,
    ) -> Outcome:
        if asked is not None:
            return HandedOff(asked, token=checkout.id)
        for command in commands:
            match command:
                case TellTotal():
                    return TotalTold(checkout, self._market(checkout))
                case Confirm():
                    return self._order_placed(checkout)
                case Explain(reason):
                    return replace(_refused(checkout, reason, gone), page=self.paying.page(reason, caller))
                case ExplainWait():
                    return StillProcessing()
        kept = any(isinstance(command, StoreAgreement) for command in commands)
        return AgreementKept(self._market(checkout)) if kept else self.tell(checkout)

    def _order_placed(self, checkout: Checkout) -> Outcome:
        market, payment = self._market(checkout), checkout.payment
        order = place(checkout, payment, at=checkout.updated_at) if payment else None
        if checkout.began_subscription:
            return Enrolled(subscription_of(self.shop, checkout), market, order)
        return OrderPlaced(order, market) if order else Unmatched()

    def _leading_on(self, outcome: Outcome, checkout: Checkout, saved: Standing) -> Outcome:
        """Offer one thing more with the customer's latest order; a proof that comes again says the same again."""
        if not isinstance(outcome, OrderPlaced) or saved.current != checkout:
            return outcome
        offered = upsell(self.shop, outcome.market, checkout, saved.customer.cart)
        return replace(outcome, upsell=offered) if offered is not None and self.shop.sells() else outcome

    def _market(self, checkout: Checkout) -> Market:
        return self.shop.markets.by_id(checkout.market_id)


def _refused(checkout: Checkout, reason: Refusal, gone: tuple[Line, ...] = ()) -> Refused:
    if reason is Refusal.PAYMENT_METHOD and checkout.provider != ALEXA:
        # On the voice's route Amazon Pay has said what is wrong; here nobody has.
        reason = Refusal.NOT_PROCESSED if checkout.may_retry else Refusal.PAYMENT_METHOD_SUSPENDED
    return Refused(reason, gone, retry_question(checkout), subscription=checkout.plan is not None)
