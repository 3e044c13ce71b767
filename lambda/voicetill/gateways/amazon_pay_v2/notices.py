"""What Amazon Pay tells by itself (vendor page "Set up Instant Payment Notifications"): a hint, and never a proof.

A notification carries no state: whoever gets one reads the object. It comes through Amazon SNS, and as plain text.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.errors import ForgedNoticeError, GatewayUnavailableError
from voicetill.gateways.amazon_pay_v2.certificates import Certificates
from voicetill.gateways.amazon_pay_v2.envelopes import SUBSCRIPTION, UNSUBSCRIPTION, Envelope, open_envelope
from voicetill.gateways.amazon_pay_v2.told import identifier, members, read_body
from voicetill.gateways.fetching import NoAnswerError, Send

# What could not be delivered is repeated for about three hours, with the time of the first.
MAX_AGE = timedelta(hours=6)

_VERSION = "V2"
_KINDS: Mapping[str, NoticeKind] = MappingProxyType(
    {
        "CHARGE": NoticeKind.CHARGE,
        "REFUND": NoticeKind.REFUND,
        "CHARGE_PERMISSION": NoticeKind.AGREEMENT,
        "CHARGEBACK": NoticeKind.DISPUTE,
    }
)
_GOOD = range(200, 300)
_LOG = logging.getLogger(__name__)


class AmazonPayNotices:
    """Reads the notifications of one merchant, from one topic.

    `topic_arn` and `merchant_id` are those of Seller Central; any other is refused. `max_age` is how old a
    notification may be, None for any age. A subscription of that topic is confirmed at once, as SNS wants it.
    """

    def __init__(
        self,
        *,
        topic_arn: str,
        merchant_id: str,
        send: Send,
        ticks: Callable[[], float],
        max_age: timedelta | None = MAX_AGE,
    ) -> None:
        self._topic_arn = topic_arn
        self._merchant_id = merchant_id
        self._send = send
        self._ticks = ticks
        self._max_age = max_age
        self._certificates = Certificates(send)

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime, within: float) -> Notice:
        """Verify a notification and say what it is about; header names come in lower case.

        Raises ForgedNoticeError, and GatewayUnavailableError where the certificate cannot be fetched now or a
        subscription cannot be confirmed: SNS delivers again.
        """
        until = self._ticks() + within
        envelope = open_envelope(headers, body, topic_arn=self._topic_arn, at=at, max_age=self._max_age)
        envelope.prove(self._certificates.key(envelope.certificate_url, at=at, within=within))
        if envelope.kind == SUBSCRIPTION:
            self._confirm(envelope, within=max(0.0, until - self._ticks()))
            return self._about_endpoint(envelope, NoticeKind.CONFIRM_ENDPOINT)
        if envelope.kind == UNSUBSCRIPTION:
            # Its address would subscribe again: that is for the merchant to decide.
            _LOG.warning("amazon pay notifications were unsubscribed", extra={"topic": self._topic_arn})
            return self._about_endpoint(envelope, NoticeKind.OTHER)
        return self._notice(envelope)

    def _confirm(self, envelope: Envelope, *, within: float) -> None:
        url = envelope.subscribe_url
        try:
            answer = self._send("GET", url, {"accept": "*/*"}, within=within)
        except NoAnswerError:
            raise GatewayUnavailableError("the subscription was not confirmed") from None
        if answer.status not in _GOOD:
            raise GatewayUnavailableError("the subscription was not confirmed")
        _LOG.info("amazon pay notifications are subscribed", extra={"topic": self._topic_arn})

    def _about_endpoint(self, envelope: Envelope, kind: NoticeKind) -> Notice:
        return Notice(envelope.parts["MessageId"], kind, self._topic_arn, at=envelope.at)

    def _notice(self, envelope: Envelope) -> Notice:
        told = members(read_body(envelope.parts["Message"].encode("utf-8", "replace")))
        if told.get("NotificationVersion") != _VERSION:
            # Of an older interface, from the same topic: nothing that we asked for.
            return Notice(envelope.parts["MessageId"], NoticeKind.OTHER, "", at=envelope.at)
        if told.get("MerchantID") != self._merchant_id:
            raise ForgedNoticeError("another merchant")
        named = told.get("ObjectType")
        kind = _KINDS.get(named, NoticeKind.OTHER) if isinstance(named, str) else NoticeKind.OTHER
        return Notice(
            envelope.parts["MessageId"],
            kind,
            identifier(told.get("ObjectId")) or "",
            agreement_id=identifier(told.get("ChargePermissionId")) or "",
            at=envelope.at,
        )
