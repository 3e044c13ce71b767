"""Verifies an envelope of Amazon SNS: who signed it, for which topic, and when (AWS page "Verifying signatures").

Nothing of an envelope is used before it is proven, but the address of the certificate: that one is held against
the vendor's own hosts before anything is fetched from it. Whatever is wrong is ForgedNoticeError, and no other
exception.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from voicetill.domain.errors import ForgedNoticeError

NOTIFICATION = "Notification"
SUBSCRIPTION = "SubscriptionConfirmation"
UNSUBSCRIPTION = "UnsubscribeConfirmation"

TOPIC_HEADER = "x-amz-sns-topic-arn"

# SNS sends at most 256 KB; an envelope is a little longer than what is in it.
LONGEST = 512 * 1024

# A clock may be a little ahead of the vendor's.
_AHEAD = timedelta(minutes=5)

_CONFIRMED = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
        SUBSCRIPTION: _CONFIRMED,
        UNSUBSCRIPTION: _CONFIRMED,
    }
)
_OPTIONAL = frozenset({"Subject"})
_REQUIRED = ("SigningCertURL", "Signature", "SignatureVersion")

# Version 1 is SHA-1 by the vendor's own definition, and still what it sends.
_HASHES: Mapping[str, Callable[[], HashAlgorithm]] = MappingProxyType({"1": SHA1, "2": SHA256})

# The whole address, so that no two readers of it can see two hosts. Between the dots stands a region, and no more:
# `sns.s3-us-west-2.amazonaws.com` is a bucket, which anybody may have named so.
_HOST = r"https://sns\.[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}\.amazonaws\.com(\.cn)?"
_CERTIFICATE_URL = re.compile(_HOST + r"/[A-Za-z0-9_-]+\.pem", re.ASCII)
_SUBSCRIBE_URL = re.compile(_HOST + r"/\?[!-~]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope whose parts are all texts; nothing of it is proven before `prove` returned."""

    parts: Mapping[str, str]
    kind: str
    topic_arn: str
    at: datetime

    @property
    def certificate_url(self) -> str:
        """Where the certificate is that it was signed with: one of the vendor's hosts."""
        return self.parts["SigningCertURL"]

    @property
    def subscribe_url(self) -> str:
        """Where a subscription is confirmed; raises ForgedNoticeError if it is none of the vendor's hosts."""
        url = self.parts.get("SubscribeURL", "")
        if not _SUBSCRIBE_URL.fullmatch(url):
            raise ForgedNoticeError("a subscription that is confirmed elsewhere")
        return url

    def prove(self, key: RSAPublicKey) -> None:
        """Verify the signature; raises ForgedNoticeError."""
        names = [name for name in _SIGNED[self.kind] if name not in _OPTIONAL or name in self.parts]
        try:
            signed = "".join(f"{name}\n{self.parts[name]}\n" for name in names).encode()
            signature = base64.b64decode(self.parts["Signature"], validate=True)
            key.verify(signature, signed, PKCS1v15(), _HASHES[self.parts["SignatureVersion"]]())
        except (InvalidSignature, binascii.Error, UnicodeError, ValueError):
            raise ForgedNoticeError("the signature does not fit") from None


def open_envelope(
    headers: Mapping[str, str], body: bytes, *, topic_arn: str, at: datetime, max_age: timedelta | None
) -> Envelope:
    """Read an envelope as far as it can be judged without its certificate; raises ForgedNoticeError."""
    parts = _parts(body)
    kind = parts.get("Type", "")
    if kind not in _SIGNED:
        raise ForgedNoticeError("no kind of envelope")
    missing = [name for name in (*_SIGNED[kind], *_REQUIRED) if name not in _OPTIONAL and not parts.get(name)]
    if missing:
        raise ForgedNoticeError("a part is missing")
    if parts["TopicArn"] != topic_arn or headers.get(TOPIC_HEADER) != topic_arn:
        raise ForgedNoticeError("another topic")
    if parts["SignatureVersion"] not in _HASHES:
        raise ForgedNoticeError("no version of a signature that we know")
    if not _CERTIFICATE_URL.fullmatch(parts["SigningCertURL"]):
        raise ForgedNoticeError("a certificate from elsewhere")
    return Envelope(parts, kind, topic_arn, _moment(parts["Timestamp"], at=at, max_age=max_age))


def _parts(body: bytes) -> dict[str, str]:
    if len(body) > LONGEST:
        raise ForgedNoticeError("too long")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise ForgedNoticeError("no JSON") from None
    if not isinstance(told, dict):
        raise ForgedNoticeError("no envelope")
    # What is null is not there; what is no text was signed by nobody.
    return {name: value for name, value in told.items() if isinstance(value, str)}


def _moment(text: str, *, at: datetime, max_age: timedelta | None) -> datetime:
    try:
        told = datetime.fromisoformat(text)
        if told.tzinfo is None:
            raise ForgedNoticeError("no time")
        age = at - told
    except (ValueError, OverflowError):
        raise ForgedNoticeError("no time") from None
    if age < -_AHEAD or (max_age is not None and age > max_age):
        raise ForgedNoticeError("too old, or from a time to come")
    return told.astimezone(UTC)
