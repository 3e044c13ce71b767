"""Erasing a customer: what goes, what stays, and until when.

Theory of operation. An erasure is a record of its own: who, why, and up to which moment (`up_to`). Whatever was
there by that moment is the customer's who left; whatever began later is that of somebody who came back, and is
left alone. The record is written in one transaction with the end of every subscription, so that from then on
nothing is charged again; and it stays on the agenda until all is done (`look_at`): agreements are closed at their
companies, and what an unfinished order needs is erased once that order is finished. Every look reads all there is
and goes on where the one before it stopped, so that it may die anywhere.

Money goes before it all: nothing that is in doubt is touched, and what bookkeeping needs (amounts, lines, tax,
dates, numbers, the companies' ids) stays for good.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from voicetill.domain.agreements import ALEXA, ONE_PAYMENT, AgreementStatus
from voicetill.domain.carts import Cart
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.fulfilment import is_finished
from voicetill.domain.occurrences import Channel, Happening, Occurrence, told
from voicetill.domain.orders import Order
from voicetill.domain.presence import later
from voicetill.domain.subscriptions import Subscription, SubscriptionState
from voicetill.domain.voice_codes import UNTRIED

# A finished erasure is remembered so long: an event that comes again is known by it.
REMEMBERED = timedelta(days=90)

# When an erasure that is not finished is looked at again, in minutes; the last one repeats.
_WAITS = (1, 5, 15, 60, 6 * 60)

# A company that cannot be reached for so many looks (a day, and more) is left to the merchant.
MOST_LOOKS = 8

# What is told although the customer is gone: it is about their money.
_RECEIPTS = frozenset(
    {
        Happening.ORDER_PLACED,
        Happening.ORDER_PAID,
        Happening.ORDER_REFUNDED,
        Happening.ORDER_CANCELED,
        Happening.PAYMENT_FAILED,
        Happening.SUBSCRIPTION_ENDED,
    }
)


class Scope(StrEnum):
    """How much goes.

    ALL: the customer left. PAYMENTS: they took the permission to pay back, and what came by it goes: the agreement
    and the addresses. EMAIL: they took back that we may know their e-mail address.
    """

    ALL = "all"
    PAYMENTS = "payments"
    EMAIL = "email"


class Why(StrEnum):
    """Why; also the reason why their subscriptions ended, as others are told."""

    SKILL_DISABLED = "skill_disabled"
    PERMISSION_WITHDRAWN = "permission_withdrawn"
    BY_REQUEST = "by_request"


@dataclass(frozen=True, slots=True)
class Word:
    """That a customer left, or took something back, and when that was."""

    scope: Scope
    why: Why
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement, and the company that holds it."""

    provider: str
    id: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """One customer's erasure of one scope.

    `to_close` are agreements that are not closed yet, `closed` those that are, or were left to the merchant.
    `look_at` is when to go on, None once nothing is left to do. `looks` counts the looks so far. `version` 0 is
    not stored yet.
    """

    customer_id: str
    scope: Scope
    why: Why
    up_to: datetime
    begun_at: datetime
    look_at: datetime | None
    to_close: tuple[Held, ...] = ()
    closed: tuple[Held, ...] = ()
    looks: int = 0
    done_at: datetime | None = None
    version: int = 0

    @property
    def id(self) -> str:
        """What it is called among its customer's records."""
        return self.scope.value

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done_at is not None

    @property
    def forget_at(self) -> datetime | None:
        """When the record may be erased; None while there is something to do."""
        return self.done_at + REMEMBERED if self.done_at else None


@dataclass(frozen=True, slots=True)
class Belongings:
    """All that is stored in one customer's partition."""

    customer: Customer
    current: Checkout | None = None
    past: tuple[Checkout, ...] = ()
    orders: tuple[Order, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    erasures: tuple[Erasure, ...] = ()

    @property
    def checkouts(self) -> tuple[Checkout, ...]:
        """Every checkout, the current one first; an older record of the current one does not count."""
        if self.current is None:
            return self.past
        return (self.current, *(each for each in self.past if each.id != self.current.id))

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is stored."""
        return not (self.customer.version or self.checkouts or self.orders or self.subscriptions)

    def erasure(self, scope: Scope) -> Erasure | None:
        """Return the erasure of this scope, if there is or was one."""
        return next((each for each in self.erasures if each.scope is scope), None)

    def until(self, up_to: datetime) -> "Belongings":
        """Return what was there by a moment, with what came of it later."""
        checkouts = {each.id for each in self.checkouts if each.created_at <= up_to}
        begun = {each.id for each in self.subscriptions if each.started_at <= up_to} | checkouts
        orders = tuple(it for it in self.orders if it.placed_at <= up_to or (it.subscription_id or it.id) in begun)
        about = begun | {each.id for each in orders}
        return replace(
            self,
            current=self.current if self.current and self.current.id in checkouts else None,
            past=tuple(each for each in self.past if each.created_at <= up_to),
            orders=orders,
            subscriptions=tuple(each for each in self.subscriptions if each.id in begun),
            occurrences=tuple(it for it in self.occurrences if it.at <= up_to or it.subject_id in about),
        )


def spoke_at(has: Belongings, scope: Scope) -> datetime | None:
    """Return the newest moment that speaks for a customer: they came back, allowed it anew, or bought since.

    A checkout speaks by when it began: how it ends may be told long after they left.
    """
    began = max((each.created_at for each in has.checkouts), default=None)
    match scope:
        case Scope.ALL:
            return later(has.customer.presence.came_at, began)
        case Scope.PAYMENTS:
            return later(has.customer.presence.allowed_at, began)
        case Scope.EMAIL:
            # Every address knows by itself when it was told.
            return None


def begin(word: Word, has: Belongings, *, at: datetime, also: Iterable[Held] = ()) -> Erasure:
    """Return the erasure that this word begins, or goes on with; `also` are agreements that stand elsewhere."""
    known = has.erasure(word.scope)
    closed = known.closed if known else ()
    held = dict.fromkeys((*(known.to_close if known else ()), *held_by(has.until(word.at), word.scope), *also))
    return Erasure(
        customer_id=has.customer.id,
        scope=word.scope,
        why=word.why,
        up_to=later(word.at, known.up_to if known else None) or word.at,
        begun_at=at,
        look_at=at + timedelta(minutes=_WAITS[0]),
        to_close=tuple(each for each in held if each not in closed),
        closed=closed,
        version=known.version if known else 0,
    )


def looked(erasure: Erasure, *, at: datetime, is_done: bool) -> Erasure:
    """Return an erasure after a look: finished, or to be looked at again."""
    if is_done and not erasure.to_close:
        return replace(erasure, looks=erasure.looks + 1, look_at=None, done_at=at)
    wait = timedelta(minutes=_WAITS[min(erasure.looks, len(_WAITS) - 1)])
    return replace(erasure, looks=erasure.looks + 1, look_at=at + wait, done_at=None)


def closed(erasure: Erasure, held: Held) -> Erasure:
    """Return an erasure of which one agreement is closed, or left to the merchant."""
    rest = tuple(each for each in erasure.to_close if each != held)
    return replace(erasure, to_close=rest, closed=(*erasure.closed, held))


def held_by(has: Belongings, scope: Scope) -> tuple[Held, ...]:
    """Return the agreements that these records name and that may still be open, each once."""
    if scope is Scope.EMAIL:
        return ()
    known = has.customer.agreement
    dead = known is not None and known.status in (AgreementStatus.CANCELED, AgreementStatus.CLOSED)
    named = [(known.provider, known.id)] if known is not None else []
    records: tuple[Checkout | Order | Subscription, ...] = (*has.checkouts, *has.orders, *has.subscriptions)
    for each in records:
        named.append((each.provider, each.agreement_id or ""))
    found = (Held(provider, id_) for provider, id_ in dict.fromkeys(named) if id_ and id_ != ONE_PAYMENT)
    wanted = (it for it in found if scope is Scope.ALL or it.provider == ALEXA)
    return tuple(it for it in wanted if not (dead and known and it == Held(known.provider, known.id)))


def without_customer(customer: Customer, word: Word) -> Customer:
    """Return what is left of the customer's own record."""
    match word.scope:
        case Scope.ALL:
            return replace(
                customer,
                agreement=None,
                cart=Cart(),
                tries=UNTRIED,
                notices_to="",
                unheard=None,
                presence=customer.presence.left(word.at),
            )
        case Scope.PAYMENTS:
            theirs = customer.agreement is None or customer.agreement.provider == ALEXA
            kept = None if theirs else customer.agreement
            return replace(customer, agreement=kept, presence=customer.presence.denied(word.at))
        case Scope.EMAIL:
            return customer


def without_person(checkout: Checkout, scope: Scope) -> Checkout:
    """Return what is left of a checkout: all of it while its money is in doubt, then all but the addresses."""
    concerns = scope is Scope.ALL or (scope is Scope.PAYMENTS and checkout.provider == ALEXA)
    if not concerns or checkout.is_in_doubt:
        return checkout
    return replace(checkout, address=None, billing_address=None)


def without_recipient(order: Order, scope: Scope) -> Order:
    """Return what is left of an order: all while it is unfinished, then all but who got it, and the notes."""
    concerns = scope is Scope.ALL or (scope is Scope.PAYMENTS and order.provider == ALEXA)
    if not concerns or not is_finished(order):
        return order
    if scope is Scope.PAYMENTS:
        return replace(order, address=None, billing_address=None)
    return replace(
        order,
        address=None,
        billing_address=None,
        requests=tuple(replace(each, because="") for each in order.requests),
        refunds=tuple(replace(each, note="") for each in order.refunds),
    )


def without_place(subscription: Subscription) -> Subscription:
    """Return what is left of a subscription that is over, and of which no charge is under way."""
    return replace(subscription, address=None)


def without_reader(occurrence: Occurrence, scope: Scope, *, email: str = "") -> Occurrence:
    """Return news of which only what is about money is still written, to `email` where it knows no address."""
    if scope is Scope.PAYMENTS:
        return occurrence
    kept = replace(occurrence, email=occurrence.email if Channel.MAIL in occurrence.waiting else "")
    waits = Channel.MAIL in kept.waiting
    if scope is Scope.EMAIL:
        return told(kept, Channel.MAIL) if waits and kept.email else kept
    kept = replace(told(kept, Channel.NOTICE) if Channel.NOTICE in kept.waiting else kept, user_id="")
    if not waits:
        return kept
    is_receipt = kept.what in _RECEIPTS and bool(kept.email or email)
    return replace(kept, email=kept.email or email) if is_receipt else told(kept, Channel.MAIL)


def ends(subscription: Subscription, scope: Scope) -> bool:
    """Whether a subscription ends with this."""
    concerns = scope is Scope.ALL or (scope is Scope.PAYMENTS and subscription.provider == ALEXA)
    return concerns and subscription.state is not SubscriptionState.ENDED


def is_in_use(held: Held, has: Belongings) -> bool:
    """Whether money that is only reserved, or in doubt, hangs on an agreement: it is not closed before that."""
    reserved = (it for it in has.orders if not it.is_captured and not it.is_canceled)
    doubts = (it for it in has.checkouts if it.is_in_doubt)
    records: tuple[Checkout | Order, ...] = (*reserved, *doubts)
    return any((it.provider, it.agreement_id) == (held.provider, held.id) for it in records)
