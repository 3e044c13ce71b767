"""What pretend PPRO tells by itself: signed events, kept in order, to be delivered once, twice, late or forged."""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Thread
from typing import Any

from simulator.ppro.records import Agreement, Charge, stamp

Post = Callable[[str, Mapping[str, str], bytes], object]
"""Delivers: an address, headers and a body."""


@dataclass(frozen=True)
class Delivery:
    """An event as it goes over the wire. `url` is blank where nobody said whereto."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """What the body says."""
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Webhooks:
    """The events of one pretend PPRO. With `post` each is delivered by itself, in a thread, once."""

    secret: str
    clock: Callable[[], datetime]
    account_url: str = ""
    post: Post | None = None
    sent: list[Delivery] = field(default_factory=list)

    def about_charge(self, event: str, charge: Charge) -> None:
        """Tell what became of a charge."""
        data: dict[str, Any] = {
            "type": f"PAYMENT_CHARGE_{event}",
            "paymentChargeId": charge.id,
            "paymentMethod": "AMAZON_PAY",
            "merchantId": charge.merchant_id,
            "paymentChargeStatus": charge.status,
            "amount": charge.asked["amount"],
        }
        if charge.reference:
            data["merchantPaymentChargeReference"] = charge.reference
        if charge.failure:
            data["failure"] = charge.failure
        self._publish(charge.id, data, charge.asked.get("webhooksUrl", ""))

    def about_agreement(self, event: str, agreement: Agreement) -> None:
        """Tell what became of an agreement."""
        data: dict[str, Any] = {
            "type": f"PAYMENT_AGREEMENT_{event}",
            "paymentAgreementId": agreement.id,
            "paymentMethod": "AMAZON_PAY",
            "merchantId": agreement.merchant_id,
            "paymentAgreementStatus": agreement.status,
        }
        if agreement.reference:
            data["merchantPaymentAgreementReference"] = agreement.reference
        self._publish(agreement.id, data, agreement.asked.get("webhooksUrl", ""))

    def about_chargeback(self, charge: Charge) -> None:
        """Tell that the customer's bank took money back."""
        data = {"type": "CHARGEBACK_SUCCEEDED", "paymentChargeId": charge.id, "merchantId": charge.merchant_id}
        if charge.reference:
            data["merchantPaymentChargeReference"] = charge.reference
        self._publish(charge.id, data, charge.asked.get("webhooksUrl", ""))

    def again(self, delivery: Delivery, *, at: datetime | None = None) -> Delivery:
        """The same event once more, signed at another moment: PPRO repeats until it hears 2xx."""
        return Delivery(delivery.url, self.signed(delivery.body, at=at), delivery.body)

    def forged(self, delivery: Delivery) -> Delivery:
        """The same event, signed with a secret that is not PPRO's."""
        headers = self.signed(delivery.body, secret=f"not {self.secret}")
        return Delivery(delivery.url, headers, delivery.body)

    def tampered(self, delivery: Delivery, old: bytes, new: bytes) -> Delivery:
        """An event of which a part was changed on the way, under the signature of the true one."""
        return Delivery(delivery.url, delivery.headers, delivery.body.replace(old, new))

    def signed(self, body: bytes, *, at: datetime | None = None, secret: str = "") -> dict[str, str]:
        """The headers under which a body is believed. Their names are in lower case, as a Lambda gets them."""
        moment = str(int((at or self.clock()).timestamp()))
        key = (secret or self.secret).encode()
        digest = hmac.new(key, moment.encode() + b"." + body, sha256).hexdigest()
        return {"content-type": "application/json", "ppro-signature": f"t={moment},s={digest}"}

    def _publish(self, subject: str, data: dict[str, Any], url: str) -> None:
        event = {
            "specversion": "1.0",
            "source": "https://www.ppro.com",
            "datacontenttype": "application/json",
            "id": f"evt_{len(self.sent) + 1:020d}",
            "type": data["type"],
            "subject": subject,
            "time": stamp(self.clock()),
            "data": data,
        }
        body = json.dumps(event, separators=(",", ":")).encode()
        delivery = Delivery(url or self.account_url, self.signed(body), body)
        self.sent.append(delivery)
        if self.post is not None and delivery.url:
            Thread(target=self.post, args=(delivery.url, delivery.headers, body), daemon=True).start()
