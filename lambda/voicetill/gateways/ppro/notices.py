"""Notifications of PPRO: CloudEvents in JSON, proven by a digest with a secret that only PPRO and we know.

Header `PPRO-Signature: t=<unix seconds>,s=<hex>`, where `s` is HMAC-SHA256 over `t`, a dot and the raw body (page
"Webhooks"). The time is in the digest, so an old notification cannot be sent again for ever; those that come twice
within the window are told apart by their id, by whoever keeps them. Whatever is odd is taken for forged: PPRO's
own are whole.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol

from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.errors import ForgedNoticeError, GatewayUnavailableError, StoreUnavailableError
from voicetill.gateways.ppro.reading import identifier, members, moment, parsed, word

# PPRO publishes no window. A repeated delivery may keep the time of the first one, so it can be set longer.
WINDOW = timedelta(minutes=5)

SIGNATURE = "ppro-signature"
_TIME = re.compile(r"[0-9]{1,12}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII | re.IGNORECASE)
_LONGEST_HEADER = 1024

# A changed secret is asked for once in a while only: whoever sends forgeries must not cost us a call each.
_ASK_AGAIN_AFTER = timedelta(minutes=1)

_AGREEMENT_EVENTS = (
    "CREATED",
    "AUTHENTICATION_PENDING",
    "ACTIVE",
    "FAILED",
    "UPDATED",
    "REVOKED_BY_CONSUMER",
    "REVOKED_BY_MERCHANT",
    "REVOKED_BY_PROVIDER",
)
_CHARGE_EVENTS = (
    "CREATED",
    "AUTHENTICATION_PENDING",
    "PROVIDER_CONFIRMATION_PENDING",
    "AUTHORIZATION_SUCCEEDED",
    "AUTHORIZATION_FAILED",
    "CAPTURE_SUCCEEDED",
    "CAPTURE_FAILED",
    "VOID_SUCCEEDED",
    "VOID_FAILED",
    "DISCARDED",
    "DISCARD_FAILED",
)
_REFUND_EVENTS = ("REFUND_PENDING", "REFUND_SUCCEEDED", "REFUND_FAILED")

KINDS: Mapping[str, NoticeKind] = {
    **{f"PAYMENT_AGREEMENT_{event}": NoticeKind.AGREEMENT for event in _AGREEMENT_EVENTS},
    **{f"PAYMENT_CHARGE_{event}": NoticeKind.CHARGE for event in _CHARGE_EVENTS},
    **{f"PAYMENT_CHARGE_{event}": NoticeKind.REFUND for event in _REFUND_EVENTS},
    "CHARGEBACK_SUCCEEDED": NoticeKind.DISPUTE,
}
"""What each type is about; any other type is something else, and no reason to do anything."""


class Secrets(Protocol):
    """Tells the webhook secrets that count at the moment."""

    def __call__(self, *, fresh: bool = False) -> str:
        """Return them, with blanks or line ends between: more than one while they are changed.

        `fresh` asks for those that count now, and not for some that were kept.
        """


@dataclass(frozen=True, slots=True)
class _Signature:
    time: str
    digests: tuple[str, ...]

    @property
    def at(self) -> int:
        return int(self.time)


class PproNotices:
    """Reads what PPRO tells one merchant by itself."""

    def __init__(self, *, merchant_id: str, secrets: Secrets, window: timedelta = WINDOW) -> None:
        self._merchant_id = merchant_id
        self._secrets = secrets
        self._window = window.total_seconds()
        self._asked_at: datetime | None = None

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime, within: float) -> Notice:
        """Verify a notification and say what it is about; raises ForgedNoticeError and GatewayUnavailableError."""
        signature = _signature(headers.get(SIGNATURE, ""))
        # Also one from the future: a digest that is good until some day would be good all the time until then.
        if abs(at.timestamp() - signature.at) > self._window:
            raise ForgedNoticeError("ppro: signed too long ago, or in the future")
        self._verify(signature, body, at)
        return self._told(members(parsed(body)))

    def _verify(self, signature: _Signature, body: bytes, at: datetime) -> None:
        if self._proves(self._known(fresh=False), signature, body):
            return
        if self._may_ask_again(at) and self._proves(self._known(fresh=True), signature, body):
            return
        raise ForgedNoticeError("ppro: the digest is not of these words with a secret of ours")

    def _proves(self, secrets: Sequence[str], signature: _Signature, body: bytes) -> bool:
        signed = signature.time.encode() + b"." + body
        right = [hmac.new(secret.encode(), signed, sha256).hexdigest() for secret in secrets]
        # All are compared, each in the same time: how long it takes tells nothing.
        matches = [hmac.compare_digest(one, told) for one in right for told in signature.digests]
        return any(matches)

    def _known(self, *, fresh: bool) -> Sequence[str]:
        try:
            known = (self._secrets(fresh=True) if fresh else self._secrets()).split()
        except StoreUnavailableError:
            known = []
        if not known:
            # With nothing for a secret, anybody could sign.
            raise GatewayUnavailableError("ppro: there is no webhook secret to verify with")
        return known

    def _may_ask_again(self, at: datetime) -> bool:
        if self._asked_at is not None and abs(at - self._asked_at) < _ASK_AGAIN_AFTER:
            return False
        self._asked_at = at
        return True

    def _told(self, event: Mapping[str, Any]) -> Notice:
        found, kind = _visible(event.get("id")), word(event.get("type"))
        if not found or not kind or event.get("specversion") != "1.0":
            raise ForgedNoticeError("ppro: no CloudEvent")
        data = members(event.get("data"))
        at = moment(event.get("time"))
        merchant = data.get("merchantId")
        known = KINDS.get(kind, NoticeKind.OTHER)
        if merchant not in (None, self._merchant_id) or known is NoticeKind.OTHER:
            # Another merchant's affairs are none of ours, whoever shares the secret with us.
            return Notice(found, NoticeKind.OTHER, identifier(event.get("subject")), at=at)
        return _notice(found, known, event, data, at)


def _notice(
    found: str, kind: NoticeKind, event: Mapping[str, Any], data: Mapping[str, Any], at: datetime | None
) -> Notice:
    is_agreement = kind is NoticeKind.AGREEMENT
    agreement = identifier(data.get("paymentAgreementId"))
    named = agreement if is_agreement else identifier(data.get("paymentChargeId"))
    about = named or identifier(event.get("subject"))
    if not about:
        raise ForgedNoticeError("ppro: it does not say what it is about")
    field = "merchantPaymentAgreementReference" if is_agreement else "merchantPaymentChargeReference"
    return Notice(
        found,
        kind,
        about,
        reference=word(data.get(field)),
        agreement_id=about if is_agreement else agreement,
        at=at,
    )


def _signature(header: str) -> _Signature:
    """Read the header: one time, and a digest for each secret that PPRO signs with."""
    if len(header) > _LONGEST_HEADER:
        raise ForgedNoticeError("ppro: no signature")
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    digests = tuple(value.lower() for name, _, value in parts if name == "s")
    if len(times) != 1 or not _TIME.fullmatch(times[0]):
        raise ForgedNoticeError("ppro: no signature")
    if not digests or not all(_DIGEST.fullmatch(digest) for digest in digests):
        raise ForgedNoticeError("ppro: no signature")
    return _Signature(times[0], digests)


def _visible(value: object) -> str:
    told = word(value)
    return told if told.isascii() and told.isprintable() and " " not in told else ""
