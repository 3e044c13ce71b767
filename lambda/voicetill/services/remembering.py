"""What a turn of the checkout machine leaves behind: in the customer's record, beside it, and in the log.

Nothing here stores anything: it says what is to be stored together.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from voicetill.domain.agreements import ALEXA, refreshed
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import (
    Command,
    MarkAgreement,
    PlaceOrder,
    RefundDue,
    Settle,
    StartSubscription,
    StoreAgreement,
    Superseded,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Happening, Occurrence, happened
from voicetill.domain.orders import Order, place
from voicetill.domain.pricing import Line
from voicetill.domain.subscriptions import Subscription, begin, cancel
from voicetill.services.ports import Shop
from voicetill.services.visits import Question, Visitor

logger = logging.getLogger(__name__)

# Why a subscription ended that began by a payment of which nobody knew when its customer left.
_LEFT = "customer_left"


def named(standing: Standing, checkout_id: str) -> Checkout | None:
    """Return the checkout of this id, current or past; None if neither is it."""
    found = (each for each in (standing.current, standing.past) if each is not None and each.id == checkout_id)
    return next(found, None)


def just_placed(visitor: Visitor, standing: Standing, *, now: datetime) -> Happening | None:
    """Return that an order is placed, if whoever comes back so soon may not have heard it, and could pay twice."""
    current = standing.current
    if not visitor.just_came or current is None or not current.is_perhaps_unheard(now=now):
        return None
    return Happening.ORDER_PLACED


def placed(before: Standing, after: Standing, checkout: Checkout) -> Standing:
    """Put a checkout back where it was found: among the past ones, or as the current one.

    One that became the current one again has left its older record among the past ones: the current one counts.
    """
    is_current = before.current is not None and before.current.id == checkout.id
    if is_current or before.past is None or before.past.id != checkout.id:
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


def retry_question(checkout: Checkout) -> Question | None:
    """Return what a yes to trying again would answer; None where it may not be tried."""
    return Question(checkout.id, checkout.version) if checkout.may_retry else None


def given_up(checkout: Checkout | None, *, at: datetime) -> Checkout | None:
    """Return a checkout as it is once something newer takes its place; one under way is left alone."""
    if checkout is None or checkout.is_in_doubt:
        return checkout
    over = step(checkout, Superseded(at)).checkout
    # What was sold knows by itself where it goes: its order, or its subscription.
    return replace(over, address=None, billing_address=None) if over.is_placed or over.is_enrolled else over


def order_of(checkout: Checkout, commands: Sequence[Command]) -> Order | None:
    """Return the order that is to be stored, if there is one."""
    payments = [command.payment for command in commands if isinstance(command, PlaceOrder)]
    return place(checkout, payments[0], at=checkout.updated_at) if payments else None


def remembering(
    customer: Customer, checkout: Checkout, commands: Sequence[Command], gone: tuple[Line, ...] = ()
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


def changes(
    shop: Shop, before: Checkout, checkout: Checkout, commands: Sequence[Command], *, customer: Customer
) -> tuple[Change, ...]:
    """Return what of the journal belongs to these commands, to be stored with the checkout or not at all."""
    told = (Change(None, occurrence) for occurrence in _occurrences(before, checkout, commands))
    return (*told, *_begun(shop, checkout, commands, customer))


def _begun(shop: Shop, checkout: Checkout, commands: Sequence[Command], customer: Customer) -> tuple[Change, ...]:
    """Return the subscription that begins with these commands, and the word of it.

    Of a customer who has left since, it is over with that: what was paid is an order, and nothing more is charged.
    """
    if not any(isinstance(command, StartSubscription) for command in commands):
        return ()
    if checkout.plan is None:
        # Sold as a subscription, but without terms: nothing was promised, and nothing is charged again.
        logger.error("subscription without terms", extra={"checkout": checkout.id})
        return ()
    subscription = subscription_of(shop, checkout)
    about, days = {"product": subscription.product_id}, subscription.plan.trial_days
    told = [occurrence(Happening.SUBSCRIPTION_STARTED, checkout, **about, trial_days=days)]
    if customer.presence.had_gone(checkout.created_at):
        subscription = cancel(subscription, at=checkout.updated_at, reason=_LEFT)
        told.append(occurrence(Happening.SUBSCRIPTION_ENDED, checkout, **about, reason=_LEFT))
    return Change(None, subscription), *(Change(None, each) for each in told)


def subscription_of(shop: Shop, checkout: Checkout) -> Subscription:
    """Return the subscription that a checkout has begun, as it was then."""
    zone = shop.markets.by_id(checkout.market_id).time_zone
    return begin(checkout, at=checkout.updated_at, provider=checkout.provider, time_zone=zone)


def _occurrences(before: Checkout, checkout: Checkout, commands: Sequence[Command]) -> Iterator[Occurrence]:
    """Return what others must hear of; each is new, for the machine says it only once."""
    for command in commands:
        match command:
            case PlaceOrder():
                yield occurrence(Happening.ORDER_PLACED, checkout)
                if checkout.state is State.PAID:
                    yield occurrence(Happening.ORDER_PAID, checkout)
            case RefundDue(payment):
                yield task(checkout, "refund_due", part=payment.reference, charge_id=payment.provider_charge_id)
            case Settle() if _doubt_arose(before, checkout) and checkout.provider == ALEXA:
                # Nobody can be asked how this charge ended: a person has to look.
                again = "" if before.is_in_doubt else f".{before.version}"
                yield task(checkout, "charge_in_doubt", part=checkout.reference, again=again)
            case StartSubscription() if before.state in (State.DECLINED, State.ABANDONED):
                # The customer may have subscribed anew meanwhile: a person should look.
                yield task(checkout, "late_subscription", part=checkout.reference)


def _doubt_arose(before: Checkout, checkout: Checkout) -> bool:
    return checkout.state is State.UNKNOWN and before.state is not State.UNKNOWN


def occurrence(what: Happening, checkout: Checkout, *, part: str = "", **details: str | int) -> Occurrence:
    """Return what happened to a checkout, or to the order of the same id."""
    return happened(
        what,
        subject_id=checkout.id,
        customer_id=checkout.customer_id,
        market_id=checkout.market_id,
        locale=checkout.locale,
        at=checkout.updated_at,
        part=part,
        **details,
    )


def task(checkout: Checkout, what: str, *, part: str, charge_id: str = "", again: str = "") -> Occurrence:
    """Return a task for the merchant: what only a person can decide about the payment of this reference.

    `again` tells apart what comes up a second time.
    """
    total = checkout.quote.total
    return occurrence(
        Happening.MERCHANT_TASK,
        checkout,
        part=f"{what}.{part}{again}",
        task=what,
        reference=part,
        charge_id=charge_id,
        number=checkout.order_number,
        provider=checkout.provider,
        agreement_id=checkout.agreement_id or "",
        minor=total.minor,
        currency=total.currency.value,
    )


def report(checkout: Checkout, commands: Sequence[Command]) -> None:
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
