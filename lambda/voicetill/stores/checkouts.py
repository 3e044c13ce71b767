"""The checkout's record: what was offered and where it stands."""

from voicetill.domain.agreements import ALEXA, AgreementKind
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.payments import Capture, Refusal
from voicetill.stores.fields import (
    Record,
    from_address,
    from_payment,
    from_plan,
    from_quote,
    moment,
    to_address,
    to_payment,
    to_plan,
    to_quote,
    without_blanks,
)


def to_record(checkout: Checkout) -> Record:
    """Write a checkout; `expires_at` (epoch seconds) stands only on what holds neither money nor doubt."""
    forget_at = checkout.forget_at
    return without_blanks(
        {
            "id": checkout.id,
            "version": checkout.version,
            "state": checkout.state.value,
            "customer_id": checkout.customer_id,
            "market": checkout.market_id,
            "locale": checkout.locale,
            "quote": from_quote(checkout.quote),
            "created_at": checkout.created_at.isoformat(),
            "updated_at": checkout.updated_at.isoformat(),
            "capture": checkout.capture.value,
            "attempt": checkout.attempt,
            "total_heard": checkout.total_heard,
            "agreement_renewed": checkout.agreement_renewed,
            "agreement_id": checkout.agreement_id,
            "address": from_address(checkout.address),
            "billing_address": from_address(checkout.billing_address),
            "payment": from_payment(checkout.payment),
            "refusal": checkout.refusal.value if checkout.refusal else None,
            "may_retry": checkout.may_retry,
            "answers": list(checkout.answers),
            "money_seen": checkout.money_seen,
            "retried": checkout.retried,
            "upsell": checkout.upsell,
            "upsell_refused": checkout.upsell_refused,
            "plan": from_plan(checkout.plan),
            "renewal": from_quote(checkout.renewal) if checkout.renewal else None,
            "provider": checkout.provider,
            "kind_needed": checkout.kind_needed.value if checkout.kind_needed else None,
            "refunds_due": [from_payment(payment) for payment in checkout.refunds_due],
            "expires_at": int(forget_at.timestamp()) if forget_at else None,
        }
    )


def from_record(record: Record) -> Checkout:
    """Read a checkout."""
    return Checkout(
        id=record["id"],
        version=int(record["version"]),
        state=State(record["state"]),
        customer_id=record["customer_id"],
        market_id=record["market"],
        locale=record["locale"],
        quote=to_quote(record["quote"]),
        created_at=moment(record["created_at"]),
        updated_at=moment(record["updated_at"]),
        capture=Capture(record["capture"]),
        attempt=int(record["attempt"]),
        total_heard=record["total_heard"],
        agreement_renewed=record["agreement_renewed"],
        agreement_id=record.get("agreement_id"),
        address=to_address(record.get("address")),
        billing_address=to_address(record.get("billing_address")),
        payment=to_payment(record.get("payment")),
        refusal=Refusal(record["refusal"]) if "refusal" in record else None,
        may_retry=record["may_retry"],
        answers=tuple(record.get("answers", ())),
        money_seen=record.get("money_seen", False),
        retried=record.get("retried", False),
        upsell=record.get("upsell"),
        upsell_refused=record.get("upsell_refused", False),
        plan=to_plan(record.get("plan")),
        renewal=to_quote(record["renewal"]) if "renewal" in record else None,
        provider=record.get("provider", ALEXA),
        kind_needed=AgreementKind(record["kind_needed"]) if "kind_needed" in record else None,
        refunds_due=tuple(filter(None, map(to_payment, record.get("refunds_due", ())))),
    )
