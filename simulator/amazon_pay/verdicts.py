"""What becomes of an authorization: its states and reasons, as the documentation lists them, as data.

From "Payment Declines and Processing Errors" of Amazon Pay for Alexa, and from the states and reason codes of the
legacy authorization object that stands behind a Charge.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Verdict:
    """What became of an authorization; `captured` is the part of the amount that moved."""

    state: str
    reason: str | None = None
    soft: bool = False
    captured: Decimal = Decimal(0)


@dataclass(frozen=True)
class Decline:
    """One reason to decline: what it means, and whether it is soft (may be tried again) if nobody says otherwise.

    `suspends` tells whether a hard one leaves the agreement suspended.
    """

    reason: str
    meaning: str
    usually_soft: bool
    suspends: bool = False

    def named(self, *, soft: bool) -> str:
        """The outcome's name. Where soft and hard differ much, the name says which; else only the unusual one."""
        usual = soft is self.usually_soft and not self.suspends
        manner = "" if usual else "-soft" if soft else "-hard"
        return f"declined-{hyphened(self.reason)}{manner}"


PAID = Verdict("Closed", "MaxCapturesProcessed", captured=Decimal(1))
RESERVED = Verdict("Open")
PENDING = Verdict("Pending")

STATES = ("Pending", "Open", "Declined", "Closed")

DECLINES = MappingProxyType(
    {
        row.reason: row
        for row in (
            Decline("InvalidPaymentMethod", "trouble with the payment method", usually_soft=False, suspends=True),
            Decline("AmazonRejected", "Amazon's own decision", usually_soft=False),
            Decline("ProcessingFailure", "a fault inside Amazon Pay", usually_soft=True),
            Decline("TransactionTimedOut", "taking longer than the 8 seconds that it may take", usually_soft=True),
        )
    }
)
"""Every documented reason of the state Declined. The agreement stays open after all but the first."""

CLOSED = MappingProxyType(
    {
        "MaxCapturesProcessed": "all of it was captured",
        "ExpiredUnused": "nobody captured in time",
        "AmazonClosed": "Amazon closed it",
        "OrderReferenceCanceled": "the order behind it was canceled",
        "SellerClosed": "the seller closed it",
    }
)
"""Every documented reason of the state Closed. Only the first means that money has moved."""

STOP_SHIPMENT = "StopShipmentAtypicalAuth"
"""The reason that Pending and Open may carry: whatever was bought must not be sent."""


def hyphened(name: str) -> str:
    """A documented name in the spelling of outcomes: AmazonRejected becomes amazon-rejected."""
    return _HUMP.sub("-", name).lower()
