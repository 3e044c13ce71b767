"""Ready-made subscriptions: a monthly refill for 5.00 USD, begun at noon UTC, which is 4 in the morning there."""

from dataclasses import replace
from datetime import datetime

from tests.builders import (
    AGREEMENT_ID,
    CHECKOUT_ID,
    CUSTOMER_ID,
    LOCALE,
    NOW,
    a_checkout,
    a_line,
    a_payment,
    a_quote,
    a_subscription,
    a_trial_quote,
    an_address,
)
from voicetill.domain.charging import (
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.payments import Payment, Refusal
from voicetill.domain.pricing import Quote
from voicetill.domain.products import Plan
from voicetill.domain.subscriptions import Subscription, scheduled

ZONE = "America/Los_Angeles"

NO_MONEY: tuple[ChargeResult, ...] = (
    DeclinedForNow(Refusal.NOT_PROCESSED),
    DeclinedForNow(Refusal.LIMIT_REACHED),
    DeclinedForGood(Refusal.PAYMENT_METHOD),
    DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE),
    ConsentDead(),
    Released("charge-1"),
)
IN_DOUBT: tuple[ChargeResult, ...] = (Pending("charge-1"), Unknown())


def a_period_quote() -> Quote:
    """What one period costs."""
    return a_quote(a_line(a_subscription()))


def a_plan(**changes: int) -> Plan:
    return replace(Plan(period_months=1), **changes)


def a_begun(**changes: object) -> Subscription:
    """A subscription whose period 0 was paid now, and whose next act is set; `changes` override before that."""
    subscription = Subscription(
        id=CHECKOUT_ID,
        customer_id=CUSTOMER_ID,
        market_id="US",
        locale=LOCALE,
        product_id="refill_subscription",
        quote=a_period_quote(),
        plan=a_plan(),
        provider="pretend",
        agreement_id=AGREEMENT_ID,
        time_zone=ZONE,
        started_at=NOW,
        anchor=NOW,
        due_at=None,
        address=an_address(),
    )
    changed = replace(subscription, **changes)  # type: ignore[arg-type]
    return changed if "due_at" in changes else scheduled(changed, at=changed.started_at)


def a_paid_checkout(plan: Plan | None = None, **changes: object) -> Checkout:
    """A checkout in which a first period was paid."""
    terms: dict[str, object] = {
        "quote": a_period_quote(),
        "plan": plan or a_plan(),
        "renewal": a_period_quote(),
    }
    return a_checkout(State.PAID, **{**terms, **changes})  # type: ignore[arg-type]


def an_enrolled_checkout(plan: Plan | None = None, **changes: object) -> Checkout:
    """A checkout in which a trial was agreed to."""
    terms: dict[str, object] = {"plan": plan or a_plan(trial_days=30), "renewal": a_period_quote()}
    return a_checkout(State.ENROLLED, quote=a_trial_quote(), **{**terms, **changes})


def paid(subscription: Subscription) -> Paid:
    """The proof that its current attempt was paid."""
    return Paid(a_period_payment(subscription))


def a_period_payment(subscription: Subscription, **changes: object) -> Payment:
    payment = a_payment(reference=subscription.reference, amount=subscription.quote.total)
    return replace(payment, **changes)  # type: ignore[arg-type]


def due(subscription: Subscription) -> datetime:
    """When it acts next, which the test knows to be some time."""
    assert subscription.due_at is not None
    return subscription.due_at
