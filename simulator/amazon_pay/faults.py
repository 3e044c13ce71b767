"""The error codes of Amazon Pay for Alexa, as data, and the exception that carries one of them.

Two groups, as the service documents them: errors that Amazon Pay has already spoken about when the skill hears of
them, and errors that the merchant's skill handles. The status numbers of the second group are not documented;
those of the sibling APIs stand here.
"""

from dataclasses import dataclass
from types import MappingProxyType

SETUP = frozenset({"Setup"})
CHARGE = frozenset({"Charge"})
BOTH = SETUP | CHARGE


@dataclass(frozen=True)
class ErrorCode:
    """One code: its number, the operations that answer it, what it means, and who tells the buyer."""

    code: str
    status: str
    operations: frozenset[str]
    meaning: str
    spoken_by_amazon: bool = False


_SPOKEN = (
    ErrorCode("UnsupportedClientPlatform", "403", BOTH, "the device's software is too old", True),
    ErrorCode("InvalidShippingAddress", "400", SETUP, "the buyer's default address is not valid", True),
    ErrorCode("InvalidAccountStatus", "403", SETUP, "the merchant's account is suspended or unfinished", True),
    ErrorCode(
        "InvalidMerchantAccountStatus",
        "403",
        SETUP,
        "the same as InvalidAccountStatus, in the Japanese page's spelling",
        True,
    ),
    ErrorCode("RequestThrottled", "429", SETUP, "too many requests", True),
    ErrorCode("InvalidPaymentMethod", "400", CHARGE, "an earlier decline is not repaired by the buyer yet", True),
)
_PERMISSION = (
    ErrorCode("ACCESS_DENIED", "403", BOTH, "the buyer refused consent"),
    ErrorCode("ACCESS_NOT_REQUESTED", "403", BOTH, "the buyer was never asked for consent"),
    ErrorCode("FORBIDDEN", "403", BOTH, "not allowed"),
    ErrorCode("MissingPermissionsToAccessResource", "403", BOTH, "consent is missing, in a newer name"),
    ErrorCode("VoicePurchaseNotEnabled", "403", BOTH, "voice purchasing is off in the Alexa app"),
)
_INTEGRATION = (
    ErrorCode("BuyerEqualsSeller", "400", SETUP, "the buyer's account is the merchant's own"),
    ErrorCode("InvalidParameterValue", "400", BOTH, "a field of the request is wrong"),
    ErrorCode("InvalidSandboxCustomerEmail", "400", SETUP, "there is no such sandbox buyer"),
    ErrorCode("InvalidSellerId", "400", BOTH, "the merchant is unknown"),
    ErrorCode("UnauthorizedAccess", "403", BOTH, "the skill is not linked to this merchant"),
    ErrorCode("UnsupportedCountryOfEstablishment", "400", SETUP, "the country is not allowed"),
    ErrorCode("UnsupportedCurrency", "400", SETUP, "the ledger currency does not fit the country"),
    ErrorCode("InvalidBillingAgreementType", "400", SETUP, "the agreement type is wrong here"),
    ErrorCode("InvalidSubscriptionAmount", "400", SETUP, "the subscription amount is wrong or forbidden"),
    ErrorCode("MissingSkillManifestData", "400", BOTH, "the skill's manifest lacks something"),
    ErrorCode("ReleaseEnvironmentNotAllowed", "403", BOTH, "live or sandbox is not allowed here"),
)
_RUNTIME = (
    ErrorCode("DuplicateRequest", "400", CHARGE, "the reference id was used before"),
    ErrorCode("InvalidAuthorizationAmount", "400", CHARGE, "the amount is malformed or out of range"),
    ErrorCode("InvalidBillingAgreementId", "400", CHARGE, "the agreement is unknown"),
    ErrorCode("InvalidBillingAgreementStatus", "400", CHARGE, "the agreement is not open"),
    ErrorCode("InvalidPaymentAction", "400", CHARGE, "the payment action is unknown"),
    ErrorCode("PeriodicAmountExceeded", "400", CHARGE, "the agreement's limit for this month is used up"),
    ErrorCode("ProviderNotAuthorized", "403", CHARGE, "the solution provider lacks the right"),
    ErrorCode("InternalServerError", "500", BOTH, "a fault at Amazon"),
    ErrorCode("ServiceUnavailable", "503", BOTH, "Amazon Pay is down"),
)

ERROR_CODES = MappingProxyType({row.code: row for row in (*_SPOKEN, *_PERMISSION, *_INTEGRATION, *_RUNTIME)})
"""Every documented code, by name."""


class Fault(Exception):  # noqa: N818 - the documentation's word
    """Raised inside pretend Amazon Pay when it refuses a request; it leaves as an error answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.error = ERROR_CODES[code]
        self.message = message
