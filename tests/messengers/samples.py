"""Ready-made news of every kind, about the invented customer of the builders."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.builders import (
    AGREEMENT_ID,
    CHECKOUT_ID,
    CUSTOMER_ID,
    LOCALE,
    NOW,
    a_line,
    a_market,
    a_money,
    a_product,
    a_quote,
    a_subscription,
    an_address,
    an_order,
)
from voicetill.domain.markets import Market
from voicetill.domain.money import Money
from voicetill.domain.news import News
from voicetill.domain.occurrences import Happening, happened
from voicetill.domain.orders import Order, Shipment
from voicetill.domain.products import Plan
from voicetill.domain.refunds import Reason, Refund, RefundState
from voicetill.domain.subscriptions import Subscription, SubscriptionState

EMAIL = "robin@example.com"

_ORDER = {
    Happening.ORDER_PLACED,
    Happening.ORDER_PAID,
    Happening.ORDER_SHIPPED,
    Happening.ORDER_REFUNDED,
    Happening.ORDER_CANCELED,
    Happening.REFUND_FAILED,
}
_NEITHER = {Happening.PAYMENT_FAILED, Happening.MERCHANT_TASK}


def a_running_subscription(**changes: object) -> Subscription:
    """Monthly refills at 5.00 USD, begun 30 days ago with a free month."""
    subscription = Subscription(
        id=CHECKOUT_ID,
        customer_id=CUSTOMER_ID,
        market_id="US",
        locale=LOCALE,
        product_id="refill_subscription",
        quote=a_quote(a_line(a_subscription())),
        plan=Plan(period_months=1, trial_days=30, notice_days=5),
        provider="ppro",
        agreement_id=AGREEMENT_ID,
        time_zone="America/Los_Angeles",
        started_at=NOW,
        anchor=NOW + timedelta(days=30),
        anchor_period=1,
        due_at=NOW + timedelta(days=30),
        noticed=1,
        address=an_address(),
    )
    return replace(subscription, **changes)  # type: ignore[arg-type]


def a_whole_order(**changes: object) -> Order:
    """Two kits and three refill packs to Cupertino, placed now."""
    refills = a_product("refill_pack", price=a_money(650))
    quote = a_quote(a_line(quantity=2), a_line(refills, quantity=3), delivery=a_money(250))
    order = replace(an_order(), quote=quote, version=1)
    order = replace(order, payment=replace(order.payment, amount=quote.total))
    return replace(order, **changes)  # type: ignore[arg-type]


def a_refund(amount: Money | None = None, state: RefundState = RefundState.DONE) -> Refund:
    return Refund(f"{CHECKOUT_ID}r01", amount or a_money(650), Reason.RETURN, state, NOW + timedelta(days=5))


def as_it_is_after(what: Happening) -> Order:
    """The order as it is once this has happened to it."""
    match what:
        case Happening.ORDER_SHIPPED:
            parcel = Shipment(
                NOW + timedelta(days=1), ("starter_kit", "refill_pack"), carrier="Example Parcel", tracking="1Z999"
            )
            return a_whole_order(shipments=(parcel,))
        case Happening.ORDER_REFUNDED:
            return a_whole_order(refunds=(a_refund(),))
        case Happening.REFUND_FAILED:
            return a_whole_order(refunds=(a_refund(state=RefundState.REFUSED),))
        case Happening.ORDER_CANCELED:
            return a_whole_order(canceled_at=NOW + timedelta(hours=1), is_captured=False)
        case _:
            return a_whole_order()


def subscription_after(what: Happening) -> Subscription:
    match what:
        case Happening.SUBSCRIPTION_ENDED:
            over = NOW + timedelta(days=12)
            ended = a_running_subscription(state=SubscriptionState.ENDED, due_at=None, ended_at=over)
            return replace(ended, end_reason="by_voice")
        case Happening.SUBSCRIPTION_SUSPENDED:
            return a_running_subscription(state=SubscriptionState.SUSPENDED, due_at=None, declines=5, attempt=5)
        case Happening.RENEWAL_FAILED:
            again = NOW + timedelta(days=31)
            return a_running_subscription(state=SubscriptionState.PAST_DUE, due_at=again, declines=1, attempt=1)
        case _:
            return a_running_subscription()


DETAILS: dict[Happening, dict[str, str | int]] = {
    Happening.ORDER_PLACED: {"number": "7331-1102", "minor": 4000, "currency": "USD"},
    Happening.ORDER_REFUNDED: {"minor": 650, "currency": "USD", "reference": f"{CHECKOUT_ID}r01"},
    Happening.REFUND_FAILED: {"minor": 650, "currency": "USD", "reference": f"{CHECKOUT_ID}r01"},
    Happening.PAYMENT_FAILED: {"reason": "not_processed", "minor": 900, "currency": "USD"},
    Happening.SUBSCRIPTION_STARTED: {"product": "refill_subscription", "trial_days": 30},
    Happening.SUBSCRIPTION_ENDED: {"product": "refill_subscription", "reason": "by_voice"},
    Happening.SUBSCRIPTION_SUSPENDED: {"reason": "payment_method", "period": 1},
    Happening.RENEWAL_AHEAD: {"charged_at": (NOW + timedelta(days=30)).isoformat(), "period": 1},
    Happening.RENEWAL_FAILED: {
        "reason": "payment_method",
        "again_at": (NOW + timedelta(days=31)).isoformat(),
        "period": 1,
    },
    Happening.MERCHANT_TASK: {"task": "charge_by_hand", "period": 1, "minor": 500, "currency": "USD"},
}


def news(
    what: Happening = Happening.ORDER_PLACED,
    *,
    order: Order | None = None,
    subscription: Subscription | None = None,
    market: Market | None = None,
    locale: str = LOCALE,
    email: str = EMAIL,
    user_id: str = "",
    at: datetime = NOW,
    **details: str | int,
) -> News:
    """News of what happened, as complete as it leaves the house."""
    occurrence = happened(
        what,
        subject_id=order.id if order else CHECKOUT_ID,
        customer_id=CUSTOMER_ID,
        market_id=market.id if market else "US",
        locale=locale,
        at=at,
    )
    occurrence = replace(occurrence, details=details or DETAILS.get(what, {}))
    if what in _ORDER:
        order = order or as_it_is_after(what)
    elif what not in _NEITHER:
        subscription = subscription or subscription_after(what)
    return News(occurrence, market or a_market(), order, subscription, email, user_id, at)
