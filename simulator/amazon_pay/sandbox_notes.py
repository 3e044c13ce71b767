"""The documented way to provoke a decline in sandbox: JSON in the `sellerAuthorizationNote` of a Charge."""

import json

from simulator.amazon_pay.outcomes import Verdict

REASONS = {
    "Declined": frozenset({"InvalidPaymentMethod", "AmazonRejected", "TransactionTimedOut"}),
    "Closed": frozenset({"ExpiredUnused", "AmazonClosed"}),
}


def simulated(note: str) -> Verdict | None:
    """The verdict that the note asks for; an ordinary note asks for none."""
    try:
        document = json.loads(note)
    except ValueError:
        return None
    wish = document.get("SandboxSimulation") if isinstance(document, dict) else None
    if not isinstance(wish, dict):
        return None
    state, reason = wish.get("State"), wish.get("ReasonCode")
    if not isinstance(state, str) or reason not in REASONS.get(state, ()):
        return None
    # SoftDecline is written as a string; a decline without it may be tried again only after a time-out.
    soft = wish.get("SoftDecline") == "true" or reason == "TransactionTimedOut"
    return Verdict(state, str(reason), soft=soft)
