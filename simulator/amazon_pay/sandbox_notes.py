"""The documented way to provoke an outcome in sandbox: JSON in the `sellerAuthorizationNote` of a Charge.

`{"SandboxSimulation": {"State": ..., "ReasonCode": ...}}`, perhaps with `SoftDecline`, the string "true" or
"false", and with `PaymentMethodUpdateTimeInMins` or `ExpirationTimeInMins`, numbers. The declines are documented
for Charge; the pairs with Closed were seen with the legacy web API only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from simulator.amazon_pay.faults import Fault
from simulator.amazon_pay.verdicts import Verdict

REASONS = {
    "Declined": ("InvalidPaymentMethod", "AmazonRejected", "TransactionTimedOut"),
    "Closed": ("ExpiredUnused", "AmazonClosed"),
}
_MINUTES = ("PaymentMethodUpdateTimeInMins", "ExpirationTimeInMins")
LONGEST = 1440
"""Minutes that a simulation may take: a day. What Amazon Pay takes was never documented for Charge."""

_WHERE = "authorizeAttributes.sellerAuthorizationNote"


@dataclass(frozen=True)
class Simulation:
    """What a note asks for, and when the buyer will have mended the payment method; None: when the tester says."""

    verdict: Verdict
    mended_after: timedelta | None = None


def simulated(note: str) -> Simulation | None:
    """What the note asks for; an ordinary note asks for nothing.

    Raises Fault for a simulation that is not documented: the legacy API refused it, too, under a code that Amazon
    Pay for Alexa does not list.
    """
    wish = _wish_in(note)
    if wish is None:
        return None
    state, reason = wish.get("State"), wish.get("ReasonCode")
    if not isinstance(state, str) or reason not in REASONS.get(state, ()):
        pairs = "; ".join(f"{name} with {', '.join(reasons)}" for name, reasons in REASONS.items())
        raise Fault("InvalidParameterValue", f"{_WHERE} simulates {state} with {reason}; documented are {pairs}")
    if (told := wish.get("SoftDecline", "false")) not in ("true", "false"):
        raise Fault("InvalidParameterValue", f'{_WHERE}: SoftDecline must be the string "true" or "false"')
    for name in _MINUTES:
        minutes = wish.get(name, 1)
        if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= LONGEST:
            raise Fault("InvalidParameterValue", f"{_WHERE}: {name} must be a number from 1 to {LONGEST}")
    # A decline that says nothing of SoftDecline may be tried again only after a time-out.
    soft = told == "true" or reason == "TransactionTimedOut"
    minutes = wish.get("PaymentMethodUpdateTimeInMins")
    return Simulation(Verdict(state, str(reason), soft=soft), minutes and timedelta(minutes=minutes))


def _wish_in(note: str) -> Mapping[str, Any] | None:
    try:
        document = json.loads(note)
    except ValueError:
        return None
    wish = document.get("SandboxSimulation") if isinstance(document, dict) else None
    return wish if isinstance(wish, dict) else None
