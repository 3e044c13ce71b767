"""Every outcome that pretend Amazon Pay can be told to give, by name: the table that testers choose from.

Three kinds, which combine: what happens at Amazon Pay (an agreement's state, a verdict on a charge, an error),
what goes wrong in the answer, and how the answer is delivered.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from simulator.amazon_pay import garbling
from simulator.amazon_pay.faults import BOTH, CHARGE, ERROR_CODES, SETUP
from simulator.amazon_pay.garbling import Garble


class Delivery(Enum):
    """How an answer travels."""

    AT_ONCE = "at once"
    TWICE = "twice"
    LATE = "late"
    NEVER = "never"
    OUT_OF_ORDER = "out of order"
    COLD = "cold"


@dataclass(frozen=True)
class Verdict:
    """What became of an authorization; `captured` is the part of the amount that moved."""

    state: str
    reason: str | None = None
    soft: bool = False
    captured: Decimal = Decimal(0)


PAID = Verdict("Closed", "MaxCapturesProcessed", captured=Decimal(1))
RESERVED = Verdict("Open")
PENDING = Verdict("Pending")


@dataclass(frozen=True)
class Outcome:
    """One outcome. Members that are None leave things as they usually go."""

    name: str
    description: str
    operations: frozenset[str]
    status: str | None = None
    verdict: Verdict | None = None
    error: str | None = None
    after_charging: bool = False
    garble: Garble | None = None
    delivery: Delivery | None = None


def _agreement(name: str, description: str, status: str) -> Outcome:
    return Outcome(name, f"Setup: {description}", SETUP, status=status)


def _verdict(name: str, description: str, verdict: Verdict) -> Outcome:
    return Outcome(name, f"Charge: {description}", CHARGE, verdict=verdict)


def _garbled(name: str, operations: frozenset[str], garble: Garble) -> Outcome:
    meaning = (garble.__doc__ or "").rstrip(".")
    where = " or ".join(sorted(operations, reverse=True))
    truth = " (the money did move)" if operations == CHARGE else ""
    return Outcome(name, f"{where}: {meaning[:1].lower()}{meaning[1:]}{truth}", operations, garble=garble)


_AGREEMENTS = (
    _agreement("open", "the buyer has an open agreement (what happens by itself)", "OPEN"),
    _agreement("suspended", "the agreement waits for the buyer to repair the payment method", "SUSPENDED"),
    _agreement("canceled", "the agreement was canceled", "CANCELED"),
    _agreement("closed", "the agreement was closed", "CLOSED"),
    _agreement("draft", "the agreement was never confirmed", "DRAFT"),
)
_VERDICTS = (
    _verdict("paid", "authorized, and captured where asked for (what happens by itself)", PAID),
    _verdict(
        "declined-invalid-payment-method-soft",
        "declined for trouble with the payment method that may pass",
        Verdict("Declined", "InvalidPaymentMethod", soft=True),
    ),
    _verdict(
        "declined-invalid-payment-method-hard",
        "declined for an unusable payment method; the agreement is suspended until !wallet repair",
        Verdict("Declined", "InvalidPaymentMethod"),
    ),
    _verdict("declined-amazon-rejected", "declined by Amazon's decision", Verdict("Declined", "AmazonRejected")),
    _verdict(
        "declined-processing-failure",
        "declined for an internal fault; another try may succeed",
        Verdict("Declined", "ProcessingFailure", soft=True),
    ),
    _verdict(
        "declined-transaction-timed-out",
        "declined because 8 seconds were not enough; another try may succeed",
        Verdict("Declined", "TransactionTimedOut", soft=True),
    ),
    _verdict("pending", "not decided yet; nothing has moved", PENDING),
    _verdict("reserved", "authorized but not captured, even if a capture was asked for", RESERVED),
    _verdict(
        "captured-less",
        "half of the amount was captured",
        Verdict("Closed", "MaxCapturesProcessed", captured=Decimal("0.5")),
    ),
    _verdict(
        "no-captures",
        "closed as if captured, with no capture and nothing moved",
        Verdict("Closed", "MaxCapturesProcessed"),
    ),
    _verdict("closed-amazon-closed", "closed by Amazon without a capture", Verdict("Closed", "AmazonClosed")),
    _verdict(
        "closed-expired-unused", "closed because nobody captured in time", Verdict("Closed", "ExpiredUnused")
    ),
)
_GARBLED = (
    _garbled("missing-payload", BOTH, garbling.lose_payload),
    _garbled("missing-status", BOTH, garbling.lose_status),
    _garbled("swapped-name", BOTH, garbling.swap_name),
    _garbled("foreign-token", BOTH, garbling.forge_token),
    _garbled("missing-agreement-id", SETUP, garbling.lose_agreement_id),
    _garbled("missing-address", SETUP, garbling.lose_address),
    _garbled("missing-address-line-1", SETUP, garbling.lose_address_line_1),
    _garbled("unknown-agreement-status", SETUP, garbling.invent_agreement_status),
    _garbled("wrong-environment", SETUP, garbling.swap_environment),
    _garbled("missing-state", CHARGE, garbling.lose_authorization_status),
    _garbled("unknown-state", CHARGE, garbling.invent_state),
    _garbled("misplaced-state", CHARGE, garbling.misplace_state),
    _garbled("wrong-amount", CHARGE, garbling.raise_amount),
    _garbled("wrong-currency", CHARGE, garbling.change_currency),
    _garbled("wrong-reference", CHARGE, garbling.change_reference),
    _garbled("booleans-as-strings", CHARGE, garbling.quote_booleans),
)
_ERRORS = (
    *(
        Outcome(
            row.code,
            f"{' or '.join(sorted(row.operations, reverse=True))}: error {row.status}, {row.meaning}",
            row.operations,
            error=row.code,
        )
        for row in ERROR_CODES.values()
    ),
    Outcome(
        "charged-InternalServerError",
        "Charge: the money moves, and then the answer is an InternalServerError",
        CHARGE,
        error="InternalServerError",
        after_charging=True,
    ),
)
_DELIVERIES = (
    Outcome("twice", "delivery: the answer comes twice", BOTH, delivery=Delivery.TWICE),
    Outcome("late", "delivery: the answer is kept back until !deliver", BOTH, delivery=Delivery.LATE),
    Outcome(
        "out-of-order",
        "delivery: the answer is overtaken, and comes right after the next one",
        BOTH,
        delivery=Delivery.OUT_OF_ORDER,
    ),
    Outcome("cold", "delivery: the answer meets a function that remembers nothing", BOTH, delivery=Delivery.COLD),
    Outcome(
        "never", "delivery: the answer is lost, unless !deliver brings it after all", BOTH, delivery=Delivery.NEVER
    ),
)

OUTCOMES = MappingProxyType(
    {row.name: row for row in (*_AGREEMENTS, *_VERDICTS, *_GARBLED, *_ERRORS, *_DELIVERIES)}
)
"""All outcomes, by name."""
