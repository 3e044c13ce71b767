"""What the merchant counts after an order: how renewals went on, and what became of refunds."""

from collections.abc import Mapping

from voicetill.domain.funnel import Mark, Metric
from voicetill.domain.orders import Order
from voicetill.domain.refunds import RefundState
from voicetill.domain.renewals import Verdict
from voicetill.domain.subscriptions import Subscription


def renewal_marks(subscription: Subscription, verdict: Verdict) -> tuple[Mark, ...]:
    """Return what counts for how a subscription's period went on."""
    metric = _RENEWALS.get(verdict)
    return (Mark(metric, market=subscription.market_id),) if metric else ()


def refund_marks(before: Order, after: Order) -> tuple[Mark, ...]:
    """Return what counts for what became of an order's refunds."""
    known = {refund.reference: refund.state for refund in before.refunds}
    changed = [refund.state for refund in after.refunds if known.get(refund.reference) is not refund.state]
    metrics = (_REFUNDS[state] for state in changed if state in _REFUNDS)
    return tuple(Mark(metric, market=after.market_id) for metric in metrics)


_REFUNDS: Mapping[RefundState, Metric] = {
    RefundState.DONE: Metric.REFUNDS_DONE,
    RefundState.REFUSED: Metric.REFUNDS_REFUSED,
}

_RENEWALS: Mapping[Verdict, Metric] = {
    Verdict.RENEWED: Metric.RENEWALS_PAID,
    Verdict.RETRY: Metric.RENEWALS_DECLINED,
    Verdict.SUSPENDED: Metric.RENEWALS_SUSPENDED,
    Verdict.PUT_OFF: Metric.RENEWALS_PUT_OFF,
}
