"""The bodies of what moves money: charges on an agreement, captures, refunds, releases.

Each is made once, and stored before it is sent: nothing of it may change between two tries.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voicetill.domain.charging import (
    CancelWish,
    CaptureWish,
    ChargeWish,
    Occasion,
    Operation,
    Prepared,
    RefundWish,
)
from voicetill.domain.payments import Capture
from voicetill.gateways.ppro.keys import PREPARED_AT, key_of, stamped
from voicetill.gateways.ppro.limits import LARGEST, SMALLEST, Faults, filled
from voicetill.gateways.ppro.orders import order_of, without_place


@dataclass(frozen=True, slots=True)
class Terms:
    """How this merchant sells through PPRO.

    `largest` is the most that one charge may be, in cents (PPRO agrees on it with each merchant).
    `separate_captures` says that money may be reserved first and captured later, `tells_address` that PPRO is
    told where goods go. `consumer_name` stands for a customer whose name nobody told us: PPRO wants one.
    """

    webhooks_url: str = ""
    largest: int = LARGEST
    separate_captures: bool = False
    tells_address: bool = True
    consumer_name: str = "Amazon Pay customer"


# Who starts a charge, and how it was agreed (PPRO OpenAPI, payment agreements; `RECURRING` is going away).
_OCCASIONS: Mapping[Occasion, tuple[str, str]] = {
    Occasion.CUSTOMER_PRESENT: ("CONSUMER", "UNSCHEDULED"),
    Occasion.UNSCHEDULED: ("MERCHANT", "UNSCHEDULED"),
    Occasion.SCHEDULED: ("MERCHANT", "SCHEDULED"),
    Occasion.SCHEDULED_RETRY: ("MERCHANT", "SCHEDULED_RETRY"),
}

# By our words for reasons (`refunds.Reason`); any other is OTHER.
_REASONS: Mapping[str, str] = {
    "customer_request": "CUSTOMER_REQUEST",
    "return": "RETURN",
    "duplicate": "DUPLICATE",
    "fraud": "FRAUD",
}


def written(body: Mapping[str, object]) -> str:
    """Write a body; the same members make the same text."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def charged(wish: ChargeWish, terms: Terms, faults: Faults) -> dict[str, object]:
    """Return what every charge says, on an agreement or not, and note its faults."""
    faults.reference("merchantPaymentChargeReference", wish.reference)
    faults.amount("amount", wish.amount, least=SMALLEST, most=terms.largest)
    faults.text("paymentDescriptor", wish.seller)
    if wish.capture is Capture.ON_SHIPPING and not terms.separate_captures:
        faults.add("autoCapture", "must be true: capturing later is switched off for PPRO")
    if terms.webhooks_url:
        faults.web_address("webhooksUrl", terms.webhooks_url, webhooks=True)
    return filled(
        {
            "amount": {"value": wish.amount.minor, "currency": wish.amount.currency.value},
            "autoCapture": wish.capture is Capture.NOW,
            "merchantPaymentChargeReference": wish.reference,
            "paymentDescriptor": wish.seller,
            "order": order_of(wish, faults, tells_address=terms.tells_address),
            "webhooksUrl": terms.webhooks_url,
        }
    )


def prepared_charge(wish: ChargeWish, terms: Terms, *, at: datetime) -> Prepared:
    """Fix a charge on an agreement; raises PayloadRefusedError."""
    faults = Faults()
    faults.given_id("paymentAgreementId", wish.agreement_id)
    initiator, schedule = _OCCASIONS[wish.occasion]
    body = {
        **charged(wish, terms, faults),
        "initiator": initiator,
        "scheduleType": schedule,
        "labels": {PREPARED_AT: stamped(at)},
    }
    faults.refuse()
    key = key_of("charge", wish.reference)
    remains = written({**body, "order": without_place(body.get("order"))}) if wish.address else None
    return Prepared(Operation.CHARGE, wish.reference, wish.agreement_id, key, written(body), wish.amount, remains)


def prepared_capture(wish: CaptureWish, terms: Terms) -> Prepared:
    """Fix a capture; raises PayloadRefusedError."""
    faults = Faults()
    faults.given_id("paymentChargeId", wish.charge_id)
    faults.reference("reference", wish.reference)
    faults.amount("amount", wish.amount, least=1, most=terms.largest)
    faults.refuse()
    key = key_of("capture", wish.reference)
    body = written({"amount": wish.amount.minor})
    return Prepared(Operation.CAPTURE, wish.reference, wish.charge_id, key, body, wish.amount)


def prepared_refund(wish: RefundWish, terms: Terms, *, at: datetime) -> Prepared:
    """Fix a refund; raises PayloadRefusedError."""
    faults = Faults()
    faults.given_id("paymentChargeId", wish.charge_id)
    faults.reference("merchantRefundReference", wish.reference)
    faults.amount("amount", wish.amount, least=1, most=terms.largest)
    faults.refuse()
    body = {
        "amount": wish.amount.minor,
        "merchantRefundReference": wish.reference,
        "refundReason": _REASONS.get(wish.reason, "OTHER"),
        "labels": {PREPARED_AT: stamped(at)},
    }
    key = key_of("refund", wish.reference)
    return Prepared(Operation.REFUND, wish.reference, wish.charge_id, key, written(body), wish.amount)


def prepared_cancel(wish: CancelWish) -> Prepared:
    """Fix the release of all that is reserved; raises PayloadRefusedError."""
    faults = Faults()
    faults.given_id("paymentChargeId", wish.charge_id)
    faults.reference("reference", wish.reference)
    faults.refuse()
    return Prepared(Operation.CANCEL, wish.reference, wish.charge_id, key_of("void", wish.reference), "{}")
