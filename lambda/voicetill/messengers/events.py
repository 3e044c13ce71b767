"""Events for the merchant's other systems, put on a bus of Amazon EventBridge.

What stands in an event is described in `docs/events.md`. It says what happened to which order or subscription, and
for how much; it says nothing of a person. The same occurrence may be put twice: its `id` is the same then.
"""

import json
import logging
import re
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from voicetill.domain.money import Money
from voicetill.domain.news import Delivery, News
from voicetill.domain.orders import Order
from voicetill.domain.payments import Environment
from voicetill.domain.pricing import Line
from voicetill.domain.subscriptions import Subscription

logger = logging.getLogger(__name__)

SOURCE = "voicetill"

VERSION = 1
"""Raised when a field changes its meaning or goes; a new field raises nothing."""

# PutEvents, "Calculating Amazon EventBridge PutEvents event entry size": 256 KB, of which the time takes 14 bytes.
_LARGEST = 256 * 1024
_TIME_BYTES = 14

# PutEvents, entry error codes: what is wrong with the event itself, and always would be.
_ALWAYS_REFUSED = frozenset({"MalformedDetail", "InvalidArgument"})

_WORD = re.compile(r"[A-Za-z0-9_.:+-]{0,128}", re.ASCII)

Json = dict[str, Any]


class EventBus:
    """A bus; `client` is boto3's `events`."""

    def __init__(self, client: Any, *, bus_name: str, environment: Environment) -> None:  # noqa: ANN401 - boto3 is not typed here
        self._client = client
        self._bus_name = bus_name
        self._environment = environment

    def send(self, news: News) -> Delivery:
        """Put one event."""
        occurrence = news.occurrence
        entry = {
            "Time": occurrence.at,
            "Source": SOURCE,
            "DetailType": occurrence.what.value,
            "Detail": _written(detail(news, self._environment), _LARGEST - _TIME_BYTES - len(self._head(news))),
            "EventBusName": self._bus_name,
        }
        try:
            answer = self._client.put_events(Entries=[entry])
        except (ClientError, BotoCoreError) as error:
            logger.warning("event bus failed", extra={"why": _code(error)})
            return Delivery.NOT_NOW
        return _delivery(answer)

    @staticmethod
    def _head(news: News) -> bytes:
        return f"{SOURCE}{news.occurrence.what.value}".encode()


def detail(news: News, environment: Environment) -> Json:
    """Return the detail of an event."""
    occurrence = news.occurrence
    told: Json = {
        "version": VERSION,
        "id": occurrence.id,
        "event": occurrence.what.value,
        "occurred_at": occurrence.at.isoformat(),
        "environment": environment.value,
        "market": occurrence.market_id,
        "subject_id": occurrence.subject_id,
        "details": {name: value for name, value in occurrence.details.items() if _is_plain(value)},
    }
    if news.order is not None:
        told["order"] = _order(news.order)
    if news.subscription is not None:
        told["subscription"] = _subscription(news.subscription)
    return told


def _is_plain(value: str | int) -> bool:
    """Whether a detail is a number or one word: in a sentence that somebody typed, there may be a person."""
    return isinstance(value, int) or _WORD.fullmatch(value) is not None


def _order(order: Order) -> Json:
    quote = order.quote
    return {
        "id": order.id,
        "number": order.number,
        "placed_at": order.placed_at.isoformat(),
        "items": [_item(line) for line in quote.lines],
        "delivery": _money(quote.delivery),
        "tax_included": _money(quote.tax),
        "total": _money(quote.total),
        "provider": order.provider,
        "reference": order.payment.reference,
        "captured": order.is_captured,
        "canceled_at": order.canceled_at.isoformat() if order.canceled_at else None,
        # No tracking number: it leads to a person's door.
        "shipments": [
            {"at": each.at.isoformat(), "product_ids": list(each.product_ids), "carrier": each.carrier}
            for each in order.shipments
        ],
        "refunds": [
            {
                "reference": each.reference,
                "amount": _money(each.amount),
                "reason": each.reason.value,
                "state": each.state.value,
            }
            for each in order.refunds
        ],
        "subscription_id": order.subscription_id,
        "period": order.period,
    }


def _item(line: Line) -> Json:
    return {"product_id": line.product_id, "quantity": line.quantity, "unit_price": _money(line.unit_price)}


def _subscription(subscription: Subscription) -> Json:
    charged_at = subscription.charged_at
    return {
        "id": subscription.id,
        "product_id": subscription.product_id,
        "state": subscription.state.value,
        "price": _money(subscription.quote.total),
        "period_months": subscription.plan.period_months,
        "trial_days": subscription.plan.trial_days,
        "period": subscription.period,
        "provider": subscription.provider,
        "started_at": subscription.started_at.isoformat(),
        "charged_at": charged_at.isoformat() if charged_at else None,
        "ended_at": subscription.ended_at.isoformat() if subscription.ended_at else None,
    }


def _money(money: Money) -> Json:
    return {"minor": money.minor, "currency": money.currency.value}


def _written(told: Json, most: int) -> str:
    """Write a detail that fits: what is long is left out before the news itself is, and said to be."""
    text = _text(told)
    for path in (("order", "items"), ("order", "shipments"), ("order", "refunds"), ("details",)):
        if len(text.encode()) <= most:
            break
        *above, name = path
        place = told[above[0]] if above and above[0] in told else told
        if place.get(name):
            place[name] = type(place[name])()
            told["left_out"] = [*told.get("left_out", []), ".".join(path)]
            text = _text(told)
    return text


def _text(told: Json) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _delivery(answer: Any) -> Delivery:  # noqa: ANN401 - boto3 is not typed here
    """Read the answer: PutEvents answers 200 to what it did not take, and says so inside."""
    entries = answer.get("Entries") or [{}]
    code = str(entries[0].get("ErrorCode") or "")
    if not answer.get("FailedEntryCount") and not code and entries[0].get("EventId"):
        return Delivery.SENT
    logger.warning("event not taken", extra={"why": code or "no event id"})
    return Delivery.NEVER if code in _ALWAYS_REFUSED else Delivery.NOT_NOW


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        response: Any = error.response
        return str(response.get("Error", {}).get("Code", ""))
    return type(error).__name__
