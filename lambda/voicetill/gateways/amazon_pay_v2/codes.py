"""What the codes of the Amazon Pay API v2 mean to us: one row a code, and nothing that acts.

Source: the vendor's page "Manage errors", and the answers to "What to do after a decline". A code is believed only
where it comes with a status from 400 to 499; behind a server fault nobody knows what was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voicetill.domain.payments import Refusal

# A charge of the same agreement is not over yet.
CHARGE_IN_PROGRESS = "ChargeInProgress"

# The one code that comes both as a decline and as a server fault.
PROCESSING_FAILURE = "ProcessingFailure"


class Means(StrEnum):
    """What an error says about the request that it answers."""

    NOT_LET_IN = "nothing was done: who we are was refused"
    THROTTLED = "nothing was done: too many calls"
    FAULTY = "nothing was done: the request was wrong"
    DECLINED_FOR_NOW = "nothing was taken, and it may be tried later"
    DECLINED_FOR_GOOD = "nothing was taken, and the same means will not do"
    LOOK_AT_AGREEMENT = "nothing was taken: how the agreement stands says why"
    LOOK_AT_CHARGE = "how the charge stands says more"
    NOT_THERE = "nothing was done: there is no such thing"
    UNKNOWN = "nobody knows"


@dataclass(frozen=True, slots=True)
class Row:
    """One code. `reason` is for the customer; `cure` for the merchant's log, where they can do something."""

    means: Means
    reason: Refusal = Refusal.MERCHANT_UNAVAILABLE
    cure: str | None = None


_MEND_THE_REQUEST = "report it: a request was sent that Amazon Pay takes for wrong"
_KEY = "check public key id, private key and the clock of the machine"

_FAULTY = Row(Means.FAULTY, cure=_MEND_THE_REQUEST)
_NOT_LET_IN = Row(Means.NOT_LET_IN, Refusal.TRY_LATER, cure=_KEY)

ERRORS: Mapping[str, Row] = {
    "InvalidHeaderValue": _FAULTY,
    "InvalidRequest": _FAULTY,
    "InvalidParameterValue": _FAULTY,
    "InvalidRequestFormat": _FAULTY,
    "MissingHeader": _FAULTY,
    "MissingHeaderValue": _FAULTY,
    "MissingParameterValue": _FAULTY,
    "UnrecognizedField": _FAULTY,
    "InvalidParameterCombination": _FAULTY,
    "CurrencyMismatch": Row(Means.FAULTY, cure="the agreement is in another currency than the market"),
    "InvalidSandboxSimulationSpecified": _FAULTY,
    "UnsupportedOperation": _FAULTY,
    "RequestNotSupported": _FAULTY,
    # The first request under this key may have done anything.
    "DuplicateIdempotencyKey": Row(Means.UNKNOWN, cure="report it: a key was used for another request"),
    "TransactionAmountExceeded": Row(Means.DECLINED_FOR_NOW, Refusal.LIMIT_REACHED),
    "CheckoutSessionCanceled": Row(Means.DECLINED_FOR_GOOD, Refusal.AGREEMENT_NOT_OPEN),
    "UnauthorizedAccess": _NOT_LET_IN,
    "InvalidAccountStatus": Row(
        Means.NOT_LET_IN, Refusal.TRY_LATER, cure="the merchant account is suspended or unfinished"
    ),
    "InvalidRequestSignature": _NOT_LET_IN,
    "InvalidAuthentication": _NOT_LET_IN,
    "ResourceNotFound": Row(Means.NOT_THERE, Refusal.AGREEMENT_NOT_OPEN),
    "AmountMismatch": Row(Means.FAULTY, cure=_MEND_THE_REQUEST),
    "InvalidCheckoutSessionStatus": Row(Means.DECLINED_FOR_NOW, Refusal.NOT_PROCESSED),
    "InvalidChargePermissionStatus": Row(Means.LOOK_AT_AGREEMENT, Refusal.PAYMENT_METHOD),
    "InvalidChargeStatus": Row(Means.LOOK_AT_CHARGE, Refusal.NOT_PROCESSED),
    "ChargePermissionNotModifiable": Row(Means.LOOK_AT_AGREEMENT, Refusal.AGREEMENT_NOT_OPEN),
    "TransactionCountExceeded": Row(Means.DECLINED_FOR_GOOD, Refusal.AGREEMENT_NOT_OPEN),
    "PaymentMethodNotAllowed": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD),
    "MFANotCompleted": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD),
    "SoftDeclined": Row(Means.DECLINED_FOR_NOW, Refusal.NOT_PROCESSED),
    "HardDeclined": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD),
    "AmazonRejected": Row(Means.DECLINED_FOR_GOOD, Refusal.REJECTED),
    "TransactionTimedOut": Row(Means.DECLINED_FOR_NOW, Refusal.NOT_PROCESSED),
    "TooManyRequests": Row(Means.THROTTLED, Refusal.TRY_LATER),
    "InternalServerError": Row(Means.UNKNOWN),
    "ServiceUnavailable": Row(Means.UNKNOWN),
    PROCESSING_FAILURE: Row(Means.UNKNOWN),
}
"""Every documented code of an error."""

UNLISTED = Row(Means.UNKNOWN, cure="a code that the till does not know: add a row for it")

# The states of a charge that was declined, and why (vendor page "Charge").
DECLINES: Mapping[str, Row] = {
    "SoftDeclined": ERRORS["SoftDeclined"],
    "HardDeclined": ERRORS["HardDeclined"],
    "AmazonRejected": ERRORS["AmazonRejected"],
    "ProcessingFailure": Row(Means.DECLINED_FOR_NOW, Refusal.NOT_PROCESSED),
    "TransactionTimedOut": ERRORS["TransactionTimedOut"],
}
UNLISTED_DECLINE = Row(Means.DECLINED_FOR_NOW, Refusal.NOT_PROCESSED)

# Why an agreement cannot be charged for the moment (vendor page "Charge Permission", reason codes).
HINDRANCES: Mapping[str, Row] = {
    CHARGE_IN_PROGRESS: Row(Means.DECLINED_FOR_NOW, Refusal.TRY_LATER),
    "TransactionAmountExceeded": ERRORS["TransactionAmountExceeded"],
    "PaymentMethodExpired": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD_SUSPENDED),
    "PaymentMethodInvalid": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD_SUSPENDED),
    "PaymentMethodDeleted": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD_SUSPENDED),
    "PaymentMethodNotSet": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD_SUSPENDED),
    "BillingAddressDeleted": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD_SUSPENDED),
    "MFAFailed": Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD_SUSPENDED),
}
# Where none is named, the payment method is what the buyer can look at.
UNNAMED_HINDRANCE = Row(Means.DECLINED_FOR_GOOD, Refusal.PAYMENT_METHOD_SUSPENDED)

# Closed for good, and by whom: what is not here counts as closed in the ordinary way.
CANCELED = frozenset({"BuyerCanceled", "AmazonCanceled"})


def row_of(status: int, code: str) -> Row:
    """Return what an error means; what no row describes is unknown."""
    row = ERRORS.get(code, UNLISTED)
    if 400 <= status < 500:  # noqa: PLR2004 - the client's errors
        return row
    return row if row.means is Means.UNKNOWN else UNLISTED
