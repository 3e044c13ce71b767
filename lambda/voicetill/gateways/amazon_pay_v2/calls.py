"""One call of the Amazon Pay API v2: counted, signed and sent once, and read as far as any answer can be."""

import hashlib
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from voicetill.domain.errors import GatewayUnavailableError, VoicetillError
from voicetill.gateways.amazon_pay_v2 import merchant_log
from voicetill.gateways.amazon_pay_v2.codes import Means, Row, row_of
from voicetill.gateways.amazon_pay_v2.endpoints import Endpoint
from voicetill.gateways.amazon_pay_v2.signing import Request, Signer
from voicetill.gateways.amazon_pay_v2.throttling import Kind, Throttle
from voicetill.gateways.amazon_pay_v2.told import code, identifier, members, read_body
from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError, Send

IDEMPOTENCY_KEY = "x-amz-pay-idempotency-key"
LONGEST_KEY = 32

# Seconds to wait where the answer does not say; and the most that is believed.
_WAIT, _LONGEST_WAIT = 1.0, 3600.0
# A second call in the same verb is not begun with less than this left.
_LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Told:
    """An answer. `said` holds the members of its body, None where it is no JSON object."""

    kind: Kind
    status: int
    said: Mapping[str, Any] | None
    request_id: str

    @property
    def is_good(self) -> bool:
        """Whether the call was carried out, as far as the status says."""
        return self.status in (200, 201, 202)

    @property
    def code(self) -> str:
        """The reason of an error; blank if there is none."""
        return code(members(self.said).get("reasonCode"))

    @property
    def row(self) -> Row:
        """What an error means."""
        return row_of(self.status, self.code)


class LostAnswer(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a call was sent and nobody knows what became of it; stays inside this folder."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The seconds that a verb may last, over all its calls."""

    ticks: Callable[[], float]
    until: float

    @property
    def left(self) -> float:
        """What is left of them."""
        return max(0.0, self.until - self.ticks())

    @property
    def is_spent(self) -> bool:
        """Whether another call makes no sense any more."""
        return self.left < _LEAST


def derived_key(*parts: str) -> str:
    """Return an idempotency key that follows from what a request is for: letters and digits, 32 of them."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:LONGEST_KEY]


class Calls:
    """Makes calls. `key_refused` is told when the vendor did not let us in, so that a kept key is dropped."""

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        signer: Signer,
        send: Send,
        throttle: Throttle,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        key_refused: Callable[[], object] = lambda: None,
    ) -> None:
        self._endpoint = endpoint
        self._signer = signer
        self._send = send
        self._throttle = throttle
        self._clock = clock
        self._ticks = ticks
        self._key_refused = key_refused

    def budget(self, within: float) -> Budget:
        """Begin to count the seconds of a verb."""
        return Budget(self._ticks, self._ticks() + within)

    def now(self) -> datetime:
        """The time, as calls are dated with it."""
        return self._clock().astimezone(UTC)

    def ask(self, kind: Kind, method: str, path: str, *, budget: Budget, body: str = "", key: str = "") -> Told:
        """Make one call; `path` is the resource's, without the version.

        Raises GatewayUnavailableError if it certainly did nothing, and LostAnswer if it was sent and not answered.
        """
        if budget.is_spent:
            raise GatewayUnavailableError("no time left for a call")
        self._throttle.take(kind)
        request = self._request(method, path, body, key)
        url = f"{self._endpoint.base}{request.path}"
        answer = self._sent(kind, request, url, budget.left)
        return self._read(kind, answer)

    def look(self, kind: Kind, path: str, *, budget: Budget) -> Mapping[str, Any] | None:
        """Read an object; None if there is none of that id.

        Raises GatewayUnavailableError if it cannot be read now: a look moves nothing, so it may be repeated.
        """
        try:
            told = self.ask(kind, "GET", path, budget=budget)
        except LostAnswer:
            raise GatewayUnavailableError("no answer") from None
        if told.row.means is Means.NOT_THERE:
            return None
        if not told.is_good or told.said is None:
            raise GatewayUnavailableError(f"status {told.status}")
        return told.said

    def _request(self, method: str, path: str, body: str, key: str) -> Request:
        headers = {
            "accept": "application/json",
            "content-type": "application/json",
            "x-amz-pay-region": self._endpoint.region,
            "x-amz-pay-date": self.now().strftime("%Y%m%dT%H%M%SZ"),
            "x-amz-pay-host": self._endpoint.host,
        }
        named = {IDEMPOTENCY_KEY: key} if key else {}
        return Request(method, f"{self._endpoint.root}{path}", (), {**headers, **named}, body.encode())

    def _sent(self, kind: Kind, request: Request, url: str, within: float) -> Answered:
        try:
            headers = self._signer.signed(request)
        except VoicetillError as trouble:
            merchant_log.not_signed(kind, why=type(trouble).__name__)
            raise GatewayUnavailableError("not signed") from trouble
        try:
            return self._send(request.method, url, headers, request.body, within=within)
        except NotConnectedError as trouble:
            raise GatewayUnavailableError(f"not connected: {trouble}") from None
        except NoAnswerError as trouble:
            merchant_log.no_answer(kind, why=str(trouble))
            raise LostAnswer from None

    def _read(self, kind: Kind, answer: Answered) -> Told:
        request_id = identifier(answer.headers.get("x-amz-pay-request-id")) or ""
        told = Told(kind, answer.status, read_body(answer.body), request_id)
        if told.is_good:
            return told
        row = told.row
        merchant_log.refused(kind, status=told.status, code=told.code, request_id=request_id, cure=row.cure)
        if row.means is Means.NOT_LET_IN:
            # Whoever fetches a fresh key may fail at it: the call stays what it is, refused.
            with suppress(VoicetillError):
                self._key_refused()
            raise GatewayUnavailableError(f"not let in: {told.code}")
        if row.means is Means.THROTTLED or told.status == 429:  # noqa: PLR2004 - too many requests
            raise GatewayUnavailableError("throttled", retry_after=_seconds(answer.headers.get("retry-after")))
        return told


def _seconds(text: str | None) -> float:
    """Read how long to wait; a plain number of seconds, or the usual wait."""
    try:
        wait = float(text or "")
    except ValueError:
        return _WAIT
    return min(wait, _LONGEST_WAIT) if math.isfinite(wait) and wait > 0 else _WAIT
