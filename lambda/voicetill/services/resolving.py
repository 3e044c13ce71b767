"""The one door for results of renewals: whoever learns what became of a charge brings it here.

The worker that charged brings it at once; a notification, or the job that settles, may bring it hours later,
twice, or after the worker did. Whatever was brought before changes nothing, and money wins: what was paid is an
order, even if the subscription is over or has moved on.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from voicetill.domain import attempts
from voicetill.domain.aftermath import renewal_marks
from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import Authorized, ChargeResult, Paid, Pending, Unknown
from voicetill.domain.errors import ConflictError
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.renewals import After, RetryCalendar, Verdict, after, is_proof, period_order
from voicetill.domain.subscriptions import (
    Subscription,
    SubscriptionState,
    order_id_of,
    period_named,
    put_back,
)
from voicetill.services import renewal_news
from voicetill.services.ports import NOBODY, Clock, Journal, Watch

_LOG = logging.getLogger(__name__)

# A result must be stored: who loses a race reads again, so often.
_MOST_RACES = 6


class Outcome(StrEnum):
    """What came of a try to renew, or of a result."""

    NOT_DUE = "not_due"
    TAKEN = "taken"
    TOLD_AHEAD = "told_ahead"
    RENEWED = "renewed"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    PUT_OFF = "put_off"
    WAITING = "waiting"
    LEFT_TO_MERCHANT = "left_to_merchant"
    NOTHING_NEW = "nothing_new"
    PAID_TWICE = "paid_twice"
    NO_SUBSCRIPTION = "no_subscription"
    SHOP_CLOSED = "shop_closed"


_MEANING = {
    Verdict.RENEWED: Outcome.RENEWED,
    Verdict.RETRY: Outcome.DECLINED,
    Verdict.SUSPENDED: Outcome.SUSPENDED,
    Verdict.PUT_OFF: Outcome.PUT_OFF,
    Verdict.WAITS: Outcome.WAITING,
    Verdict.OVER: Outcome.NOTHING_NEW,
}


@dataclass(frozen=True, slots=True)
class _Case:
    """An attempt with its subscription, as they stand now. `period` is the one that the attempt is about."""

    attempt: Attempt
    subscription: Subscription
    period: int

    @property
    def is_current(self) -> bool:
        """Whether this is the latest attempt of the subscription's current period."""
        return self.subscription.reference == self.attempt.reference

    @property
    def is_awaited(self) -> bool:
        """Whether the subscription stands still because of it."""
        return self.is_current and self.subscription.state is SubscriptionState.CHARGING


class Resolving:
    """Stores results with all that follows from them, in one transaction each."""

    def __init__(self, journal: Journal, clock: Clock, calendar: RetryCalendar, *, watch: Watch = NOBODY) -> None:
        self._journal = journal
        self._clock = clock
        self._calendar = calendar
        self._watch = watch

    def resolve(self, attempt: Attempt, result: ChargeResult, *, claim: Subscription | None = None) -> Outcome:
        """Take in what became of a renewal's attempt, however often it is told.

        Who has just claimed the period passes the `claim` as it was stored, which saves reading it. Raises
        ConflictError if others kept writing all the time, and StoreUnavailableError: then nothing is stored, and
        the attempt is still looked after.
        """
        return self._try_again(attempt, claim, lambda case: self._taken_in(case, result))

    def release(
        self, attempt: Attempt, *, wait: timedelta = timedelta(), claim: Subscription | None = None
    ) -> Outcome:
        """Take back an attempt that certainly did nothing; raises what `resolve` raises."""
        return self._try_again(attempt, claim, lambda case: self._taken_back(case, wait))

    def put_off(self, subscription: Subscription, wait: timedelta, *, task: str = "") -> Outcome:
        """Try an unclaimed period again a while later; `task` is for the merchant. Raises ConflictError."""
        now = self._clock()
        news = self._once(renewal_news.task(subscription, task, at=now)) if task else []
        back = put_back(subscription, at=now, wait=wait)
        self._journal.write(Change(subscription, back), *(Change(None, each) for each in news))
        return Outcome.PUT_OFF

    def store(self, before: Subscription, told: After, *also: Change, task: Occurrence | None = None) -> Outcome:
        """Store how a subscription goes on, with what is told of it; raises ConflictError.

        A `task` of the merchant's is told once, however often it comes up.
        """
        now = self._clock()
        if told.verdict is Verdict.PUT_OFF:
            task = renewal_news.task(before, renewal_news.MEND_REQUESTS, at=now)
        news = [*renewal_news.went_on(before, told, at=now), *(self._once(task) if task else [])]
        self._journal.write(Change(before, told.subscription), *also, *(Change(None, each) for each in news))
        self._watch.count(*renewal_marks(before, told.verdict))
        fields = {"subscription_id": before.id, "period": before.period, "verdict": told.verdict.value}
        _LOG.info("A subscription goes on", extra=fields)
        return _MEANING[told.verdict]

    def _try_again(self, attempt: Attempt, claim: Subscription | None, turn: "_Turn") -> Outcome:
        if claim is not None:
            try:
                return turn(_Case(attempt, claim, claim.period))
            except ConflictError:
                pass
        for _ in range(_MOST_RACES - 1):
            try:
                return self._turn(attempt, turn)
            except ConflictError:
                continue
        return self._turn(attempt, turn)

    def _turn(self, attempt: Attempt, turn: "_Turn") -> Outcome:
        """Play a turn on the records as they stand now."""
        fresh = self._journal.attempt(attempt.reference) or attempt
        subscription = self._journal.subscription(fresh.customer_id, fresh.owner_id)
        period = period_named(subscription, fresh.reference) if subscription else None
        if subscription is None or period is None:
            _LOG.error("A result is of no subscription that we know", extra={"reference": fresh.reference})
            return Outcome.NO_SUBSCRIPTION
        return turn(_Case(fresh, subscription, period))

    def _taken_in(self, case: _Case, result: ChargeResult) -> Outcome:
        if isinstance(result, Paid | Authorized):
            if is_proof(case.subscription, result.payment, case.attempt.reference):
                return self._paid(case, result)
            _LOG.error("Paid, but not what was asked for", extra={"reference": case.attempt.reference})
            result = Unknown(result.payment.provider_charge_id)
        if isinstance(result, Pending | Unknown):
            return self._undecided(case, result)
        if not case.attempt.is_open:
            return Outcome.NOTHING_NEW
        settled = self._settled(case, result.charge_id)
        if not case.is_awaited:
            self._journal.write(settled)
            return Outcome.NOTHING_NEW
        told = after(case.subscription, result, at=self._clock(), calendar=self._calendar)
        return self.store(case.subscription, told, settled)

    def _paid(self, case: _Case, result: Paid | Authorized) -> Outcome:
        # A period that is still awaited has no order: the one that made it would have moved it on.
        order = None if case.is_awaited else self._journal.order(order_id_of(case.subscription, case.period))
        settled = self._settled(case, result.payment.provider_charge_id)
        if order is None:
            return self._placed(case, result, settled)
        if order.payment.reference == case.attempt.reference:
            taken = isinstance(result, Paid) and not order.is_captured
            known = replace(order, is_captured=True, payment=result.payment) if taken else order
            self._journal.write(settled, Change(order, known))
            return Outcome.NOTHING_NEW
        return self._paid_twice(case, result, settled)

    def _placed(self, case: _Case, result: Paid | Authorized, settled: Change) -> Outcome:
        now, subscription = self._clock(), case.subscription
        order = period_order(
            subscription,
            result.payment,
            period=case.period,
            at=now,
            is_captured=isinstance(result, Paid),
        )
        # Who charged may be another than who would charge now.
        order = replace(order, provider=case.attempt.provider, agreement_id=case.attempt.prepared.subject_id)
        told = After(subscription, Verdict.RENEWED)
        if case.period == subscription.period:
            told = after(subscription, result, at=now, calendar=self._calendar)
        news = [Change(None, each) for each in renewal_news.placed(order, at=now)]
        return self.store(subscription, told, settled, Change(None, order), *news)

    def _paid_twice(self, case: _Case, result: Paid | Authorized, settled: Change) -> Outcome:
        news = self._once(renewal_news.paid_twice(case.subscription, result.payment, at=self._clock()))
        self._journal.write(settled, *(Change(None, each) for each in news))
        _LOG.error("A period was paid twice", extra={"reference": case.attempt.reference})
        return Outcome.PAID_TWICE

    def _undecided(self, case: _Case, result: Pending | Unknown) -> Outcome:
        if not case.attempt.is_open:
            return Outcome.NOTHING_NEW
        seen = attempts.looked(case.attempt, at=self._clock(), charge_id=result.charge_id)
        self._journal.write(Change(case.attempt, seen))
        return Outcome.WAITING

    def _taken_back(self, case: _Case, wait: timedelta) -> Outcome:
        if not case.attempt.is_open:
            return Outcome.NOTHING_NEW
        if attempts.is_looked_after(case.attempt, at=self._clock()):
            # The very same request may have been sent by whoever looks: that it did nothing here proves nothing.
            return Outcome.WAITING
        back = case.subscription
        if case.is_awaited:
            back = put_back(back, at=self._clock(), wait=wait)
        self._journal.write(Change(case.subscription, back), self._settled(case, ""))
        return Outcome.PUT_OFF

    def _settled(self, case: _Case, charge_id: str) -> Change:
        """Return the change that settles the attempt; none, if it is settled."""
        if not case.attempt.is_open:
            return Change(case.attempt, case.attempt)
        return Change(case.attempt, attempts.settled(case.attempt, at=self._clock(), charge_id=charge_id))

    def _once(self, occurrence: Occurrence) -> list[Occurrence]:
        """Return it, unless it was told before."""
        known = self._journal.occurrence(occurrence.customer_id, occurrence.id)
        return [] if known else [occurrence]


_Turn = Callable[[_Case], Outcome]
