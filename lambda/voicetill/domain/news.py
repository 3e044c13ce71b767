"""News: an occurrence with what it is about, as it is handed to whoever carries it out of the house."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voicetill.domain.markets import Market
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class News:
    """One occurrence, in its market, with the order or the subscription that it is about.

    Both are None where it is about neither (a payment that failed before there was an order). `email` is where the
    customer can be written to, and `user_id` whom the voice platform notifies; each is blank where that is
    nobody. `at` is when it is told.
    """

    occurrence: Occurrence
    market: Market
    order: Order | None
    subscription: Subscription | None
    email: str
    user_id: str
    at: datetime


class Delivery(StrEnum):
    """What became of news that was handed over.

    SENT: it has left. NOTHING_TO_SEND: this channel has no words for it, or nobody to say them to. NOT_NOW: it
    certainly did not leave, and may later. NEVER: it was refused, and always would be. UNCLEAR: it may have left.
    """

    SENT = "sent"
    NOTHING_TO_SEND = "nothing_to_send"
    NOT_NOW = "not_now"
    NEVER = "never"
    UNCLEAR = "unclear"
