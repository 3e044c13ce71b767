"""Renews one subscription whose time has come: looks, decides, claims, charges, and stores what came of it.

The claim and the request are stored together before the request is sent. So a worker that dies leaves behind
either nothing, or a claimed period whose attempt is looked after (`settling`), and in no case a second charge.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from voicetill.domain import attempts
from voicetill.domain.agreements import ALEXA, AgreementKind, AgreementStatus
from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import (
    Ability,
    AgreementTold,
    ChargeResult,
    ChargeWish,
    ConsentDead,
    DeclinedForNow,
    Occasion,
    Prepared,
)
from voicetill.domain.checkout_record import order_number
from voicetill.domain.errors import (
    ConflictError,
    GatewayUnavailableError,
    NotPossibleError,
    PayloadRefusedError,
)
from voicetill.domain.journal import Change
from voicetill.domain.payments import Refusal
from voicetill.domain.renewals import RetryCalendar, after, left_to_merchant, suspended
from voicetill.domain.subscriptions import (
    Act,
    Subscription,
    act_due,
    claimed,
    told_ahead,
)
from voicetill.services import renewal_news
from voicetill.services.patience import Patience, asked_to_wait
from voicetill.services.ports import NOBODY, Clock, Journal, Ledger, Markets, Sells, Watch, always
from voicetill.services.provider_ports import ServerPayments
from voicetill.services.providers import Providers
from voicetill.services.resolving import Outcome, Resolving

_LOG = logging.getLogger(__name__)

# How long a payment company may take, in seconds.
_FOR_LOOKING = 5.0
_FOR_CHARGING = 10.0

# A provider that is not set up is looked for again after so long.
_A_DAY = timedelta(days=1)

_DEAD = (AgreementStatus.CANCELED, AgreementStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class RenewalRules:
    """What the merchant has set.

    `alexa_through` names the payment company that charges agreements which Alexa's Setup opened; blank: nobody.
    Whether Amazon Pay allows that is not established.
    """

    calendar: RetryCalendar = field(default_factory=RetryCalendar)
    alexa_through: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claimed period with its attempt, as they were stored."""

    subscription: Subscription
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Books:
    """What is read and written, in one hand."""

    journal: Journal
    ledger: Ledger
    markets: Markets
    clock: Clock
    watch: Watch = NOBODY


class Renewing:
    """Renews subscriptions one by one. `pause` waits so many seconds."""

    def __init__(
        self,
        books: Books,
        providers: Providers,
        rules: RenewalRules,
        *,
        pause: Callable[[float], object],
        sells: Sells = always,
    ) -> None:
        self._books = books
        self._providers = providers
        self._rules = rules
        self._sells = sells
        self._patience = Patience(pause)
        self._resolving = Resolving(books.journal, books.clock, rules.calendar, watch=books.watch)

    def renew(self, customer_id: str, subscription_id: str) -> Outcome:
        """Do what is due with a subscription, if anything is: once, however often this is called, and by whom.

        Raises StoreUnavailableError; whatever had been done by then is found, and gone on with, by others.
        """
        self._books.watch.follow(subscription_id)
        subscription = self._books.journal.subscription(customer_id, subscription_id)
        if subscription is None:
            return Outcome.NO_SUBSCRIPTION
        try:
            return self._acted(subscription)
        except ConflictError:
            # Another worker was faster, or the customer has just cancelled: nothing has been sent.
            return Outcome.TAKEN

    def resolve(self, attempt: Attempt, result: ChargeResult) -> Outcome:
        """Take in a result that came later; see `Resolving.resolve`."""
        return self._resolving.resolve(attempt, result)

    def _acted(self, subscription: Subscription) -> Outcome:
        match act_due(subscription, at=self._books.clock()):
            case Act.TELL_AHEAD:
                return self._told_ahead(subscription)
            case Act.CHARGE if not self._sells():
                # Nothing is written: it stays due, and is handed out again once the shop is open.
                return Outcome.SHOP_CLOSED
            case Act.CHARGE:
                return self._charged(subscription)
            case Act.GIVE_UP:
                news = renewal_news.task(subscription, renewal_news.OUT_OF_NAMES, at=self._books.clock())
                told = suspended(subscription, Refusal.MERCHANT_UNAVAILABLE)
                return self._resolving.store(subscription, told, task=news)
        return Outcome.NOT_DUE

    def _told_ahead(self, subscription: Subscription) -> Outcome:
        now = self._books.clock()
        told = told_ahead(subscription, at=now)
        self._books.journal.write(Change(subscription, told), Change(None, renewal_news.told_ahead(told, at=now)))
        return Outcome.TOLD_AHEAD

    def _charged(self, subscription: Subscription) -> Outcome:
        name = self._who_charges(subscription)
        if name is None:
            return self._left_to_merchant(subscription)
        try:
            company = self._providers.named(name)
        except NotPossibleError:
            _LOG.error("No such provider is set up", extra={"provider": name})
            return self._resolving.put_off(subscription, _A_DAY, task=renewal_news.SET_UP_PROVIDER)
        if Ability.CHARGE in company.abilities and company.serves(subscription.quote.total.currency):
            return self._looked(subscription, company)
        return self._left_to_merchant(subscription)

    def _looked(self, subscription: Subscription, company: ServerPayments) -> Outcome:
        """Ask first whether the agreement may be charged, and how much of the month's limit is left."""
        agreement_id = subscription.agreement_id
        try:
            told = self._patience.call(lambda: company.read_agreement(agreement_id, within=_FOR_LOOKING))
        except GatewayUnavailableError as error:
            return self._resolving.put_off(subscription, asked_to_wait(error))
        hindrance = _hindrance(subscription, told)
        if hindrance is None:
            return self._claimed(subscription, company)
        calendar = self._rules.calendar
        result = after(subscription, hindrance, at=self._books.clock(), calendar=calendar)
        return self._resolving.store(subscription, result)

    def _claimed(self, subscription: Subscription, company: ServerPayments) -> Outcome:
        claim = claimed(subscription)
        try:
            prepared = company.prepare_charge(self._wish(claim))
        except PayloadRefusedError as error:
            _LOG.error("No charge can be made of this", extra={"faults": len(error.faults)})
            return self._left_to_merchant(subscription)
        attempt = self._attempt(claim, company, prepared)
        stored = self._stored(subscription, claim, attempt)
        try:
            return self._sent(stored, company)
        except ConflictError:
            # The result could not be stored for all the others who wrote: the attempt is looked after.
            _LOG.warning("A result is left to be settled", extra={"reference": claim.reference})
            return Outcome.WAITING

    def _stored(self, subscription: Subscription, claim: Subscription, attempt: Attempt) -> _Claim:
        """Claim the period, together with the request that is to be sent: from here on it is looked after."""
        stored = self._books.journal.write(Change(subscription, claim), Change(None, attempt))
        return _Claim(
            next(entry for entry in stored if isinstance(entry, Subscription)),
            next(entry for entry in stored if isinstance(entry, Attempt)),
        )

    def _sent(self, claim: _Claim, company: ServerPayments) -> Outcome:
        kept, attempt = claim.subscription, claim.attempt
        try:
            result = self._patience.call(lambda: company.charge(attempt.prepared, within=_FOR_CHARGING))
        except GatewayUnavailableError as error:
            return self._resolving.release(attempt, wait=asked_to_wait(error), claim=kept)
        return self._resolving.resolve(attempt, result, claim=kept)

    def _who_charges(self, subscription: Subscription) -> str | None:
        """Return the company's name; None where nobody may charge with the customer away."""
        if subscription.provider != ALEXA:
            return subscription.provider
        if not self._rules.alexa_through:
            return None
        agreement = self._books.ledger.standing(subscription.customer_id).customer.agreement
        if agreement is None or agreement.id != subscription.agreement_id:
            return None
        allowed = agreement.kind is AgreementKind.MERCHANT_INITIATED
        return self._rules.alexa_through if allowed else None

    def _wish(self, claim: Subscription) -> ChargeWish:
        return ChargeWish(
            reference=claim.reference,
            agreement_id=claim.agreement_id,
            amount=claim.quote.total,
            occasion=Occasion.SCHEDULED if claim.attempt == 1 else Occasion.SCHEDULED_RETRY,
            seller=self._books.markets.by_id(claim.market_id).seller,
            order_number=order_number(claim.order_id),
            quote=claim.quote,
            address=claim.address,
        )

    def _attempt(self, claim: Subscription, company: ServerPayments, prepared: Prepared) -> Attempt:
        return attempts.begin(
            prepared,
            provider=company.name,
            customer_id=claim.customer_id,
            owner=Owner.RENEWAL,
            owner_id=claim.id,
            at=self._books.clock(),
        )

    def _left_to_merchant(self, subscription: Subscription) -> Outcome:
        now = self._books.clock()
        told = left_to_merchant(subscription, at=now, calendar=self._rules.calendar)
        due = subscription.due_at.isoformat() if subscription.due_at else ""
        news = renewal_news.task(subscription, renewal_news.CHARGE_BY_HAND, at=now, due_at=due)
        self._resolving.store(subscription, told, task=news)
        return Outcome.LEFT_TO_MERCHANT


def _hindrance(subscription: Subscription, told: AgreementTold) -> ChargeResult | None:
    """Return what stands against a charge, as if it had been tried; None if nothing does."""
    if told.status in _DEAD:
        return ConsentDead(told.status)
    if told.status is not AgreementStatus.OPEN:
        return DeclinedForNow(Refusal.PAYMENT_METHOD_SUSPENDED)
    total = subscription.quote.total
    short = (
        told.remaining is not None
        and told.remaining.currency is total.currency
        and not told.remaining.covers(total)
    )
    return DeclinedForNow(Refusal.LIMIT_REACHED) if short else None
