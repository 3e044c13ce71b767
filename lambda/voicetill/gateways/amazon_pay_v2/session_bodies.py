"""What a checkout session asks of a buyer (vendor pages "Checkout Session", "Saved Wallet", "Recurring").

The page is of the one-trip sort (`ProcessOrder`): the buyer approves at Amazon and comes back to `return_url` with
the session's id in `amazonCheckoutSessionId`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voicetill.domain.charging import ChargeWish, ConsentWish
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.money import Currency, Money
from voicetill.gateways.amazon_pay_v2.bodies import LARGEST, PermissionType, metadata, price

_ONE_TIME = "OneTime"

# Where nothing is sent, an address for the invoice is enough.
_SCOPES = ("name", "email", "billingAddress")
_SCOPES_TO_SEND = ("name", "email", "shippingAddress", "phoneNumber", "billingAddress")


@dataclass(frozen=True, slots=True)
class Button:
    """What a page needs to render the vendor's own button, which starts the session in the buyer's browser.

    `payload` must reach the page as it is, sign for sign: it is what was signed.
    """

    payload: str
    signature: str
    algorithm: str
    public_key_id: str
    product_type: str
    ledger_currency: str
    checkout_language: str
    sandbox: bool


def product_type(wish: ConsentWish) -> str:
    """Return what the button calls the sort of checkout."""
    return "PayAndShip" if wish.needs_address else "PayOnly"


def consent_session(wish: ConsentWish, *, permission: PermissionType, store_id: str) -> dict[str, object]:
    """Return the body of Create Checkout Session for a consent."""
    wallet = permission is PermissionType.SAVED_WALLET
    sort: dict[str, object] = (
        # Only to be saved, nothing is charged yet.
        {"paymentMethodOnFileMetadata": {"setupOnly": wish.first is None}}
        if wallet
        else {"recurringMetadata": {"frequency": _frequency(wish)}}
    )
    kind: dict[str, object] = {"chargePermissionType": permission.value, **sort}
    return _session(wish, kind, wish.first, reference=wish.reference, store_id=store_id)


def payment_session(charge: ChargeWish, wish: ConsentWish, *, store_id: str) -> dict[str, object]:
    """Return the body of Create Checkout Session for one payment, of which no consent is left."""
    kind: dict[str, object] = {"chargePermissionType": _ONE_TIME}
    return _session(
        wish, kind, charge.amount, reference=charge.reference, store_id=store_id, note=charge.order_number
    )


def check_consent(wish: ConsentWish, currencies: tuple[Currency, ...]) -> None:
    """Raise PayloadRefusedError for what no session may hold."""
    faults = list(_faults(wish, currencies))
    if faults:
        raise PayloadRefusedError(faults)


def _faults(wish: ConsentWish, currencies: tuple[Currency, ...]) -> Iterator[str]:
    if not wish.reference.strip():
        yield "reference: is required"
    if not wish.return_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        yield "return_url: must be an https address"
    if wish.currency not in [currency.value for currency in currencies]:
        yield f"currency: must be {' or '.join(currencies)}"
    if wish.period_months < 0:
        yield "period_months: must not be negative"
    if wish.first is None:
        return
    if wish.first.currency.value != wish.currency:
        yield "first: must be in the currency of the consent"
    elif wish.first.minor <= 0 or not LARGEST[wish.first.currency].covers(wish.first):
        yield "first: is outside of what one charge may be"


def _session(
    wish: ConsentWish,
    kind: dict[str, object],
    amount: Money | None,
    *,
    reference: str,
    store_id: str,
    note: str = "",
) -> dict[str, object]:
    back = {"checkoutResultReturnUrl": wish.return_url, "checkoutCancelUrl": wish.return_url}
    return {
        "webCheckoutDetails": {**back, "checkoutMode": "ProcessOrder"},
        "storeId": store_id,
        "scopes": list(_SCOPES_TO_SEND if wish.needs_address else _SCOPES),
        **kind,
        "paymentDetails": _payment(wish.currency, amount),
        "merchantMetadata": metadata(reference=reference, seller=wish.seller, note=note),
    }


def _payment(currency: str, amount: Money | None) -> dict[str, object]:
    if amount is None:
        return {"paymentIntent": "Confirm", "presentmentCurrency": currency}
    return {
        "paymentIntent": "AuthorizeWithCapture",
        "canHandlePendingAuthorization": False,
        "chargeAmount": price(amount),
        "presentmentCurrency": currency,
    }


def _frequency(wish: ConsentWish) -> dict[str, str]:
    """Return how often it will be charged; the vendor only tells it to the buyer, and counts expiry from it."""
    if wish.recurring and wish.period_months:
        return {"unit": "Month", "value": str(wish.period_months)}
    return {"unit": "Variable", "value": "0"}
