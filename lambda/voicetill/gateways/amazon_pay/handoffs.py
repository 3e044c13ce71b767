"""What the voice carries to Amazon Pay: a checkout, written as a Setup or a Charge request.

The same checkout always gives the same request, so that what is sent twice is the same thing twice.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from voicetill.domain.agreements import AgreementKind
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.markets import Market
from voicetill.domain.payments import Capture, Environment
from voicetill.domain.pricing import Quote
from voicetill.gateways.amazon_pay.charge_payload import (
    AUTHORIZE,
    AUTHORIZE_AND_CAPTURE,
    LONGEST_AUTHORIZATION_NOTE,
    LONGEST_ORDER_NOTE,
    ChargeAmazonPayRequest,
)
from voicetill.gateways.amazon_pay.entity import render
from voicetill.gateways.amazon_pay.prices import price_of
from voicetill.gateways.amazon_pay.regions import names_agreement_type
from voicetill.gateways.amazon_pay.setup_payload import (
    CUSTOMER_INITIATED,
    MERCHANT_INITIATED,
    SetupAmazonPayRequest,
)

_AGREEMENT_TYPES = {
    AgreementKind.CUSTOMER_INITIATED: CUSTOMER_INITIATED,
    AgreementKind.MERCHANT_INITIATED: MERCHANT_INITIATED,
}


@dataclass(frozen=True, slots=True)
class Account:
    """The merchant's account with Amazon Pay; the e-mail is that of a test buyer, and sent in sandbox only."""

    seller_id: str
    environment: Environment
    sandbox_email: str | None


def kind_asked_for(checkout: Checkout, market: Market) -> AgreementKind | None:
    """Return the kind of agreement that Setup asks for; None where a market's merchant cannot ask."""
    if not names_agreement_type(market.country_of_establishment):
        return None
    renews = any(line.is_subscription for line in checkout.quote.lines)
    return kind_for_renewals(market) if renews else AgreementKind.CUSTOMER_INITIATED


def kind_for_renewals(market: Market) -> AgreementKind | None:
    """Return the kind that an agreement must have to be charged with the buyer away; None where none is named."""
    named = names_agreement_type(market.country_of_establishment)
    return AgreementKind.MERCHANT_INITIATED if named else None


def setup_payload(checkout: Checkout, market: Market, account: Account) -> dict[str, object]:
    """Write the request that opens an agreement; raises PayloadRefusedError."""
    kind = kind_asked_for(checkout, market)
    request = SetupAmazonPayRequest.of(
        {
            "sellerId": account.seller_id,
            "countryOfEstablishment": market.country_of_establishment,
            "ledgerCurrency": market.ledger_currency.value,
            "checkoutLanguage": market.checkout_languages.get(checkout.locale),
            "billingAgreementAttributes": {
                "billingAgreementType": kind and _AGREEMENT_TYPES[kind],
                "sellerBillingAgreementAttributes": {
                    "sellerBillingAgreementId": checkout.id,
                    "storeName": market.seller,
                },
            },
            "needAmazonShippingAddress": checkout.needs_delivery,
            **_sandbox(account),
        }
    )
    return render(request)


def charge_payload(checkout: Checkout, market: Market, account: Account) -> dict[str, object]:
    """Write the request that takes the money, or reserves it; raises PayloadRefusedError."""
    _refuse_unless_due(checkout, market)
    request = ChargeAmazonPayRequest.of(
        {
            "sellerId": account.seller_id,
            "billingAgreementId": checkout.agreement_id,
            "paymentAction": AUTHORIZE_AND_CAPTURE if checkout.capture is Capture.NOW else AUTHORIZE,
            "authorizeAttributes": {
                "authorizationReferenceId": checkout.reference,
                "authorizationAmount": price_of(checkout.quote.total),
                "transactionTimeout": 0,
                "sellerAuthorizationNote": _note(checkout.quote, LONGEST_AUTHORIZATION_NOTE),
            },
            "sellerOrderAttributes": {
                "sellerOrderId": checkout.order_number,
                "storeName": market.seller,
                "sellerNote": _note(checkout.quote, LONGEST_ORDER_NOTE),
            },
        }
    )
    return render(request)


def _sandbox(account: Account) -> Mapping[str, object]:
    if account.environment is Environment.LIVE:
        return {}
    # Sent as it is, also when it is missing: the request's own rules then name the field.
    return {"sandboxMode": True, "sandboxCustomerEmailId": account.sandbox_email}


def _refuse_unless_due(checkout: Checkout, market: Market) -> None:
    """Refuse a charge that nobody agreed to, or in money that the account does not keep."""
    faults = []
    if not checkout.agreement_id:
        faults.append("billingAgreementId: is required, and the checkout has none")
    if checkout.attempt < 1:
        faults.append("authorizeAttributes.authorizationReferenceId: needs an attempt, and none was counted")
    if checkout.quote.total.currency is not market.ledger_currency:
        limit = f"must be the ledger currency, {market.ledger_currency.value}"
        faults.append(f"authorizeAttributes.authorizationAmount.currencyCode: {limit}")
    if not (checkout.id.isascii() and checkout.id.isalnum()):
        # An order number can be derived from letters and digits only.
        faults.append("sellerOrderAttributes.sellerOrderId: needs a checkout id of letters and digits")
    if faults:
        raise PayloadRefusedError(faults)


def _note(quote: Quote, longest: int) -> str | None:
    """Say what is bought, for Amazon Pay's mails: `1 x Starter Kit, 2 x Refill Pack`.

    It begins with a number, so that no title can make it the JSON that steers a sandbox charge. What is too
    long ends between two words: a cut inside a letter of several code points would make another letter.
    """
    items = ", ".join(f"{line.quantity} x {line.text.title}" for line in quote.lines)
    fitting = textwrap.shorten(items, longest, placeholder=" ...", break_long_words=False, break_on_hyphens=False)
    return fitting or None
