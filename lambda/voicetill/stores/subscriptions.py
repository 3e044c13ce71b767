"""The subscription's record; it never expires by itself."""

from voicetill.domain.subscriptions import Subscription, SubscriptionState
from voicetill.stores.fields import (
    Record,
    from_address,
    from_plan,
    from_quote,
    moment,
    to_address,
    to_plan,
    to_quote,
    without_blanks,
)


def to_record(subscription: Subscription) -> Record:
    """Write a subscription."""
    return without_blanks(
        {
            "id": subscription.id,
            "version": subscription.version,
            "state": subscription.state.value,
            "customer_id": subscription.customer_id,
            "market": subscription.market_id,
            "locale": subscription.locale,
            "product_id": subscription.product_id,
            "quote": from_quote(subscription.quote),
            "plan": from_plan(subscription.plan),
            "provider": subscription.provider,
            "agreement_id": subscription.agreement_id,
            "time_zone": subscription.time_zone,
            "started_at": subscription.started_at.isoformat(),
            "anchor": subscription.anchor.isoformat(),
            "anchor_period": subscription.anchor_period,
            "due_at": subscription.due_at.isoformat() if subscription.due_at else None,
            "period": subscription.period,
            "attempt": subscription.attempt,
            "declines": subscription.declines,
            "noticed": subscription.noticed,
            "address": from_address(subscription.address),
            "ended_at": subscription.ended_at.isoformat() if subscription.ended_at else None,
            "end_reason": subscription.end_reason,
        }
    )


def from_record(record: Record) -> Subscription:
    """Read a subscription."""
    plan = to_plan(record["plan"])
    assert plan is not None  # noqa: S101 - a subscription is written with its plan only
    return Subscription(
        id=record["id"],
        version=int(record["version"]),
        state=SubscriptionState(record["state"]),
        customer_id=record["customer_id"],
        market_id=record["market"],
        locale=record["locale"],
        product_id=record["product_id"],
        quote=to_quote(record["quote"]),
        plan=plan,
        provider=record["provider"],
        agreement_id=record["agreement_id"],
        time_zone=record["time_zone"],
        started_at=moment(record["started_at"]),
        anchor=moment(record["anchor"]),
        anchor_period=int(record["anchor_period"]),
        due_at=moment(record["due_at"]) if "due_at" in record else None,
        period=int(record["period"]),
        attempt=int(record["attempt"]),
        declines=int(record["declines"]),
        noticed=int(record["noticed"]),
        address=to_address(record.get("address")),
        ended_at=moment(record["ended_at"]) if "ended_at" in record else None,
        end_reason=record["end_reason"],
    )
