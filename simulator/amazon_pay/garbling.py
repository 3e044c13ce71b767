"""Answers that are wrong on their way: each function spoils one thing in the body of a `Connections.Response`.

What happened at Amazon Pay stays true; the ledger keeps it.
"""

from collections.abc import Callable, Mapping, MutableMapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

Body = MutableMapping[str, Any]
Garble = Callable[[Body], None]

AGREEMENT = "payload.billingAgreementDetails"
AUTHORIZATION = "payload.authorizationDetails"


def without(path: str) -> Garble:
    """The function that takes away the member at this path, of dots and names; it may be gone already."""
    *parents, last = path.split(".")

    def lose(body: Body) -> None:
        place: Any = body
        for parent in parents:
            place = place.get(parent, {})
        place.pop(last, None)

    return lose


def empty_payload(body: Body) -> None:
    """The payload is an empty object."""
    body["payload"] = {}


def swap_name(body: Body) -> None:
    """The answer calls itself by the other operation's name."""
    body["name"] = "Charge" if body["name"] == "Setup" else "Setup"


def forge_token(body: Body) -> None:
    """The token is one that the skill never gave."""
    body["token"] = "foreign-token-foreign-token"


def lose_address_line_1(body: Body) -> None:
    """The street stands in the second line, and there is no first one."""
    destination = body["payload"]["billingAgreementDetails"].get("destination")
    if destination and "addressLine1" in destination:
        destination["addressLine2"] = destination.pop("addressLine1")


def invent_agreement_status(body: Body) -> None:
    """A status that nobody has documented."""
    body["payload"]["billingAgreementDetails"]["billingAgreementStatus"] = "HIBERNATING"


def wrap_agreement_status(body: Body) -> None:
    """The status is an object, as in the legacy answers, and not a word."""
    details = body["payload"]["billingAgreementDetails"]
    details["billingAgreementStatus"] = {"state": details["billingAgreementStatus"].capitalize()}


def swap_environment(body: Body) -> None:
    """The agreement says it is from the other environment."""
    details = body["payload"]["billingAgreementDetails"]
    details["releaseEnvironment"] = "SANDBOX" if details["releaseEnvironment"] == "LIVE" else "LIVE"


def invent_state(body: Body) -> None:
    """A state that nobody has documented."""
    _details(body)["authorizationStatus"] = {**_details(body)["authorizationStatus"], "state": "Sleeping"}


def shout_state(body: Body) -> None:
    """The state is in capitals, which no answer ever was."""
    status = _details(body)["authorizationStatus"]
    status["state"] = status["state"].upper()


def invent_reason(body: Body) -> None:
    """A reason that nobody has documented."""
    _details(body)["authorizationStatus"] = {**_details(body)["authorizationStatus"], "reasonCode": "FullMoon"}


def misplace_state(body: Body) -> None:
    """The state stands one level too high, where careless samples look for it."""
    _details(body)["state"] = _details(body).pop("authorizationStatus")["state"]


def raise_amount(body: Body) -> None:
    """Both amounts are one unit higher than what was charged."""
    for member in ("authorizationAmount", "capturedAmount"):
        price = _details(body)[member]
        price["amount"] = str(Decimal(price["amount"]) + 1)


def change_currency(body: Body) -> None:
    """Both amounts are in another currency than what was charged."""
    for member in ("authorizationAmount", "capturedAmount"):
        price = _details(body)[member]
        price["currencyCode"] = "EUR" if price["currencyCode"] != "EUR" else "USD"


def change_reference(body: Body) -> None:
    """The reference is another charge's."""
    _details(body)["authorizationReferenceId"] = "some-other-reference"


def quote_booleans(body: Body) -> None:
    """Booleans come as strings, so that "false" looks true to a careless reader."""
    details = _details(body)
    for member in ("softDecline", "captureNow"):
        details[member] = str(details[member]).lower()


lose_payload, lose_status, lose_token = without("payload"), without("status"), without("token")

OF_ANY_ANSWER = frozenset({lose_payload, empty_payload, lose_status, lose_token, swap_name, forge_token})
"""What can go wrong with an error, too. The rest needs the details that only a good answer has."""

MISSING_IN_SETUP: Mapping[str, str] = MappingProxyType(
    {
        "missing-agreement": AGREEMENT,
        "missing-agreement-id": f"{AGREEMENT}.billingAgreementId",
        "missing-agreement-status": f"{AGREEMENT}.billingAgreementStatus",
        "missing-environment": f"{AGREEMENT}.releaseEnvironment",
        "missing-address": f"{AGREEMENT}.destination",
    }
)
MISSING_IN_CHARGE: Mapping[str, str] = MappingProxyType(
    {
        "missing-authorization": AUTHORIZATION,
        "missing-state": f"{AUTHORIZATION}.authorizationStatus",
        "missing-reason": f"{AUTHORIZATION}.authorizationStatus.reasonCode",
        "missing-reference": f"{AUTHORIZATION}.authorizationReferenceId",
        "missing-amount": f"{AUTHORIZATION}.authorizationAmount",
        "missing-captured-amount": f"{AUTHORIZATION}.capturedAmount",
        "missing-order-reference": "payload.amazonOrderReferenceId",
        "missing-authorization-id": f"{AUTHORIZATION}.amazonAuthorizationId",
    }
)
"""Names of outcomes, and the member of the answer that is not there."""


def _details(body: Body) -> dict[str, Any]:
    details: dict[str, Any] = body["payload"]["authorizationDetails"]
    return details
