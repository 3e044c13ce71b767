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
from simulator.amazon_pay.verdicts import (
    CLOSED,
    DECLINES,
    PAID,
    PENDING,
    RESERVED,
    STOP_SHIPMENT,
    Decline,
    Verdict,
    hyphened,
)


class Delivery(Enum):
    """How an answer travels."""

    AT_ONCE = "at once"
    TWICE = "twice"
    LATE = "late"
    NEVER = "never"
    OUT_OF_ORDER = "out of order"
    COLD = "cold"


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


def _garbled(name: str, operations: frozenset[str], garble: Garble, meaning: str = "") -> Outcome:
    meaning = meaning or (garble.__doc__ or "").rstrip(".")
    where = " or ".join(sorted(operations, reverse=True))
    truth = " (the money did move)" if operations == CHARGE else ""
    return Outcome(name, f"{where}: {meaning[:1].lower()}{meaning[1:]}{truth}", operations, garble=garble)


def _missing(name: str, operations: frozenset[str], path: str) -> Outcome:
    return _garbled(name, operations, garbling.without(path), f"{path.rpartition('.')[2]} is not in the answer")


def _declined(row: Decline, *, soft: bool) -> Outcome:
    hope = "another try may succeed" if soft else "no other try will help"
    if row.suspends and not soft:
        hope = "the agreement is suspended until !wallet repair"
    verdict = Verdict("Declined", row.reason, soft=soft)
    return _verdict(row.named(soft=soft), f"declined for {row.meaning}; {hope}", verdict)


_AGREEMENTS = (
    _agreement("open", "the buyer has an open agreement (what happens by itself)", "OPEN"),
    _agreement("suspended", "the agreement waits for the buyer to repair the payment method", "SUSPENDED"),
    _agreement("canceled", "the agreement was canceled", "CANCELED"),
    _agreement("closed", "the agreement was closed", "CLOSED"),
    _agreement("draft", "the agreement was never confirmed", "DRAFT"),
)
_HALF = Verdict("Closed", "MaxCapturesProcessed", captured=Decimal("0.5"))
_VERDICTS = (
    _verdict("paid", "authorized, and captured where asked for (what happens by itself)", PAID),
    *(_declined(row, soft=soft) for row in DECLINES.values() for soft in (True, False)),
    _verdict("pending", "not decided yet; nothing has moved", PENDING),
    _verdict("pending-stop-shipment", "not decided yet, and looks odd", Verdict("Pending", STOP_SHIPMENT)),
    _verdict("reserved", "authorized but not captured, even if a capture was asked for", RESERVED),
    _verdict("reserved-stop-shipment", "authorized, but nothing may be sent", Verdict("Open", STOP_SHIPMENT)),
    _verdict("captured-less", "half of the amount was captured", _HALF),
    _verdict(
        "no-captures",
        "closed as if captured, with no capture and nothing moved",
        Verdict("Closed", "MaxCapturesProcessed"),
    ),
    *(
        _verdict(f"closed-{hyphened(reason)}", f"{meaning}; nothing was captured", Verdict("Closed", reason))
        for reason, meaning in CLOSED.items()
        if reason != PAID.reason
    ),
)
_GARBLED = (
    _garbled("missing-payload", BOTH, garbling.lose_payload, "the payload is not there"),
    _garbled("empty-payload", BOTH, garbling.empty_payload),
    _garbled("missing-status", BOTH, garbling.lose_status, "the status, code and message, is not there"),
    _garbled("missing-token", BOTH, garbling.lose_token, "the token does not come back"),
    _garbled("swapped-name", BOTH, garbling.swap_name),
    _garbled("foreign-token", BOTH, garbling.forge_token),
    *(_missing(name, SETUP, path) for name, path in garbling.MISSING_IN_SETUP.items()),
    _garbled("missing-address-line-1", SETUP, garbling.lose_address_line_1),
    _garbled("unknown-agreement-status", SETUP, garbling.invent_agreement_status),
    _garbled("agreement-status-as-object", SETUP, garbling.wrap_agreement_status),
    _garbled("wrong-environment", SETUP, garbling.swap_environment),
    *(_missing(name, CHARGE, path) for name, path in garbling.MISSING_IN_CHARGE.items()),
    _garbled("unknown-state", CHARGE, garbling.invent_state),
    _garbled("unknown-reason", CHARGE, garbling.invent_reason),
    _garbled("upper-case-state", CHARGE, garbling.shout_state),
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
    Outcome(
        "at-once", "delivery: the answer comes at once (what happens by itself)", BOTH, delivery=Delivery.AT_ONCE
    ),
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
