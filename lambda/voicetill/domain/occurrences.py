"""What happened that others must hear of: written with the very change that it tells, and sent afterwards.

An occurrence is stored in the same transaction as the order (or subscription) that it is about, so that none is
lost and none is told that did not happen. It then leaves, at least once, through every channel that concerns it;
its id stays the same, so that whoever hears it twice can tell.

Theory of operation. Whoever tells an occurrence claims it first (`claimed`): for a while it is not due, so that
two who notice it at once do not both tell it. What left is remembered (`told`), what did not is tried again at
growing distances (`rested`), and after some days given up, for a person to see. A bus and a notice know an
occurrence that comes twice by its id; a mailbox does not. So a mail is marked as handed over before it is sent
(`handed_over`). If that mark is found again, somebody died in between, and nobody knows whether the mail has
left: an order's confirmation is then not sent a second time, because the merchant can send it again at will and
the customer has the card; other mails are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

# Occurrences that were told everywhere are forgotten after so long.
KEPT_AFTER_TELLING = timedelta(days=30)

# Whoever has claimed an occurrence is done with it by then, or dead. Longer than any function of ours may run.
CLAIM = timedelta(minutes=16)

# One machine's clock may be a little behind that of the machine that wrote the occurrence.
_SKEW = timedelta(seconds=10)

# How long to wait after each try that left something untold, in minutes; after the last one it is given up.
_WAITS = (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60, 24 * 60)


class Happening(StrEnum):
    """What happened; the value is the event's name outside."""

    ORDER_PLACED = "order.placed"
    ORDER_PAID = "order.paid"
    ORDER_SHIPPED = "order.shipped"
    ORDER_REFUNDED = "order.refunded"
    ORDER_CANCELED = "order.canceled"
    PAYMENT_FAILED = "payment.failed"
    REFUND_FAILED = "refund.failed"
    SUBSCRIPTION_STARTED = "subscription.started"
    SUBSCRIPTION_ENDED = "subscription.ended"
    SUBSCRIPTION_SUSPENDED = "subscription.suspended"
    RENEWAL_AHEAD = "renewal.ahead"
    RENEWAL_FAILED = "renewal.failed"
    MERCHANT_TASK = "merchant.task"

    @property
    def is_of_order(self) -> bool:
        """Whether there is an order that it is about."""
        return self.value.startswith("order.") or self is Happening.REFUND_FAILED

    @property
    def is_of_subscription(self) -> bool:
        """Whether there is a subscription that it is about."""
        return self.value.startswith(("subscription.", "renewal."))


class Channel(StrEnum):
    """A way out."""

    EVENT_BUS = "event_bus"
    MAIL = "mail"
    NOTICE = "notice"


# What a customer is written about; the rest is for the merchant's machines and people.
_MAILED = frozenset(Happening) - {Happening.ORDER_PAID, Happening.REFUND_FAILED, Happening.MERCHANT_TASK}

# What Alexa's own notices know words for, of the happenings here (AMAZON.OrderStatus.Updated).
_NOTICED = frozenset({Happening.ORDER_PLACED, Happening.ORDER_SHIPPED})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened.

    `id` is made of what it is about, so that the same happening has the same id however often it is noticed.
    `subject_id` is the order's or the subscription's. `details` are plain words and numbers without personal
    data. `email` is where the customer is written to, and `user_id` whom the voice platform notifies; each is kept
    only until that is done. `told` are the channels that are done with: it has left through them, or has no reason
    to. `given_up` are those that were tried in vain for days. `tell_at` is when the next try is due, None once
    nothing is left to do. `mailing_since` is when a mail was handed over that nobody knows yet to have left.
    `closed_at` is when the merchant said that a task is done.
    """

    id: str
    what: Happening
    customer_id: str
    subject_id: str
    market_id: str
    locale: str
    at: datetime
    tell_at: datetime | None
    details: Mapping[str, str | int] = field(default_factory=dict)
    email: str = field(default="", repr=False)
    user_id: str = field(default="", repr=False)
    told: frozenset[Channel] = frozenset()
    tries: int = 0
    given_up: frozenset[Channel] = frozenset()
    mailing_since: datetime | None = None
    version: int = 0
    closed_at: datetime | None = None

    @property
    def is_task(self) -> bool:
        """Whether somebody at the merchant's has to do something, and has not said yet that it is done."""
        concerns = self.what is Happening.MERCHANT_TASK or bool(self.given_up)
        return concerns and self.closed_at is None

    @property
    def forget_at(self) -> datetime | None:
        """When the record may be erased; None while something is still to be told, or a person should look."""
        return None if self.tell_at or self.is_task else self.at + KEPT_AFTER_TELLING

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that concern it, the mail last: what is told twice does less harm the earlier it leaves."""
        concerned = {Channel.EVENT_BUS: True, Channel.NOTICE: self.is_noticed, Channel.MAIL: self.is_mailed}
        return tuple(channel for channel, concerns in concerned.items() if concerns)

    @property
    def waiting(self) -> tuple[Channel, ...]:
        """The channels through which it has still to leave."""
        return tuple(each for each in self.channels if each not in self.told | self.given_up)

    @property
    def is_mailed(self) -> bool:
        """Whether the customer is written about it."""
        return self.what in _MAILED

    @property
    def is_noticed(self) -> bool:
        """Whether the voice platform has words for it."""
        return self.what in _NOTICED

    @property
    def is_mailed_once(self) -> bool:
        """Whether a second mail would be worse than none: it would look like a second order."""
        return self.what is Happening.ORDER_PLACED

    def is_due(self, *, at: datetime) -> bool:
        """Whether it is to be told now, and nobody else is about it."""
        return self.tell_at is not None and self.tell_at <= at + _SKEW


def happened(
    what: Happening,
    *,
    subject_id: str,
    customer_id: str,
    market_id: str,
    locale: str,
    at: datetime,
    part: str = "",
    **details: str | int,
) -> Occurrence:
    """Return what happened to an order or a subscription; `part` tells apart what can happen several times."""
    name = f"{subject_id}.{what.value}" + (f".{part}" if part else "")
    return Occurrence(name, what, customer_id, subject_id, market_id, locale, at, tell_at=at, details=details)


def claimed(occurrence: Occurrence, *, at: datetime) -> Occurrence:
    """Return an occurrence that somebody is about to tell: nobody else will for a while."""
    return replace(occurrence, tries=occurrence.tries + 1, tell_at=at + CLAIM)


def handed_over(occurrence: Occurrence, *, at: datetime) -> Occurrence:
    """Return an occurrence whose mail is about to be sent."""
    return replace(occurrence, mailing_since=at)


def not_handed_over(occurrence: Occurrence) -> Occurrence:
    """Return an occurrence whose mail certainly did not leave, or may leave again."""
    return replace(occurrence, mailing_since=None)


def told(occurrence: Occurrence, channel: Channel) -> Occurrence:
    """Return an occurrence that is done with one channel more, without what only that one needed."""
    done = replace(occurrence, told=occurrence.told | {channel})
    match channel:
        case Channel.MAIL:
            return replace(done, email="", mailing_since=None)
        case Channel.NOTICE:
            return replace(done, user_id="")
        case Channel.EVENT_BUS:
            return done


def rested(occurrence: Occurrence, *, at: datetime) -> Occurrence:
    """Return an occurrence after a try: over, or to be tried again later, or given up for a person to look at."""
    if not occurrence.waiting:
        return replace(occurrence, tell_at=None, email="", user_id="")
    if occurrence.tries <= len(_WAITS):
        return replace(occurrence, tell_at=at + timedelta(minutes=_WAITS[max(0, occurrence.tries - 1)]))
    left = frozenset(occurrence.waiting)
    # After days an address may be stale, and nothing may be kept for ever that only a mail needed.
    return replace(occurrence, given_up=left, tell_at=None, email="", user_id="", mailing_since=None)


def closed(occurrence: Occurrence, *, at: datetime) -> Occurrence:
    """Return a task that is done, or something given up that somebody has looked at."""
    return replace(occurrence, closed_at=at)


def mailed_again(occurrence: Occurrence, *, email: str, at: datetime) -> Occurrence:
    """Return an occurrence whose mail goes out once more, because the merchant wants it to."""
    opened = replace(
        occurrence, told=occurrence.told - {Channel.MAIL}, given_up=occurrence.given_up - {Channel.MAIL}
    )
    return replace(opened, email=email, tell_at=at, tries=0, mailing_since=None)
