"""The bodies of requests that move money: the text that is stored and sent (vendor pages "Charge", "Refund")."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from voicetill.domain.charging import CancelWish, CaptureWish, ChargeWish, Occasion, RefundWish
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.money import Currency, Money, to_decimal_string
from voicetill.domain.payments import Capture
from voicetill.gateways.amazon_pay_v2.calls import LONGEST_KEY
from voicetill.gateways.amazon_pay_v2.told import identifier

# The largest amount of one charge.
LARGEST = MappingProxyType(
    {
        Currency.EUR: Money(150_000_00, Currency.EUR),
        Currency.GBP: Money(150_000_00, Currency.GBP),
        Currency.JPY: Money(10_000_000, Currency.JPY),
        Currency.USD: Money(150_000_00, Currency.USD),
    }
)

# Characters that the vendor takes at most.
_STORE_NAME, _NOTE, _REASON, _DESCRIPTOR = 50, 255, 255, 16

_REFERENCE = re.compile(rf"[A-Za-z0-9]{{1,{LONGEST_KEY}}}", re.ASCII)


class PermissionType(StrEnum):
    """What a customer agrees to once: a wallet that may be charged now and then, or recurring charges."""

    SAVED_WALLET = "PaymentMethodOnFile"
    RECURRING = "Recurring"


INITIATORS: Mapping[tuple[PermissionType, Occasion], str] = MappingProxyType(
    {
        # A Saved Wallet charge that the buyer initiates may need a browser step; nobody has one at an Echo.
        (PermissionType.SAVED_WALLET, Occasion.CUSTOMER_PRESENT): "MITU",
        (PermissionType.SAVED_WALLET, Occasion.UNSCHEDULED): "MITU",
        (PermissionType.SAVED_WALLET, Occasion.SCHEDULED): "MITR",
        (PermissionType.SAVED_WALLET, Occasion.SCHEDULED_RETRY): "MITR",
        (PermissionType.RECURRING, Occasion.CUSTOMER_PRESENT): "CITU",
        (PermissionType.RECURRING, Occasion.UNSCHEDULED): "MITU",
        (PermissionType.RECURRING, Occasion.SCHEDULED): "MITR",
        (PermissionType.RECURRING, Occasion.SCHEDULED_RETRY): "MITR",
    }
)
"""Who starts a charge: the customer or the merchant, unscheduled or recurring (`chargeInitiator`)."""


def charge_body(wish: ChargeWish, *, permission: PermissionType) -> str:
    """Return the body of Create Charge. A voice cannot wait a day: a pending authorisation is not asked for."""
    now = wish.capture is Capture.NOW
    # Allowed only where the money is captured at once.
    descriptor = soft_descriptor(wish.seller) if now else ""
    return written(
        {
            "chargePermissionId": wish.agreement_id,
            "chargeAmount": price(wish.amount),
            "captureNow": now,
            **({"softDescriptor": descriptor} if descriptor else {}),
            "canHandlePendingAuthorization": False,
            "chargeInitiator": INITIATORS[permission, wish.occasion],
            "channel": "Alexa",
            "merchantMetadata": metadata(reference=wish.reference, seller=wish.seller, note=wish.order_number),
        }
    )


def capture_body(wish: CaptureWish) -> str:
    """Return the body of Capture Charge."""
    descriptor = soft_descriptor(wish.seller)
    named = {"softDescriptor": descriptor} if descriptor else {}
    return written({"captureAmount": price(wish.amount), **named})


def refund_body(wish: RefundWish) -> str:
    """Return the body of Create Refund, which has no room for a reason."""
    descriptor = soft_descriptor(wish.seller)
    named = {"softDescriptor": descriptor} if descriptor else {}
    return written({"chargeId": wish.charge_id, "refundAmount": price(wish.amount), **named})


def cancel_body(wish: CancelWish) -> str:
    """Return the body of Cancel Charge, where a reason is required."""
    return written({"cancellationReason": plain(wish.reason, _REASON) or "canceled"})


def close_body(reason: str) -> str:
    """Return the body of Close Charge Permission. What is reserved for goods not shipped yet stays reserved."""
    return written({"closureReason": plain(reason, _REASON) or "closed", "cancelPendingCharges": False})


def metadata(*, reference: str, seller: str, note: str = "") -> dict[str, object]:
    """Return what the merchant says of an object: its own name for it, the shop's, and a note to the buyer."""
    told = {
        "merchantReferenceId": reference,
        "merchantStoreName": plain(seller, _STORE_NAME),
        "noteToBuyer": plain(note, _NOTE),
    }
    return {name: value for name, value in told.items() if value}


def price(money: Money) -> dict[str, str]:
    """Write an amount: a decimal string, without decimals in yen."""
    return {"amount": to_decimal_string(money), "currencyCode": money.currency.value}


def written(told: Mapping[str, object]) -> str:
    """Return the one text of a body. ASCII, so that no step under way can spell it otherwise."""
    return json.dumps(told, separators=(",", ":"))


def plain(text: str, most: int) -> str:
    """Return a text as the vendor takes it: on one line, whole characters, cut to its length."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)
    return " ".join(kept.split())[:most].strip()


def soft_descriptor(seller: str) -> str:
    """Return what stands on the card's statement: 16 plain characters; blank where nothing of a name is left."""
    base = unicodedata.normalize("NFKD", seller).encode("ascii", "ignore").decode()
    kept = "".join(sign if sign.isalnum() or sign in " .-" else " " for sign in base)
    return " ".join(kept.split())[:_DESCRIPTOR].strip()


def check(reference: str, subject_id: str, amount: Money | None, currencies: tuple[Currency, ...]) -> None:
    """Raise PayloadRefusedError for what no request of ours may hold."""
    faults = list(_faults(reference, subject_id, amount, currencies))
    if faults:
        raise PayloadRefusedError(faults)


def _faults(
    reference: str, subject_id: str, amount: Money | None, currencies: tuple[Currency, ...]
) -> Iterator[str]:
    if not _REFERENCE.fullmatch(reference):
        yield f"reference: must have 1 to {LONGEST_KEY} letters and digits"
    if identifier(subject_id) is None:
        yield "id: is none of Amazon Pay"
    if amount is None:
        return
    if amount.currency not in currencies:
        yield f"amount: must be in {' or '.join(currencies)}"
    elif amount.minor <= 0 or not LARGEST[amount.currency].covers(amount):
        yield f"amount: must be above 0 and at most {to_decimal_string(LARGEST[amount.currency])}"
