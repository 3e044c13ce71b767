"""The topic of Amazon SNS through which the pretend service notifies, signed by a certificate of its own making.

The private key lives as long as the object, and nobody trusts it but whoever is given the certificate. A tester
delivers what is made here, as often and as damaged as they like.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID, uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from simulator.amazon_pay_v2.books import Change

_NOTIFIED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMED = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


@dataclass(frozen=True)
class Delivery:
    """One POST to the merchant's address; header names are in lower case."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Topic:
    """A topic of one merchant. `version` is that of the signatures: 1 is SHA-1, 2 is SHA-256."""

    clock: Callable[[], datetime]
    merchant_id: str = "A1EXAMPLESELLER"
    arn: str = "arn:aws:sns:us-east-1:000000000000:A1EXAMPLETOPIC"
    version: str = "1"
    host: str = "sns.us-east-1.amazonaws.com"
    new_id: Callable[[], UUID] = field(default=uuid4)

    @property
    def certificate_url(self) -> str:
        """Where the certificate is said to be."""
        return f"https://{self.host}/SimpleNotificationService-0123456789abcdef.pem"

    @cached_property
    def certificate(self) -> bytes:
        """The certificate, as PEM text."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.example")])
        now = self.clock().astimezone(UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
        )
        return built.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def notification(self, change: Change, *, subject: str | None = None) -> Delivery:
        """Notify of a change."""
        message = {
            "NotificationVersion": "V2",
            "NotificationType": "STATE_CHANGE",
            "NotificationId": str(self.new_id()),
            "ObjectType": change.object_type,
            "ObjectId": change.object_id,
            "ChargePermissionId": change.permission_id,
            "MerchantID": self.merchant_id,
        }
        return self.message(json.dumps(message), subject=subject)

    def news(self, changes: list[Change]) -> list[Delivery]:
        """Notify of all changes that nobody was notified of yet, oldest first, and forget them."""
        told = [self.notification(change) for change in changes]
        changes.clear()
        return told

    def message(self, text: str, *, subject: str | None = None) -> Delivery:
        """Deliver any text."""
        told = self._envelope("Notification", text)
        if subject is not None:
            told["Subject"] = subject
        return self._delivered(told, _NOTIFIED)

    def subscription(self, *, url: str | None = None, ends: bool = False) -> Delivery:
        """Ask for the confirmation of a subscription, or tell of its end."""
        told = self._envelope("UnsubscribeConfirmation" if ends else "SubscriptionConfirmation", "You have chosen")
        told["Token"] = "2336412f37fb687f5d51e6e2425ba1f25"
        query = f"Action=ConfirmSubscription&TopicArn={self.arn}&Token={told['Token']}"
        told["SubscribeURL"] = url or f"https://{self.host}/?{query}"
        return self._delivered(told, _CONFIRMED)

    def signed(self, told: dict[str, str]) -> Delivery:
        """Sign an envelope as it is, and deliver it."""
        return self._delivered(told, _NOTIFIED if told["Type"] == "Notification" else _CONFIRMED)

    @cached_property
    def _key(self) -> RSAPrivateKey:
        return generate_private_key(public_exponent=65537, key_size=2048)

    def _envelope(self, kind: str, message: str) -> dict[str, str]:
        now = self.clock().astimezone(UTC)
        return {
            "Type": kind,
            "MessageId": str(self.new_id()),
            "TopicArn": self.arn,
            "Message": message,
            "Timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }

    def _delivered(self, told: dict[str, str], names: tuple[str, ...]) -> Delivery:
        signed = "".join(f"{name}\n{told[name]}\n" for name in names if name in told).encode()
        kind = hashes.SHA256() if self.version == "2" else hashes.SHA1()  # noqa: S303 - version 1 is SHA-1
        signature = base64.b64encode(self._key.sign(signed, PKCS1v15(), kind)).decode()
        proof = {
            "SignatureVersion": self.version,
            "SigningCertURL": self.certificate_url,
            "Signature": signature,
        }
        headers = {
            "content-type": "text/plain; charset=UTF-8",
            "x-amz-sns-message-type": told["Type"],
            "x-amz-sns-message-id": told["MessageId"],
            "x-amz-sns-topic-arn": told["TopicArn"],
        }
        return Delivery(headers, json.dumps({**told, **proof}).encode())
