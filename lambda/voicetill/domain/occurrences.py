"""What happened that others must hear of: written with the very change that it tells, and sent afterwards.

An occurrence is stored in the same transaction as the order (or subscription) that it is about, so that none is
lost and none is told that did not happen. It then leaves, at least once, through every channel that concerns it;
its id stays the same, so that whoever hears it twice can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

# Occurrences that were told everywhere are forgotten after so long.
KEPT_AFTER_TELLING = timedelta(days=30)


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


class Channel(StrEnum):
    """A way out."""

    EVENT_BUS = "event_bus"
    MAIL = "mail"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened.

    `id` is made of what it is about, so that the same happening has the same id however often it is noticed.
    `subject_id` is the order's or the subscription's. `details` are plain words and numbers without personal
    data. `email` is where the customer is written to, kept only until that is done. `told` are the channels
    through which it has left. `tell_at` is when the next try is due, None once it has left everywhere.
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
    version: int = 0

    @property
    def forget_at(self) -> datetime | None:
        """When the record may be erased; None while something is still to be told."""
        return None if self.tell_at else self.at + KEPT_AFTER_TELLING


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


def told(occurrence: Occurrence, channel: Channel) -> Occurrence:
    """Return an occurrence that has left through one channel more."""
    return replace(occurrence, told=occurrence.told | {channel})
