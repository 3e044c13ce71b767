"""The errors of the Amazon Pay API v2, as data, and the exception that carries one of them."""

from types import MappingProxyType

STATUSES = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "InvalidHeaderValue",
                "InvalidRequest",
                "InvalidParameterValue",
                "InvalidRequestFormat",
                "MissingHeader",
                "MissingHeaderValue",
                "MissingParameterValue",
                "UnrecognizedField",
                "InvalidParameterCombination",
                "CurrencyMismatch",
                "InvalidSandboxSimulationSpecified",
                "DuplicateIdempotencyKey",
                "TransactionAmountExceeded",
                "CheckoutSessionCanceled",
            ),
            400,
        ),
        "UnauthorizedAccess": 401,
        **dict.fromkeys(("InvalidAccountStatus", "InvalidRequestSignature", "InvalidAuthentication"), 403),
        "ResourceNotFound": 404,
        **dict.fromkeys(("UnsupportedOperation", "RequestNotSupported"), 405),
        "AmountMismatch": 409,
        **dict.fromkeys(
            (
                "InvalidCheckoutSessionStatus",
                "InvalidChargePermissionStatus",
                "InvalidChargeStatus",
                "ChargePermissionNotModifiable",
                "TransactionCountExceeded",
                "PaymentMethodNotAllowed",
                "MFANotCompleted",
                "SoftDeclined",
                "HardDeclined",
                "AmazonRejected",
                "TransactionTimedOut",
            ),
            422,
        ),
        "TooManyRequests": 429,
        **dict.fromkeys(("InternalServerError", "ProcessingFailure"), 500),
        "ServiceUnavailable": 503,
    }
)
"""The status of every documented code."""


class Fault(Exception):  # noqa: N818 - the documentation's word
    """Raised inside the pretend service when it refuses a call; it leaves as an error answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.status = STATUSES[code]
        self.message = message
