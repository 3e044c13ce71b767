"""How pretend PPRO refuses a call, and how a payment fails there: the documented codes, as data.

A call that is wrong is refused with an HTTP error, and nothing was done. A payment that does not come about is
answered 200, with a failure in it.
"""

from dataclasses import dataclass
from types import MappingProxyType

INTERNAL_ERROR, INTERNAL_DECLINE = "INTERNAL_ERROR", "INTERNAL_DECLINE"
PROVIDER_ERROR, PROVIDER_DECLINE = "PROVIDER_ERROR", "PROVIDER_DECLINE"


class Fault(Exception):  # noqa: N818 - reads as a plain fact
    """Raised inside pretend PPRO when it refuses a call; it leaves as an HTTP error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


@dataclass(frozen=True)
class FailureCode:
    """One code: who failed, and whether another try may help."""

    code: str
    kind: str
    retryable: bool = False

    def told(self) -> dict[str, object]:
        """The failure as it stands on a payment."""
        return {
            "failureType": self.kind,
            "failureCode": self.code,
            "providerFailureCode": None,
            "failureMessage": self.code.replace("_", " ").lower(),
            "isRetryable": self.retryable,
        }


def _codes(kind: str, names: str, *, retryable: bool = False) -> dict[str, FailureCode]:
    return {name: FailureCode(name, kind, retryable) for name in names.split()}


CODES = MappingProxyType(
    {
        **_codes(INTERNAL_DECLINE, "AGREEMENT_REVOKED AGREEMENT_INACTIVE INVALID_MANDATE_ID INSTRUMENT_NOT_FOUND"),
        **_codes(
            PROVIDER_DECLINE, "INSUFFICIENT_FUNDS IS_EXCEEDING_ACCOUNT_LIMIT IS_GENERIC_DECLINE", retryable=True
        ),
        **_codes(PROVIDER_DECLINE, "IS_HIGH_VELOCITY", retryable=True),
        **_codes(PROVIDER_DECLINE, "EXPIRED_CARD CARD_CLOSED_OR_INVALID IS_NOT_PERMITTED ACCOUNT_NOT_SUPPORTED"),
        **_codes(PROVIDER_DECLINE, "AUTHENTICATION_FAILED INCORRECT_CVV INCORRECT_PIN BLOCKED_ACCOUNT"),
        **_codes(INTERNAL_DECLINE, "SUS_FRAUD SUS_LOST SUS_STOLEN BLOCKED_IP BLOCKED_EMAIL BLOCKED_BIN"),
        **_codes(INTERNAL_DECLINE, "HIGH_IP_VELOCITY HIGH_EMAIL_VELOCITY"),
        **_codes(PROVIDER_DECLINE, "CANCELED_BY_CONSUMER EXPIRED_SESSION PAYMENT_METHOD_TIMEOUT"),
        **_codes(PROVIDER_ERROR, "UNRESPONSIVE_PROVIDER UNRESPONSIVE_ISSUER", retryable=True),
        **_codes(PROVIDER_ERROR, "PROVIDER_PROCESSING_ERROR", retryable=True),
        **_codes(
            PROVIDER_DECLINE, "GENERIC_DECLINE RETRY_REFUND_LATER REFUND_BLOCKED_TEMPORARILY", retryable=True
        ),
        **_codes(INTERNAL_DECLINE, "SIMULTANEOUS_OPERATION_IN_PROGRESS", retryable=True),
        **_codes(INTERNAL_ERROR, "INTERNAL_SERVICE_UNAVAILABLE INTERNAL_PROCESSING_ERROR"),
        **_codes(INTERNAL_DECLINE, "EXCEEDS_CAPTURED_AMOUNT EXCEEDS_REFUNDABLE_AMOUNT EXCEEDS_REFUND_LIMIT"),
        **_codes(INTERNAL_DECLINE, "NO_CAPTURED_AMOUNT REFUND_PERIOD_EXPIRED REFUND_NOT_SUPPORTED"),
        **_codes(INTERNAL_DECLINE, "TRANSACTION_DISPUTED CHARGEBACK_DETECTED"),
        **_codes(INTERNAL_DECLINE, "INVALID_AMOUNT AMOUNT_NOT_SUPPORTED INVALID_CURRENCY CURRENCY_NOT_SUPPORTED"),
        **_codes(INTERNAL_DECLINE, "INVALID_COUNTRY COUNTRY_NOT_SUPPORTED INVALID_PAYMENT_METHOD"),
        **_codes(INTERNAL_DECLINE, "INVALID_INPUT_DATA INVALID_AUTHENTICATION_SETTINGS FORMAT_ERROR"),
        **_codes(INTERNAL_DECLINE, "INVALID_MERCHANT INVALID_IP INVALID_TAX_ID INVALID_ACCOUNT MISSING_IBAN"),
        **_codes(INTERNAL_DECLINE, "NO_AUTHORIZED_AMOUNT EXCEEDS_AUTHORIZED_AMOUNT DUPLICATE_DETECTED"),
        **_codes(PROVIDER_DECLINE, "UNKNOWN"),
    }
)
"""Every documented code, by name; of the families one or two that stand for all."""


def failure(code: str) -> FailureCode:
    """The code of this name. Raises ValueError for one that is not documented."""
    try:
        return CODES[code]
    except KeyError:
        raise ValueError(f"pretend PPRO knows no failure code {code!r}") from None
