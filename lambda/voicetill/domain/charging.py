"""Charging a stored agreement from the server: what is wished, what is sent, and the one vocabulary of results.

Every request that can move money is *prepared* first: its idempotency key and its body are fixed and written down
before the call, so that the very same request can be repeated when the answer is lost. Whatever a payment company
answers is said in one of seven words: paid, authorised, pending, declined and may be tried again, declined for
good, consent dead, unknown. "Unknown" means that money may have moved: it is settled, and never repeated under
another name. That nothing can have moved, because the request certainly never arrived, is an exception
(`errors.GatewayUnavailableError`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.money import Money
from voicetill.domain.payments import Capture, Payment, Refusal
from voicetill.domain.pricing import Quote

# The longest name of an attempt that every provider takes (Amazon Pay API v2, idempotency key: 32 characters).
LONGEST_REFERENCE = 32


class Ability(StrEnum):
    """What a gateway can do; the services ask before they promise."""

    CONSENT = "consent"
    ONE_TIME = "one_time"
    CHARGE = "charge"
    CAPTURE_LATER = "capture_later"
    CANCEL = "cancel"
    REFUND = "refund"
    CLOSE = "close"
    SEARCH = "search"
    TRACK = "track"


class Operation(StrEnum):
    """What a prepared request does."""

    CHARGE = "charge"
    CAPTURE = "capture"
    REFUND = "refund"
    CANCEL = "cancel"


class Occasion(StrEnum):
    """Why an agreement is charged: the customer asks for it now, or the merchant does what was agreed."""

    CUSTOMER_PRESENT = "customer_present"
    UNSCHEDULED = "unscheduled"
    SCHEDULED = "scheduled"
    SCHEDULED_RETRY = "scheduled_retry"


@dataclass(frozen=True, slots=True)
class ChargeWish:
    """A charge that we want made.

    `reference` is ours: letters and digits, at most 32, the same for the same try. `seller` and `order_number` are
    shown to the customer. `quote` tells the lines where the provider wants them; `address` where goods go.
    """

    reference: str
    agreement_id: str
    amount: Money
    occasion: Occasion
    seller: str
    order_number: str
    capture: Capture = Capture.NOW
    quote: Quote | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class CaptureWish:
    """Take what was reserved; at most that."""

    reference: str
    charge_id: str
    amount: Money
    seller: str


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Give money back. `reason` is one of ours (`refunds.Reason`), as a plain word."""

    reference: str
    charge_id: str
    amount: Money
    reason: str
    seller: str


@dataclass(frozen=True, slots=True)
class CancelWish:
    """Release what was reserved and never captured."""

    reference: str
    charge_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """One request as it will be sent, now or again: nothing of it may change between two tries.

    `subject_id` is the provider's id that the request is about: an agreement's for a charge, a charge's for the
    others. `key` is the idempotency key, `body` the exact text of the body. `amount` is None where no money moves.
    `remains` is what is kept of the body once the result is known, and nothing is sent again: without where
    somebody lives. None: all of it, for there is nothing personal in it.
    """

    operation: Operation
    reference: str
    subject_id: str
    key: str
    body: str
    amount: Money | None = None
    remains: str | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """Money was taken, as far as the answer proves it."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class Authorized:
    """Money was reserved and can be captured."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class Pending:
    """The company says that it does not know yet."""

    charge_id: str = ""


@dataclass(frozen=True, slots=True)
class DeclinedForNow:
    """Nothing was taken; the same may be tried again later, under another reference."""

    reason: Refusal
    charge_id: str = ""


@dataclass(frozen=True, slots=True)
class DeclinedForGood:
    """Nothing was taken, and trying again with the same means is useless."""

    reason: Refusal
    charge_id: str = ""


@dataclass(frozen=True, slots=True)
class ConsentDead:
    """Nothing was taken, because the agreement may no longer be charged: a new consent is needed."""

    status: AgreementStatus = AgreementStatus.CLOSED
    charge_id: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Money may have moved or not. Never charged again under another reference before that is known."""

    charge_id: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """A reservation, or a charge that was never completed, has ended without money."""

    charge_id: str


ChargeResult = Paid | Authorized | Pending | DeclinedForNow | DeclinedForGood | ConsentDead | Unknown | Released
"""What came of a charge, a capture or a cancellation, or what a look at one shows."""


@dataclass(frozen=True, slots=True)
class FoundCharge:
    """A charge that was looked up by the provider's own id: what we called it, and how it stands."""

    reference: str
    result: ChargeResult


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money went back."""

    refund_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundPending:
    """The refund is under way; the result comes later."""

    refund_id: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The refund was refused and nothing went back; `reason` is a plain word for the merchant only."""

    reason: str
    may_retry: bool = False
    refund_id: str = ""


@dataclass(frozen=True, slots=True)
class RefundUnknown:
    """Nobody knows whether money went back: it is settled by the same request, never by another one."""

    refund_id: str = ""


RefundResult = Refunded | RefundPending | RefundRefused | RefundUnknown
"""What came of a refund."""


@dataclass(frozen=True, slots=True)
class RefundRules:
    """How much of a charge a provider gives back, and how long; the merchant may be stricter.

    `extra_share` in hundredths and `extra_most` (None: no extra at all) say what may go back on top of the
    captured amount; `within` is None where there is no limit in time; `smallest` in minor units.
    """

    extra_share: int = 0
    extra_most: Money | None = None
    within: timedelta | None = None
    smallest: int = 1


@dataclass(frozen=True, slots=True)
class ConsentWish:
    """A customer is about to agree, in a browser, to be charged later.

    `reference` names the consent at the provider. `return_url` is the page of ours to which the customer comes
    back. `first` is a payment to be taken in the same step, None for none; `recurring` says that a subscription
    will be charged on it, every so many months (`period_months`; 0 for charges now and then).
    """

    reference: str
    return_url: str
    country: str
    currency: str
    language: str
    seller: str
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    first: Money | None = None
    needs_address: bool = False
    recurring: bool = False
    period_months: int = 0


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """Where the customer has to go, and the provider's id of what they agree to there."""

    consent_id: str
    url: str


class ConsentState(StrEnum):
    """How far a consent is."""

    OPEN = "open"
    GIVEN = "given"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as the provider tells it. `agreement_id` and the buyer's data are there once it was given.

    `charge` is the result of the first payment, where one was asked for.
    """

    consent_id: str
    state: ConsentState
    agreement_id: str = ""
    address: Address | None = field(default=None, repr=False)
    billing_address: Address | None = field(default=None, repr=False)
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    charge: ChargeResult | None = None


@dataclass(frozen=True, slots=True)
class AgreementTold:
    """An agreement as the provider tells it now; `remaining` is what it still allows this month, None: unsaid."""

    agreement_id: str
    status: AgreementStatus
    remaining: Money | None = None


class NoticeKind(StrEnum):
    """What a provider's notification is about."""

    CHARGE = "charge"
    REFUND = "refund"
    AGREEMENT = "agreement"
    DISPUTE = "dispute"
    CONFIRM_ENDPOINT = "confirm_endpoint"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification whose origin was verified: a hint and no proof, so the object is read before anything moves.

    `id` is the same for the same notification told twice. `reference` is ours where the notice names it.
    """

    id: str
    kind: NoticeKind
    object_id: str
    reference: str = ""
    agreement_id: str = ""
    at: datetime | None = None
