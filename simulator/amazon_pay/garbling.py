"""Answers that are wrong on their way: each function spoils one thing in the body of a `Connections.Response`.

What happened at Amazon Pay stays true; the ledger keeps it.
"""

from collections.abc import Callable, MutableMapping
from decimal import Decimal
from typing import Any

Body = MutableMapping[str, Any]
Garble = Callable[[Body], None]


def lose_payload(body: Body) -> None:
    """The payload is not there."""
    body.pop("payload", None)


def lose_status(body: Body) -> None:
    """The request's status, code and message, is not there."""
    body.pop("status", None)


def swap_name(body: Body) -> None:
    """The answer calls itself by the other operation's name."""
    body["name"] = "Charge" if body["name"] == "Setup" else "Setup"


def forge_token(body: Body) -> None:
    """The token is one that the skill never gave."""
    body["token"] = "foreign-token-foreign-token"


def lose_agreement_id(body: Body) -> None:
    """An agreement without its id."""
    body["payload"]["billingAgreementDetails"].pop("billingAgreementId", None)


def lose_address(body: Body) -> None:
    """An agreement without the address that was asked for."""
    body["payload"]["billingAgreementDetails"].pop("destination", None)


def lose_address_line_1(body: Body) -> None:
    """The street stands in the second line, and there is no first one."""
    destination = body["payload"]["billingAgreementDetails"].get("destination")
    if destination and "addressLine1" in destination:
        destination["addressLine2"] = destination.pop("addressLine1")


def invent_agreement_status(body: Body) -> None:
    """A status that nobody has documented."""
    body["payload"]["billingAgreementDetails"]["billingAgreementStatus"] = "HIBERNATING"


def swap_environment(body: Body) -> None:
    """The agreement says it is from the other environment."""
    details = body["payload"]["billingAgreementDetails"]
    details["releaseEnvironment"] = "SANDBOX" if details["releaseEnvironment"] == "LIVE" else "LIVE"


def lose_authorization_status(body: Body) -> None:
    """The place where the state should be is empty."""
    _details(body).pop("authorizationStatus", None)


def invent_state(body: Body) -> None:
    """A state that nobody has documented."""
    _details(body)["authorizationStatus"] = {**_details(body)["authorizationStatus"], "state": "Sleeping"}


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


def _details(body: Body) -> dict[str, Any]:
    details: dict[str, Any] = body["payload"]["authorizationDetails"]
    return details
