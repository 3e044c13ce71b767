"""What can happen to a checkout (past tense) and what it then asks for (imperative).

An event's type is its key in the checkout's table; `at` is when it happened, given from outside.
"""

from dataclasses import dataclass, field
from datetime import datetime

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement, AgreementStatus
from voicetill.domain.payments import Payment, Refusal
from voicetill.domain.pricing import Terms


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened at a moment; `answer_id` names the answer that told it, where it was one."""

    at: datetime
    answer_id: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class BuyRequested(Event):
    """The customer wants to buy; `agreement` is their open one, if we know one.

    `home` is where they have goods sent at this moment; None if that could not be learned. `reachable` says
    whether we deliver there, or else to the address that the agreement holds.
    """

    agreement: Agreement | None = None
    reachable: bool = True
    home: Address | None = None


@dataclass(frozen=True, slots=True)
class BuyerAgreed(Event):
    """The customer heard the total and said yes."""

    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class BuyerRefused(Event):
    """The customer heard the total and said no."""


@dataclass(frozen=True, slots=True)
class BuyerRetried(Event):
    """The customer wants to try a declined charge once more."""

    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Event):
    """The permission to pay is gone; `reason` says which."""

    reason: Refusal = Refusal.CONSENT_MISSING


@dataclass(frozen=True, slots=True)
class ItemsWithdrawn(Event):
    """Something in the offer can no longer be bought."""


@dataclass(frozen=True, slots=True)
class AgreementOpened(Event):
    """Setup answered with an open agreement.

    `terms` are those of the place that the goods go to; `reachable` says whether we deliver there.
    """

    agreement: Agreement
    terms: Terms | None = None
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class SetupRefused(Event):
    """Setup brought no agreement that may be charged; `status` is the agreement's, if one was named."""

    reason: Refusal
    status: AgreementStatus | None = None


@dataclass(frozen=True, slots=True)
class ChargeCompleted(Event):
    """A charge answer says in full that money was taken."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class ChargeAuthorized(Event):
    """A charge answer says that money was reserved, not taken."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class ChargePending(Event):
    """A charge answer says that the result is still open."""


@dataclass(frozen=True, slots=True)
class ChargeUnknown(Event):
    """A charge answer proves nothing: neither that money was taken nor that it was not."""


@dataclass(frozen=True, slots=True)
class ChargeRefused(Event):
    """A charge did not go through and took nothing; `reference` names the attempt where the answer did."""

    reason: Refusal
    may_retry: bool = False
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class AgreementRefused(Event):
    """A charge was refused because the agreement is unknown or not open, and took nothing.

    `reference` names the attempt where the answer did; `status` is what the agreement is then.
    """

    reference: str | None = None
    status: AgreementStatus = AgreementStatus.CLOSED


@dataclass(frozen=True, slots=True)
class AuthorizationEnded(Event):
    """A reservation ended without being captured."""


@dataclass(frozen=True, slots=True)
class Expired(Event):
    """Nothing was heard for too long."""


@dataclass(frozen=True, slots=True)
class Superseded(Event):
    """The customer began a newer checkout, or changed the cart under this one."""


EVENTS: tuple[type[Event], ...] = (
    BuyRequested,
    BuyerAgreed,
    BuyerRefused,
    BuyerRetried,
    ConsentWithdrawn,
    ItemsWithdrawn,
    AgreementOpened,
    SetupRefused,
    ChargeCompleted,
    ChargeAuthorized,
    ChargePending,
    ChargeUnknown,
    ChargeRefused,
    AgreementRefused,
    AuthorizationEnded,
    Expired,
    Superseded,
)
"""Every event there is."""


@dataclass(frozen=True, slots=True)
class RequestSetup:
    """Ask the payment company to open an agreement."""


@dataclass(frozen=True, slots=True)
class RequestCharge:
    """Ask the payment company to charge the agreement, under the checkout's current reference."""


@dataclass(frozen=True, slots=True)
class TellTotal:
    """Read the offer back and ask for a yes."""


@dataclass(frozen=True, slots=True)
class StoreAgreement:
    """Remember an open agreement for this and later purchases."""

    agreement: Agreement


@dataclass(frozen=True, slots=True)
class MarkAgreement:
    """Remember that the agreement on record may no longer be charged."""

    status: AgreementStatus


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Store the order that this payment is for."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class StartSubscription:
    """Begin the subscription that was agreed to."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Tell the customer that the order is placed."""


@dataclass(frozen=True, slots=True)
class Explain:
    """Tell the customer why it did not come about."""

    reason: Refusal


@dataclass(frozen=True, slots=True)
class ExplainWait:
    """Tell the customer that the payment is still being processed."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Have the truth about a charge found out."""


@dataclass(frozen=True, slots=True)
class RefundDue:
    """A second payment for one order arrived: it must go back."""

    payment: Payment


Command = (
    RequestSetup
    | RequestCharge
    | TellTotal
    | StoreAgreement
    | MarkAgreement
    | PlaceOrder
    | StartSubscription
    | Confirm
    | Explain
    | ExplainWait
    | Settle
    | RefundDue
)
