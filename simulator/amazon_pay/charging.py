"""How a Charge is decided: whether the agreement may be charged at all, and what becomes of the authorization."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from simulator.amazon_pay.buyers import OPEN, SUSPENDED, Agreement
from simulator.amazon_pay.faults import Fault
from simulator.amazon_pay.merchants import SANDBOX
from simulator.amazon_pay.outcomes import Outcome
from simulator.amazon_pay.payload_rules import AUTHORIZE
from simulator.amazon_pay.sandbox_notes import Simulation, simulated
from simulator.amazon_pay.verdicts import DECLINES, PAID, PENDING, RESERVED, Verdict

_UNUSABLE = Simulation(Verdict("Declined", "InvalidPaymentMethod"))


@dataclass(frozen=True)
class Decision:
    """The verdict, and what the answer tells of it; after `mended_after` a suspended agreement opens by itself."""

    verdict: Verdict
    told: Verdict
    mended_after: timedelta | None = None


def demand_chargeable(agreement: Agreement, payload: Mapping[str, Any]) -> None:
    """Raise the first Fault in what this Charge wants of the agreement."""
    if agreement.seller_id != payload["sellerId"]:
        raise Fault("InvalidBillingAgreementId", "billingAgreementId is an agreement with another seller")
    asked = payload["authorizeAttributes"]["authorizationAmount"]["currencyCode"]
    if asked != agreement.currency:
        where = "authorizeAttributes.authorizationAmount.currencyCode"
        raise Fault("InvalidParameterValue", f"{where} must be the ledger currency, {agreement.currency}")
    if agreement.status == SUSPENDED:
        raise Fault("InvalidPaymentMethod", "billingAgreementId waits for the buyer to repair the payment method")
    if agreement.status != OPEN:
        raise Fault("InvalidBillingAgreementStatus", f"billingAgreementId is {agreement.status}, not OPEN")


def decide(
    payload: Mapping[str, Any], agreement: Agreement, *, wallet_works: bool, ordered: Outcome | None
) -> Decision:
    """The tester's order first, then the sandbox's simulation string, then the wallet, then what is usual."""
    if ordered and ordered.verdict and ordered.verdict is not PAID:
        return Decision(ordered.verdict, ordered.verdict)
    asked = payload["authorizeAttributes"]
    wished = simulated(asked.get("sellerAuthorizationNote", "")) if agreement.environment == SANDBOX else None
    if wished is None and not wallet_works:
        wished = _UNUSABLE
    # A time to work in makes the authorization asynchronous: the answer comes before it is decided.
    if asked.get("transactionTimeout", 0) > 0:
        return Decision(wished.verdict, PENDING, wished.mended_after) if wished else Decision(PENDING, PENDING)
    if wished is not None:
        # The documented sandbox mends the payment method by itself after asynchronous declines only.
        return Decision(wished.verdict, wished.verdict)
    usual = RESERVED if payload["paymentAction"] == AUTHORIZE else PAID
    return Decision(usual, usual)


def suspends(verdict: Verdict) -> bool:
    """Whether the agreement is suspended by it.

    The legacy reason table suspends after a soft decline, too; but then nobody could try again at once, which is
    what soft means. Only a hard one suspends here.
    """
    decline = DECLINES.get(verdict.reason or "") if verdict.state == "Declined" else None
    return decline is not None and decline.suspends and not verdict.soft
