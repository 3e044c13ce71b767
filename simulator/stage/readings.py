"""What people want to know of an answer or a directive, read alike wherever it is shown.

Answers may be spoiled on purpose and a skill may send anything: what does not stand where it should is not told.
"""

from collections.abc import Mapping
from typing import Any


def verdict_in(request: Mapping[str, Any]) -> str:
    """What became of an agreement or an authorization: `OPEN`, `Declined (AmazonRejected)`; or nothing."""
    status = _within(request, "payload", "authorizationDetails", "authorizationStatus")
    state = status.get("state") or _within(request, "payload", "billingAgreementDetails").get(
        "billingAgreementStatus"
    )
    if state is None:
        return ""
    return f"{state} ({status['reasonCode']})" if status.get("reasonCode") else str(state)


def money_in(directive: Mapping[str, Any]) -> str:
    """The amount that a Charge asks for, `9.00 USD`; nothing if it names none."""
    price = _within(directive, "payload", "authorizeAttributes", "authorizationAmount")
    return f"{price.get('amount')} {price.get('currencyCode')}" if price else ""


def _within(whole: Mapping[str, Any], *members: str) -> Mapping[str, Any]:
    """The object that these members lead to; an empty one where they lead nowhere."""
    for member in members:
        part = whole.get(member)
        whole = part if isinstance(part, Mapping) else {}
    return whole
