"""What Amazon Pay's codes mean to us: one row a code, and nothing that acts.

Errors come with a status other than 200 and mean that the operation was not carried out, except where a row says
that nobody can know. Declines, and agreements that are not open, come with
status 200. Sources: the pages on payment declines and processing errors, and the official error handlers;
where the two spell a code differently, both stand here.

Whatever the row, nothing is charged by it, no order is confirmed, and the cart is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.payments import Card, Refusal


class OnCharge(StrEnum):
    """What an error says about the charge that it answers."""

    REFUSED = "refused"
    AGREEMENT_REFUSED = "agreement refused"
    UNKNOWN = "unknown"


class Speaker(StrEnum):
    """Who has already told the customer; what Amazon Pay said must not be said again."""

    AMAZON_PAY = "Amazon Pay"
    NOBODY = "nobody"


class Retry(StrEnum):
    """Whether and how the same order can still be bought, at the same price."""

    ASKED_ONCE = "asked at once, one time, under a new reference"
    SETUP_AGAIN = "Setup runs again by itself, one time"
    AFTER_CURE = "when the customer has mended it and comes back"
    NEXT_MONTH = "next month, or with less in the cart"
    LATER = "when the customer comes back"
    AFTER_MERCHANT = "when the merchant has mended it"
    SETTLED_FIRST = "not before it is known whether the charge went through"


@dataclass(frozen=True, slots=True)
class Row:
    """What one answer without money means.

    `reason` decides what we say and which card goes with it. `cure` is for the merchant's log, where the merchant
    can do something about it; what is the customer's to mend has none.
    """

    reason: Refusal
    retry: Retry
    told_by: Speaker = Speaker.NOBODY
    cure: str | None = None

    @property
    def card(self) -> Card:
        """The card that goes with it."""
        return self.reason.card

    @property
    def may_retry(self) -> bool:
        """Whether the customer is asked to try the very same charge once more."""
        return self.retry is Retry.ASKED_ONCE


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One error, under every name it goes by: what it says about a charge, and what it means."""

    names: tuple[str, ...]
    means: Row
    on_charge: OnCharge = OnCharge.REFUSED


@dataclass(frozen=True, slots=True)
class DeclineRow:
    """One reason of a declined authorization; `soft` declines of some reasons mean something else."""

    means: Row
    soft: Row | None = None

    def meaning(self, *, soft: bool) -> Row:
        """Return what a soft or a hard one means."""
        return self.soft if soft and self.soft else self.means


def _spoken(*names: str, reason: Refusal, retry: Retry, cure: str | None = None) -> ErrorRow:
    """Amazon Pay has told the customer."""
    return ErrorRow(names, Row(reason, retry, Speaker.AMAZON_PAY, cure))


def _permission(*names: str, cure: str | None = None) -> ErrorRow:
    """The customer has not allowed it."""
    return ErrorRow(names, Row(Refusal.CONSENT_MISSING, Retry.AFTER_CURE, cure=cure))


def _integration(*names: str, cure: str) -> ErrorRow:
    """The customer can do nothing, the merchant must."""
    return ErrorRow(names, Row(Refusal.MERCHANT_UNAVAILABLE, Retry.AFTER_MERCHANT, cure=cure))


def _agreement(*names: str) -> ErrorRow:
    """The agreement cannot be charged: another one may."""
    return ErrorRow(names, Row(Refusal.AGREEMENT_NOT_OPEN, Retry.SETUP_AGAIN), OnCharge.AGREEMENT_REFUSED)


_MEND_THE_REQUEST = "report it: a request was sent that Amazon Pay takes for wrong"
# For a Setup there is nothing to look up: the customer tries again.
LOOK_UP = "if it was a charge, find out by its reference in Seller Central whether it went through"


def _unknown(*names: str) -> ErrorRow:
    """The charge may have gone through: the first try by its reference, or behind the fault."""
    return ErrorRow(names, Row(Refusal.MERCHANT_UNAVAILABLE, Retry.SETTLED_FIRST, cure=LOOK_UP), OnCharge.UNKNOWN)


_ACCOUNT = "the merchant account is suspended or unfinished: ask Amazon Pay's merchant support"

ERROR_ROWS = (
    _spoken("UnsupportedClientPlatform", reason=Refusal.DEVICE_UNSUPPORTED, retry=Retry.AFTER_CURE),
    _spoken("InvalidShippingAddress", reason=Refusal.ADDRESS_INVALID, retry=Retry.AFTER_CURE),
    _spoken(
        "InvalidAccountStatus",
        "InvalidMerchantAccountStatus",
        reason=Refusal.ACCOUNT_CLOSED,
        retry=Retry.AFTER_MERCHANT,
        cure=_ACCOUNT,
    ),
    _spoken("RequestThrottled", reason=Refusal.TRY_LATER, retry=Retry.LATER),
    _spoken("InvalidPaymentMethod", reason=Refusal.PAYMENT_METHOD, retry=Retry.AFTER_CURE),
    _permission("ACCESS_DENIED"),
    _permission("ACCESS_NOT_REQUESTED", cure="look whether the manifest asks for payments:autopay_consent"),
    _permission("FORBIDDEN"),
    _permission("MissingPermissionsToAccessResource"),
    ErrorRow(("VoicePurchaseNotEnabled",), Row(Refusal.VOICE_PURCHASING_OFF, Retry.AFTER_CURE)),
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
    _agreement("InvalidBillingAgreementId"),
    _agreement("InvalidBillingAgreementStatus"),
    ErrorRow(("PeriodicAmountExceeded",), Row(Refusal.LIMIT_REACHED, Retry.NEXT_MONTH)),
    _unknown("DuplicateRequest", "DuplicateReferenceId"),
    _unknown("InternalServerError"),
    _unknown("ServiceUnavailable"),
)

ERRORS: Mapping[str, ErrorRow] = {name: row for row in ERROR_ROWS for name in row.names}

_AGAIN = Row(Refusal.NOT_PROCESSED, Retry.ASKED_ONCE)

DECLINES: Mapping[str, DeclineRow] = {
    # A hard one suspends the agreement until the customer has mended the payment method; Amazon Pay says so.
    "InvalidPaymentMethod": DeclineRow(
        Row(Refusal.PAYMENT_METHOD, Retry.AFTER_CURE, Speaker.AMAZON_PAY), soft=_AGAIN
    ),
    "AmazonRejected": DeclineRow(Row(Refusal.REJECTED, Retry.AFTER_CURE)),
    "ProcessingFailure": DeclineRow(_AGAIN),
    "TransactionTimedOut": DeclineRow(_AGAIN),
}

STATUSES: Mapping[AgreementStatus, Row] = {
    AgreementStatus.SUSPENDED: Row(Refusal.PAYMENT_METHOD_SUSPENDED, Retry.AFTER_CURE),
    AgreementStatus.CANCELED: Row(Refusal.AGREEMENT_NOT_OPEN, Retry.LATER),
    AgreementStatus.CLOSED: Row(Refusal.AGREEMENT_NOT_OPEN, Retry.LATER),
    AgreementStatus.DRAFT: Row(Refusal.AGREEMENT_NOT_OPEN, Retry.LATER),
}
"""What a Setup answer means whose agreement is not open."""

UNLISTED_DECLINE = DeclineRow(Row(Refusal.NOT_PROCESSED, Retry.LATER))
UNLISTED_ERROR = ErrorRow(
    (),
    Row(
        Refusal.MERCHANT_UNAVAILABLE,
        Retry.AFTER_MERCHANT,
        cure="a code that the till does not know: add a row for it",
    ),
)
