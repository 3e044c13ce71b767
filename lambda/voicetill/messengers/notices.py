"""Notices on the customer's Echo: a chime, and on request a sentence of Alexa's own (Proactive Events API).

What is said is fixed by Amazon: the state of an order, its seller, and for a parcel when it arrives. There are
such notices in American English only (Proactive Events Schemas, AMAZON.OrderStatus.Updated), and only for
customers who allowed them in the Alexa app; the rest read their mail, or ask.
"""

import base64
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from voicetill.domain.news import Delivery, News
from voicetill.domain.occurrences import Happening
from voicetill.messengers.web import Web

logger = logging.getLogger(__name__)

SCOPE = "alexa::proactive_events"

LOCALE = "en-US"

_HOST = "https://api.amazonalexa.com"
_LIVE, _DEVELOPMENT = "/v1/proactiveEvents", "/v1/proactiveEvents/stages/development"
_TIMEOUT = 5.0

_STATES: Mapping[Happening, str] = {
    Happening.ORDER_PLACED: "ORDER_RECEIVED",
    Happening.ORDER_SHIPPED: "ORDER_SHIPPED",
}

# A notice that nobody listened to is dropped after so long: at least five minutes, at most a day.
_LISTENED_WITHIN = timedelta(hours=24) - timedelta(minutes=5)

# An older one is no news.
_TOO_OLD = timedelta(hours=24)

_SENT, _REFUSED, _UNKNOWN_KEY, _NOT_ALLOWED, _SENT_BEFORE = 202, 400, 401, 403, 409


class Notices:
    """Sends notices to one customer at a time.

    `tokens` returns a key for the scope above, a fresh one if asked to. `sellers` are the shop's names by locale
    of the skill. `live` is the published skill; else its development stage.
    """

    def __init__(
        self,
        send: Web,
        tokens: Callable[..., str],
        *,
        sellers: Mapping[str, str],
        live: bool,
        endpoint: str | None = None,
    ) -> None:
        self._send = send
        self._tokens = tokens
        self._sellers = sellers
        self._url = f"{(endpoint or _HOST).rstrip('/')}{_LIVE if live else _DEVELOPMENT}"

    def send(self, news: News) -> Delivery:
        """Send one notice. One that may have left is sent again: Alexa knows it by its name."""
        occurrence = news.occurrence
        concerns = occurrence.what in _STATES and occurrence.locale == LOCALE and news.user_id
        if not concerns or news.at - occurrence.at > _TOO_OLD:
            return Delivery.NOTHING_TO_SEND
        body = json.dumps(event(news, self._sellers), ensure_ascii=False).encode()
        try:
            status = self._status(body, fresh=False)
            if status == _UNKNOWN_KEY:
                status = self._status(body, fresh=True)
        except OSError as trouble:
            logger.warning("notice not sent", extra={"why": type(trouble).__name__})
            return Delivery.NOT_NOW
        return _meaning(status)

    def _status(self, body: bytes, *, fresh: bool) -> int:
        headers = {
            "Authorization": f"Bearer {self._tokens(fresh=fresh)}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        return self._send("POST", self._url, headers, body, within=_TIMEOUT).status


def event(news: News, sellers: Mapping[str, str]) -> dict[str, Any]:
    """Return the event that Alexa is told."""
    occurrence = news.occurrence
    state: dict[str, Any] = {"status": _STATES[occurrence.what], "enterTimeStamp": _written(occurrence.at)}
    arrival = _arrival(news)
    if arrival is not None and occurrence.what is Happening.ORDER_SHIPPED:
        state["deliveryDetails"] = {"expectedArrival": _written(arrival)}
    return {
        "timestamp": _written(news.at),
        "referenceId": reference(occurrence.id),
        "expiryTime": _written(news.at + _LISTENED_WITHIN),
        "event": {
            "name": "AMAZON.OrderStatus.Updated",
            "payload": {"state": state, "order": {"seller": {"name": "localizedattribute:sellerName"}}},
        },
        "localizedAttributes": [{"locale": locale, "sellerName": name} for locale, name in sellers.items()],
        "relevantAudience": {"type": "Unicast", "payload": {"user": news.user_id}},
    }


def reference(occurrence_id: str) -> str:
    """Return the name of a notice: the same for the same occurrence, of letters, digits and `~`, at most 100."""
    digest = hashlib.sha256(occurrence_id.encode()).digest()
    return base64.b32encode(digest).decode().rstrip("=")


def _meaning(status: int) -> Delivery:
    if status in (_SENT, _SENT_BEFORE):
        return Delivery.SENT
    if status == _NOT_ALLOWED:
        # The customer has not allowed notices, or has left.
        return Delivery.NOTHING_TO_SEND
    level = logging.ERROR if status in (_REFUSED, _UNKNOWN_KEY) else logging.WARNING
    logger.log(level, "notice not taken", extra={"status": status})
    return Delivery.NEVER if status == _REFUSED else Delivery.NOT_NOW


def _arrival(news: News) -> datetime | None:
    """Return when the parcel arrives, where that is known and still to come."""
    try:
        arrival = datetime.fromisoformat(str(news.occurrence.details.get("expected_arrival", "")))
    except ValueError:
        return None
    return arrival if arrival.tzinfo and arrival > news.at else None


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
