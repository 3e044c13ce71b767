"""Subscriptions: what was agreed to, when it is charged next, and how it goes on after each result."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voicetill.domain.addresses import Address
from voicetill.domain.pricing import Quote
from voicetill.domain.products import Plan


class SubscriptionState(StrEnum):
    """Where a subscription stands.

    ACTIVE: the period `period` is charged at `due_at`. CHARGING: that period is claimed, and its result is not
    known yet (pending and unknown are this, too): nothing else is charged meanwhile. PAST_DUE: it was declined,
    and is tried again at `due_at`. SUSPENDED: given up after several tries, until the customer mends it. ENDED:
    over.
    """

    ACTIVE = "ACTIVE"
    CHARGING = "CHARGING"
    PAST_DUE = "PAST_DUE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription of one customer; its `id` is that of the checkout in which it was agreed to.

    `quote` is the price of one period as it was spoken: frozen. Periods count from 1, the first one that is
    charged by us; a period that was paid in the checkout is number 0. `anchor` is the moment from which the
    periods are counted, in the zone `time_zone` (IANA). `due_at` is when the merchant acts next, None where
    nothing is due. `attempt` counts the charges of the current period. `noticed` is the last period of which the
    customer was told ahead.
    """

    id: str
    customer_id: str
    market_id: str
    locale: str
    product_id: str
    quote: Quote
    plan: Plan
    provider: str
    agreement_id: str
    time_zone: str
    started_at: datetime
    anchor: datetime
    due_at: datetime | None
    state: SubscriptionState = SubscriptionState.ACTIVE
    period: int = 1
    attempt: int = 0
    noticed: int = 0
    address: Address | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    version: int = 0

    @property
    def reference(self) -> str:
        """The name of the current attempt: id, three digits of period, two of attempt; 31 characters."""
        return f"{self.id}{self.period:03d}{self.attempt:02d}"

    @property
    def order_id(self) -> str:
        """The id of the order that the current period makes, so that one period can make only one."""
        return f"{self.id}{self.period:03d}"

    @property
    def is_running(self) -> bool:
        """Whether it goes on by itself."""
        return self.state not in (SubscriptionState.SUSPENDED, SubscriptionState.ENDED)
