"""What Amazon Pay's codes mean to us: one row a code, and nothing that acts.

Errors come with a status other than 200 and mean that the operation was not carried out, except where a row says
that nobody can know. Declines come with status 200 and the state Declined. Sources: the pages on payment declines
and processing errors, and the official error handlers; where the two spell a code differently, both stand here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voicetill.domain.payments import Refusal


class OnCharge(StrEnum):
    """What an error says about the charge that it answers."""

    REFUSED = "refused"
    AGREEMENT_REFUSED = "agreement refused"
    UNKNOWN = "unknown"


class Speaker(StrEnum):
    """Who has already told the customer; what Amazon Pay said must not be said again."""

    AMAZON_PAY = "Amazon Pay"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One error, under every name it goes by.

    `cure` is for the merchant's log, where the merchant can do something about it; an error that is the
    customer's to mend has none. `may_retry` says whether the same charge may be asked for again as it is.
    """

    names: tuple[str, ...]
    reason: Refusal
    on_charge: OnCharge = OnCharge.REFUSED
    may_retry: bool = False
    told_by: Speaker = Speaker.NOBODY
    cure: str | None = None


@dataclass(frozen=True, slots=True)
class DeclineRow:
    """One reason of a declined authorization; `soft` declines may pass when they are tried again."""

    reason: Refusal
    may_retry: bool = False
    may_retry_if_soft: bool = False


def _integration(*names: str, cure: str) -> ErrorRow:
    """The customer can do nothing, the merchant must."""
    return ErrorRow(names, Refusal.MERCHANT_UNAVAILABLE, cure=cure)


def _permission(*names: str, cure: str | None = None) -> ErrorRow:
    return ErrorRow(names, Refusal.CONSENT_MISSING, cure=cure)


_MEND_THE_REQUEST = "report it: a request was sent that Amazon Pay takes for wrong"
# For a Setup there is nothing to look up: the customer tries again.
LOOK_UP = "if it was a charge, find out by its reference in Seller Central whether it went through"

ERROR_ROWS = (
    # Amazon Pay has told the customer.
    ErrorRow(("UnsupportedClientPlatform",), Refusal.DEVICE_UNSUPPORTED, told_by=Speaker.AMAZON_PAY),
    ErrorRow(("InvalidShippingAddress",), Refusal.ADDRESS_INVALID, told_by=Speaker.AMAZON_PAY),
    ErrorRow(
        ("InvalidAccountStatus", "InvalidMerchantAccountStatus"),
        Refusal.ACCOUNT_CLOSED,
        told_by=Speaker.AMAZON_PAY,
        cure="the merchant account is suspended or unfinished: ask Amazon Pay's merchant support",
    ),
    ErrorRow(("RequestThrottled",), Refusal.TRY_LATER, may_retry=True, told_by=Speaker.AMAZON_PAY),
    ErrorRow(("InvalidPaymentMethod",), Refusal.PAYMENT_METHOD, told_by=Speaker.AMAZON_PAY),
    # The customer has not allowed it.
    _permission("ACCESS_DENIED"),
    _permission("ACCESS_NOT_REQUESTED", cure="look whether the manifest asks for payments:autopay_consent"),
    _permission("FORBIDDEN"),
    _permission("MissingPermissionsToAccessResource"),
    ErrorRow(("VoicePurchaseNotEnabled",), Refusal.VOICE_PURCHASING_OFF),
    # Something of the merchant's is not as it should be.
    _integration("BuyerEqualsSeller", cure="the buyer is the merchant: buy with another account"),
    _integration("InvalidParameterValue", cure=_MEND_THE_REQUEST),
    _integration("InvalidSandboxCustomerEmail", cure="no test buyer has this e-mail: see Seller Central"),
    _integration("InvalidSellerId", cure="the seller id of the settings is not known to Amazon Pay"),
    _integration("UnauthorizedAccess", cure="link the skill id in Seller Central, for this environment too"),
    _integration("UnsupportedCountryOfEstablishment", cure="mend the market's country of establishment"),
    _integration("UnsupportedCurrency", cure="mend the market's ledger currency"),
    _integration("InvalidBillingAgreementType", cure=_MEND_THE_REQUEST),
    _integration("InvalidSubscriptionAmount", cure=_MEND_THE_REQUEST),
    _integration("MissingSkillManifestData", cure="complete the skill's manifest"),
    _integration("ReleaseEnvironmentNotAllowed", cure="sandbox or live is not allowed here: see the settings"),
    _integration("InvalidAuthorizationAmount", cure=_MEND_THE_REQUEST),
    _integration("InvalidPaymentAction", cure=_MEND_THE_REQUEST),
    _integration("ProviderNotAuthorized", cure="the solution provider lacks the right to charge: ask it"),
    # The agreement cannot be charged: another one may.
    ErrorRow(("InvalidBillingAgreementId",), Refusal.AGREEMENT_NOT_OPEN, OnCharge.AGREEMENT_REFUSED),
    ErrorRow(("InvalidBillingAgreementStatus",), Refusal.AGREEMENT_NOT_OPEN, OnCharge.AGREEMENT_REFUSED),
    ErrorRow(("PeriodicAmountExceeded",), Refusal.LIMIT_REACHED),
    # The charge may have gone through: the first try by its reference, or behind the fault.
    ErrorRow(
        ("DuplicateRequest", "DuplicateReferenceId"),
        Refusal.MERCHANT_UNAVAILABLE,
        OnCharge.UNKNOWN,
        cure=LOOK_UP,
    ),
    ErrorRow(("InternalServerError",), Refusal.MERCHANT_UNAVAILABLE, OnCharge.UNKNOWN, cure=LOOK_UP),
    ErrorRow(("ServiceUnavailable",), Refusal.MERCHANT_UNAVAILABLE, OnCharge.UNKNOWN, cure=LOOK_UP),
)

ERRORS: Mapping[str, ErrorRow] = {name: row for row in ERROR_ROWS for name in row.names}

DECLINES: Mapping[str, DeclineRow] = {
    # A hard one suspends the agreement until the customer has mended the payment method.
    "InvalidPaymentMethod": DeclineRow(Refusal.PAYMENT_METHOD, may_retry_if_soft=True),
    "AmazonRejected": DeclineRow(Refusal.REJECTED),
    "ProcessingFailure": DeclineRow(Refusal.NOT_PROCESSED, may_retry=True),
    "TransactionTimedOut": DeclineRow(Refusal.NOT_PROCESSED, may_retry=True),
}

UNLISTED_DECLINE = DeclineRow(Refusal.NOT_PROCESSED)
UNLISTED_ERROR = ErrorRow(
    (), Refusal.MERCHANT_UNAVAILABLE, cure="a code that the till does not know: add a row for it"
)
