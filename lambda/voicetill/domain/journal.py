"""The records beside a customer's standing that a change may bring along, all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voicetill.domain.attempts import Attempt
from voicetill.domain.erasure import Erasure
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription

Entry = Order | Attempt | Occurrence | Subscription | Erasure
"""What the journal keeps."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record as it was read (None: not there yet) and as it shall be.

    The version is raised by the store; it holds only if nobody has written the record since it was read.
    """

    before: Entry | None
    after: Entry


class Kind(StrEnum):
    """What can be due; DOUBT and TASK are for a person.

    ERASURE: a customer who is gone, and of whom something is still to be erased. DOUBT: a checkout whose money
    nobody knows about. TASK: what the merchant was told to do, or could not be told.
    """

    RENEWAL = "RENEWAL"
    ATTEMPT = "ATTEMPT"
    OCCURRENCE = "OCCURRENCE"
    ERASURE = "ERASURE"
    DOUBT = "DOUBT"
    TASK = "TASK"


@dataclass(frozen=True, slots=True)
class Due:
    """Something whose time has come.

    `customer_id` is blank for an attempt, whose name says it all, and `id` for a customer's current checkout.
    """

    kind: Kind
    customer_id: str
    id: str
    at: datetime
